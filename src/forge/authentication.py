"""Who is asking: from an Authorization header to an `Actor`.

A password opens everything that its user may do, a token what it was made for. Whatever is
wrong with credentials, the answer is the same `BadCredentials`, after the same work.

An installation can configure one account in its settings. For its name the settings alone
count, so that a password that was replaced there opens nothing any more, whatever the database
still holds. The account's row in the database is made at its first use and follows the
settings, for what it owns refers to it.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field
from hashlib import sha256

from forge.access import ANONYMOUS, Actor, Scope
from forge.clock import Clock
from forge.credentials import TokenCredentials, decode_authorization
from forge.database import Database
from forge.errors import BadCredentials
from forge.password_memory import PasswordMemory
from forge.passwords import MAX_PASSWORD, PasswordHasher
from forge.tokens import find_actor
from forge.users import User, find_user_and_hash, keep_user

_ALL_SCOPES = frozenset(Scope)


@dataclass(frozen=True, slots=True)
class ConfiguredAccount:
    user_name: str
    password: str = field(repr=False)

    def is_called(self, user_name: str) -> bool:
        return _same(user_name.lower(), self.user_name.lower())

    def has_password(self, password: str) -> bool:
        return _same(password, self.password)


class Authenticator:
    def __init__(
        self,
        database: Database,
        passwords: PasswordHasher,
        clock: Clock,
        configured: ConfiguredAccount | None,
    ) -> None:
        self._database = database
        self._passwords = passwords
        self._clock = clock
        self._configured = configured
        self._memory = PasswordMemory(clock)

    async def authenticate(self, authorization: str | None) -> Actor:
        """Who sent this header; `ANONYMOUS` for none, BadCredentials for one that is not right."""
        if authorization is None:
            return ANONYMOUS
        credentials = decode_authorization(authorization)
        if isinstance(credentials, TokenCredentials):
            actor = await find_actor(self._database, credentials.token, self._clock())
            if actor is None:
                raise BadCredentials
            return actor
        user = await self._sign_in(credentials.user_name, credentials.password)
        return Actor(user, _ALL_SCOPES)

    async def _sign_in(self, user_name: str, password: str) -> User:
        if not 0 < len(password.encode()) <= MAX_PASSWORD:
            raise BadCredentials
        found = await find_user_and_hash(self._database, user_name)
        user, record = found or (None, None)
        configured = self._configured
        if configured is not None and configured.is_called(user_name):
            if configured.has_password(password):
                return await self._sign_in_configured(configured, user, record)
            record = None
        if not await self._is_right(password, record) or user is None:
            raise BadCredentials
        return user

    async def _sign_in_configured(
        self, configured: ConfiguredAccount, user: User | None, record: str | None
    ) -> User:
        """The configured account, whose row is made or corrected where need be."""
        if user and record and await self._is_right(configured.password, record):
            return user
        record = await self._passwords.hash(configured.password)
        self._memory.remember(record, configured.password)
        return await keep_user(self._database, configured.user_name, record, self._clock())

    async def _is_right(self, password: str, record: str | None) -> bool:
        if record is not None and self._memory.remembers(record, password):
            return True
        right = await self._passwords.verify(password, record)
        if right and record is not None:
            self._memory.remember(record, password)
        return right


def _same(one: str, other: str) -> bool:
    """Equality in a time that tells neither where they differ nor how long they are."""
    return hmac.compare_digest(sha256(one.encode()).digest(), sha256(other.encode()).digest())
