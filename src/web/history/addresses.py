"""All addresses of history, in the order in which they are tried."""

from __future__ import annotations

from web.address import Address
from web.history import activity, blame, branches, commit, compare, graph, log, tags

ADDRESSES: tuple[Address, ...] = (
    *log.ADDRESSES,
    *commit.ADDRESSES,
    *compare.ADDRESSES,
    *blame.ADDRESSES,
    *graph.ADDRESSES,
    *branches.ADDRESSES,
    *tags.ADDRESSES,
    *activity.ADDRESSES,
)
