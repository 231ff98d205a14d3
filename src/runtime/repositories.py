"""Repositories are Durable Objects; this passes requests and questions on to them."""

from __future__ import annotations

from typing import Any, TypeVar, cast

import js
from pyodide.ffi import JsException, to_js

from durable.contract import codec
from durable.contract.message import (
    Ask,
    Caller,
    Failure,
    Message,
    Question,
    RepositoryUnreachable,
)
from exchange import FORWARDED_HEADERS, Forward

Given = TypeVar("Given", bound=Message)

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


class DurableRepositories:
    """`durable.contract.message.Repositories` over the namespace of the objects."""

    def __init__(self, namespace: Any) -> None:
        self._namespace = namespace

    async def ask(
        self, store_name: str, caller: Caller, question: Question[Given]
    ) -> Given | Failure:
        body = to_js(codec.encode(Ask(caller, question)))
        try:
            request = js.Request.new(f"{_HOST}/ask", method="POST", body=body)
            response = await self._namespace.getByName(store_name).fetch(request)
            answer = (await response.arrayBuffer()).to_bytes()
        except JsException as error:
            raise RepositoryUnreachable(str(error)) from None
        if response.status != 200:
            raise RepositoryUnreachable(f"the object answers with {response.status}")
        return cast("Given | Failure", codec.decode(answer, Message))

    async def purge(self, store_name: str) -> None:
        """`forge.lifecycle.bin.Purge`."""
        response = await self._namespace.getByName(store_name).fetch(f"{_HOST}/purge")
        if response.status != 200:
            raise RepositoryUnreachable(f"the object answers with {response.status}")
