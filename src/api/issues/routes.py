"""All addresses of issues, in the order in which they are tried."""

from __future__ import annotations

from api.issues import (
    assignees,
    comments,
    issues,
    labels,
    milestones,
    reactions,
    search,
    timeline,
)
from api.v3.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *search.ENDPOINTS,
    *comments.ENDPOINTS,
    *timeline.ENDPOINTS,
    *issues.ENDPOINTS,
    *labels.ENDPOINTS,
    *milestones.ENDPOINTS,
    *assignees.ENDPOINTS,
    *reactions.ENDPOINTS,
)
