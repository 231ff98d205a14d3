"""Between the platform's requests and responses and the values of `exchange`."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import urlsplit

import js
from pyodide.ffi import JsException, jsnull, to_js

from exchange import Answer, Forward, Reply, Request
from runtime import repositories
from runtime.body import RequestBody

_WITHOUT_BODY = (204, 304)
"""Statuses for which the platform refuses any body, even an empty one."""


class Application(Protocol):
    async def handle(self, request: Request) -> Answer: ...

    def fail(self, request: Request, forward: Forward, error: Exception) -> Reply: ...


async def serve(app: Application, request: Any, namespace: Any) -> Any:
    """Answer the platform's `request`; `namespace` is that of the repositories.

    All three are raw JavaScript objects, not the SDK's wrappers.
    """
    body = RequestBody(request)
    ours = _decode_request(request, body)
    answer = await app.handle(ours)
    if isinstance(answer, Forward):
        try:
            response = await repositories.forward(namespace, request, answer)
        except JsException as error:
            return encode_reply(app.fail(ours, answer, error), ours.method)
        return _without_body(response) if ours.method == "HEAD" else response
    await body.drain()
    return encode_reply(answer, ours.method)


def encode_reply(reply: Reply, method: str) -> Any:
    """The platform's response; to HEAD one that only tells how long the body would be."""
    headers = js.Headers.new()
    for name, value in reply.headers.items():
        headers.set(name, value)
    if reply.status in _WITHOUT_BODY:
        return js.Response.new(jsnull, status=reply.status, headers=headers)
    if method == "HEAD":
        headers.set("content-length", str(len(reply.body)))
        return js.Response.new(jsnull, status=reply.status, headers=headers)
    return js.Response.new(to_js(reply.body), status=reply.status, headers=headers)


def _decode_request(request: Any, body: RequestBody) -> Request:
    url = urlsplit(str(request.url))
    return Request(
        method=request.method,
        path=url.path,
        query=url.query,
        headers=js.Object.fromEntries(request.headers).to_py(),
        origin=f"{url.scheme}://{url.netloc}",
        read_body=body.read,
    )


def _without_body(response: Any) -> Any:
    if response.body:
        response.body.cancel()
    return js.Response.new(jsnull, status=response.status, headers=response.headers)
