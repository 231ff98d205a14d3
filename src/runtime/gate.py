"""The Durable Object that counts tries, and the way to it."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from pyodide.ffi import JsException
from workers import DurableObject, Response

from durable.gate import GateStore
from forge.gate import Bucket
from runtime import clock
from runtime.durable_sql import DurableSql
from runtime.log import JsonLog

_OBJECTS = 16
"""Buckets are spread over so many objects, for each is one thread."""


class Gate(DurableObject):
    """A share of all buckets. Only the Worker can reach it."""

    def __init__(self, ctx: Any, env: Any) -> None:
        super().__init__(ctx, env)
        self._store = GateStore(DurableSql(ctx._ctx.storage))

    async def fetch(self, request: Any) -> Any:
        url = urlsplit(str(request.js_object.url))
        query = {name: values[0] for name, values in parse_qs(url.query).items()}
        if url.path == "/count":
            ends, calls = int(query["ends"]), int(query["calls"])
            return Response(str(self._store.count(query["key"], ends, calls)))
        key, refill = query["key"], int(query["refill"])
        if url.path == "/give-back":
            self._store.give_back(key, refill)
            return Response("0")
        return Response(str(self._store.take(key, int(query["capacity"]), refill, clock.now())))


class DurableGate:
    """`forge.gate.Gate` over the objects; `namespace` is the raw binding."""

    def __init__(self, namespace: Any) -> None:
        self._namespace = namespace
        self._log = JsonLog()

    async def take(self, bucket: Bucket, key: str) -> int:
        return int(await self._ask_about(bucket, key, "take"))

    async def give_back(self, bucket: Bucket, key: str) -> None:
        await self._ask_about(bucket, key, "give-back")

    async def count(self, key: str, ends: int, calls: int) -> int | None:
        try:
            return int(await self._ask("count", f"calls\0{key}", {"ends": ends, "calls": calls}))
        except JsException as error:
            # To lose a count is better than to lose the call that is counted.
            self._log.error(error, {"gate": "count"})
            return None

    async def _ask_about(self, bucket: Bucket, key: str, what: str) -> str:
        numbers = {"capacity": bucket.capacity, "refill": bucket.refill}
        return await self._ask(what, f"{bucket.name}\0{key}", numbers)

    async def _ask(self, what: str, name: str, numbers: Mapping[str, int]) -> str:
        # Hashed: keys are as long as their senders like, and are nobody else's business.
        digest = sha256(name.encode()).hexdigest()
        number = int(digest[:4], 16) % _OBJECTS
        query = {"key": digest, **numbers}
        stub = self._namespace.getByName(f"gate-{number}")
        response = await stub.fetch(f"http://gate/{what}?{urlencode(query)}")
        return str(await response.text())
