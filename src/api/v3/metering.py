"""How many calls a client has left, told with every answer and enforced."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from api.calls import Budget, CallCounter, Client
from api.v3.call import problem
from door import SESSION_COOKIE, address_of, read_cookie
from exchange import Answer, Reply, Request
from forge.quotas import CallLimits
from ports import Ports


class Meter:
    """Counts by what a client shows, before anybody looks at what it is worth.

    A token, a password or a session has a budget of its own; who shows nothing shares that of the
    address.
    """

    def __init__(self, limits: CallLimits, ports: Ports) -> None:
        self._limits = limits
        self._clock = ports.clock
        self._calls = CallCounter(ports.gate, ports.clock)

    def find_refusal(self, request: Request) -> Reply | None:
        """What is said to a client that has nothing left."""
        budget = self._calls.look(self._client(request))
        if budget.remaining:
            return None
        seconds = budget.reset - self._clock()
        message = f"There were {budget.limit:,} calls in this hour; try again in {seconds:,} s."
        reply = problem(429, message)
        return replace(reply, headers={**reply.headers, "retry-after": str(seconds)})

    async def tell(self, request: Request) -> None:
        """Keep the count of all isolates, now and then; to be done beside the work."""
        await self._calls.tell(self._client(request))

    def count(self, request: Request, answer: Answer) -> None:
        """What is as the client knows it costs nothing."""
        if not isinstance(answer, Reply) or answer.status != 304:
            self._calls.add(self._client(request))

    async def read(self, request: Request) -> Budget:
        """The budget as all isolates know it."""
        client = self._client(request)
        await self._calls.tell(client, now=True)
        return self._calls.look(client)

    def headers(self, request: Request) -> dict[str, str]:
        budget = self._calls.look(self._client(request))
        return {
            "x-ratelimit-limit": str(budget.limit),
            "x-ratelimit-remaining": str(budget.remaining),
            "x-ratelimit-reset": str(budget.reset),
            "x-ratelimit-used": str(budget.used),
            "x-ratelimit-resource": "core",
        }

    def _client(self, request: Request) -> Client:
        shown = request.headers.get("authorization") or read_cookie(request, SESSION_COOKIE)
        if shown is None:
            return Client(f"address {address_of(request)}", self._limits.strangers)
        # Hashed: it stays in memory for an hour.
        digest = sha256(shown.encode("utf-8", "surrogateescape")).hexdigest()
        return Client(f"credentials {digest}", self._limits.known)
