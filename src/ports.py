"""What the Worker's side needs of the platform, as one value that the composition root makes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from durable.contract.message import Repositories
from forge.clock import Clock
from forge.database import Database
from forge.elsewhere.web import VerifyRs256, Web
from forge.gate import Gate
from forge.proof.passwords import PasswordHasher


class Log(Protocol):
    """Where the operator of an installation looks when something went wrong."""

    def error(self, error: Exception, fields: Mapping[str, str]) -> None:
        """Write one line; it must hold no credentials."""
        ...


class Cache(Protocol):
    """What was made of what never changes; it may be gone at any time.

    Where `is_shared`, it may leave the isolate: only for what anybody may see.
    """

    async def find(self, key: str, *, is_shared: bool) -> bytes | None: ...

    async def keep(self, key: str, value: bytes, *, is_shared: bool) -> None:
        """Keep `value`, unless it is too long for that."""
        ...


@dataclass(frozen=True, slots=True)
class Ports:
    database: Database
    passwords: PasswordHasher
    clock: Clock
    log: Log
    gate: Gate
    web: Web
    verify_rs256: VerifyRs256
    repositories: Repositories
    cache: Cache
