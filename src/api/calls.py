"""How many calls of the API a client has had in the hour.

Calls are counted in the isolate that answers them, and told to the gate, which counts for all
isolates: the first call of a client there, and then every `TOLD_EVERY`-th, asks the gate what is
known while its own work is done. So none waits for the count, and a client gets some calls over
its limit at most: those under way, and fewer than `TOLD_EVERY` for each isolate that it meets.
What an isolate had not told when it ends is forgotten, to the client's advantage.
"""

from __future__ import annotations

from dataclasses import dataclass

from forge.clock import Clock
from forge.gate import Gate

HOUR = 3_600

TOLD_EVERY = 10
"""Calls: a question to a Durable Object and a written row cost more than some that are not
counted."""

MAX_CLIENTS = 10_000
"""Clients that an isolate keeps in mind, of some 300 bytes each; beyond it all begin anew with what
the gate knows."""


@dataclass(frozen=True, slots=True)
class Client:
    key: str
    limit: int


@dataclass(frozen=True, slots=True)
class Budget:
    """`reset` is the time at which the next hour begins."""

    limit: int
    used: int
    reset: int

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(slots=True)
class _Count:
    ends: int
    told: int = 0
    untold: int = 0
    is_asked: bool = False


class CallCounter:
    """The counts of one isolate."""

    def __init__(self, gate: Gate, clock: Clock) -> None:
        self._gate = gate
        self._clock = clock
        self._counts: dict[str, _Count] = {}

    def look(self, client: Client) -> Budget:
        """What is known here."""
        count = self._count(client)
        return Budget(client.limit, count.told + count.untold, count.ends)

    def add(self, client: Client) -> None:
        """Count a call."""
        self._count(client).untold += 1

    async def tell(self, client: Client, *, now: bool = False) -> None:
        """Tell the gate, and hear from it, when it is time, or `now`."""
        count = self._count(client)
        if count.is_asked and count.untold < TOLD_EVERY and not now:
            return
        calls, count.untold, count.is_asked = count.untold, 0, True
        # Meanwhile others of the isolate count what is told as what it was.
        count.told += calls
        total = await self._gate.count(client.key, count.ends, calls)
        if total is not None:
            count.told = total

    def _count(self, client: Client) -> _Count:
        ends = self._clock() // HOUR * HOUR + HOUR
        count = self._counts.get(client.key)
        if count is None or count.ends != ends:
            if len(self._counts) >= MAX_CLIENTS:
                self._counts.clear()
            count = self._counts[client.key] = _Count(ends)
        return count
