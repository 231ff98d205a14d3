"""All addresses of issues, in the order in which they are tried."""

from __future__ import annotations

from web.issues import changing, comments, issue, labels, lists, milestones, new

ADDRESSES = (
    *lists.ADDRESSES,
    *labels.ADDRESSES,
    *milestones.ADDRESSES,
    *new.ADDRESSES,
    *comments.ADDRESSES,
    *changing.ADDRESSES,
    *issue.ADDRESSES,
)
