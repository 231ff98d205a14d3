"""All addresses of pull requests, in the order in which they are tried."""

from __future__ import annotations

from api.pulls import comments, pulls, reviewers, reviews, viewed
from api.v3.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (
    *comments.ENDPOINTS,
    *pulls.ENDPOINTS,
    *reviewers.ENDPOINTS,
    *reviews.ENDPOINTS,
    *viewed.ENDPOINTS,
)
