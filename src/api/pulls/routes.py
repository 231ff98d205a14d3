"""All addresses of pull requests, in the order in which they are tried."""

from __future__ import annotations

from api.pulls import pulls
from api.v3.endpoint import Endpoint

ENDPOINTS: tuple[Endpoint, ...] = (*pulls.ENDPOINTS,)
