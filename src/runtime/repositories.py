"""Repositories are Durable Objects; this passes requests on to them."""

from __future__ import annotations

from typing import Any

import js

from exchange import FORWARDED_HEADERS, Forward

_HOST = "http://repository"
"""Only the path means anything to a Durable Object."""


async def forward(namespace: Any, request: Any, order: Forward) -> Any:
    """The repository's response, as the platform's object, its body not yet read.

    `namespace` and `request` are the platform's own objects: body and answer stream through
    without passing Python. HEAD goes on as GET; nobody has to know how to answer it.
    """
    headers = js.Headers.new()
    for name in FORWARDED_HEADERS:
        value = request.headers.get(name)
        if value:
            headers.set(name, value)
    for name, value in order.headers.items():
        headers.set(name, value)
    method = "GET" if request.method == "HEAD" else request.method
    inner = js.Request.new(_HOST + order.path, method=method, headers=headers, body=request.body)
    return await namespace.getByName(order.store_name).fetch(inner)
