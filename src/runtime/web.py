"""Other servers, by the platform's `fetch`; `forge.elsewhere.web.Web`."""

from __future__ import annotations

from typing import Any

import js
from pyodide.ffi import JsException, to_js

from forge.elsewhere.web import MAX_ANSWER, TIMEOUT, Answer, Order, Unreachable


class FetchWeb:
    async def ask(self, order: Order) -> Answer:
        options: dict[str, Any] = {
            "method": order.method,
            "headers": dict(order.headers),
            "redirect": "manual",
            "signal": js.AbortSignal.timeout(TIMEOUT * 1000),
        }
        if order.body is not None:
            options["body"] = order.body
        try:
            response = await js.fetch(
                order.url, to_js(options, dict_converter=js.Object.fromEntries)
            )
            body = await _read(response)
        except JsException as error:
            raise Unreachable(f"{order.url} did not answer: {error}") from None
        return Answer(response.status, body)


async def _read(response: Any) -> bytes:
    if not response.body:
        return b""
    body = bytearray()
    reader = response.body.getReader()
    while True:
        result = await reader.read()
        if result.done:
            return bytes(body)
        body += result.value.to_bytes()
        if len(body) > MAX_ANSWER:
            await reader.cancel()
            raise Unreachable(f"the answer is over {MAX_ANSWER:,} bytes")
