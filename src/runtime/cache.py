"""What was worked out once: first in the isolate, then in the platform's cache nearby.

The platform's cache holds responses by URLs; ours have a host that does not exist, so nobody but
the Worker can ask for them. Where it is not to be had, as on `workers.dev`, it finds nothing.
"""

from __future__ import annotations

import js
from pyodide.ffi import JsException, to_js

from git.cache import ENTRY_OVERHEAD, ByteCache

CAPACITY = 8 << 20
"""Bytes of the isolate: some hundred files, a small part of its 128 MB."""

SECONDS = 30 * 86_400
"""How long the platform may keep a value: a month, for it never becomes wrong."""

_URL = "https://cache.hearth.invalid/"


class PlatformCache:
    """`ports.Cache`."""

    def __init__(self) -> None:
        self._near: ByteCache[str, bytes] = ByteCache(CAPACITY, ENTRY_OVERHEAD)

    async def find(self, key: str, *, is_shared: bool) -> bytes | None:
        value = self._near.find(key)
        if value is None and is_shared:
            value = await _find_nearby(key)
            if value is not None:
                self._near.keep(key, value)
        return value

    async def keep(self, key: str, value: bytes, *, is_shared: bool) -> None:
        self._near.keep(key, value)
        if is_shared:
            headers = js.Headers.new()
            headers.set("cache-control", f"public, max-age={SECONDS}")
            response = js.Response.new(to_js(value), headers=headers)
            try:
                await js.caches.default.put(_URL + key, response)
            except JsException:
                # Kept or not: it can be made again.
                return


async def _find_nearby(key: str) -> bytes | None:
    try:
        response = await js.caches.default.match(_URL + key)
        return (await response.arrayBuffer()).to_bytes() if response else None
    except JsException:
        return None
