"""What browsers are told, so that scripts of any origin may ask and read (the Fetch standard)."""

from __future__ import annotations

_EXPOSED = (
    "content-range, etag, link, location, retry-after, x-github-media-type, x-ratelimit-limit,"
    " x-ratelimit-remaining, x-ratelimit-reset, x-ratelimit-resource, x-ratelimit-used,"
    " x-request-id, x-total-count"
)
CORS = {"access-control-allow-origin": "*", "access-control-expose-headers": _EXPOSED}

PREFLIGHT = {
    **CORS,
    "access-control-allow-headers": (
        "accept, authorization, content-type, if-match, if-none-match, if-range, range,"
        " user-agent, x-github-api-version, x-github-otp, x-requested-with"
    ),
    "access-control-allow-methods": "DELETE, GET, PATCH, POST, PUT",
    "access-control-max-age": "86400",
}
