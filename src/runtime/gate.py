"""The Durable Object that counts tries, and the way to it."""

from __future__ import annotations

from hashlib import sha256
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from workers import DurableObject, Response

from durable.gate import GateStore
from forge.gate import Bucket
from runtime import clock
from runtime.durable_sql import DurableSql

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
        key, refill = query["key"], int(query["refill"])
        if url.path == "/give-back":
            self._store.give_back(key, refill)
            return Response("0")
        return Response(str(self._store.take(key, int(query["capacity"]), refill, clock.now())))


class DurableGate:
    """`forge.gate.Gate` over the objects; `namespace` is the raw binding."""

    def __init__(self, namespace: Any) -> None:
        self._namespace = namespace

    async def take(self, bucket: Bucket, key: str) -> int:
        return int(await self._ask("take", bucket, key))

    async def give_back(self, bucket: Bucket, key: str) -> None:
        await self._ask("give-back", bucket, key)

    async def _ask(self, what: str, bucket: Bucket, key: str) -> str:
        # Hashed: keys are as long as their senders like, and are nobody else's business.
        digest = sha256(f"{bucket.name}\0{key}".encode()).hexdigest()
        number = int(digest[:4], 16) % _OBJECTS
        query = {"key": digest, "capacity": bucket.capacity, "refill": bucket.refill}
        stub = self._namespace.getByName(f"gate-{number}")
        response = await stub.fetch(f"http://gate/{what}?{urlencode(query)}")
        return str(await response.text())
