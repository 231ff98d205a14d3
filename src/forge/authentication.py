"""Who is asking: from an Authorization header to an `Actor`.

A password opens everything that its user may do, unless the account has a second factor; a token
opens what it was made for. Whatever is wrong with credentials, the answer is the same
`BadCredentials`, after the same work; and who is wrong too often has to wait (`forge.gate`).

An installation can configure one account in its settings. For it the settings alone count, so
that a password that was replaced there opens nothing any more, whatever the database still
holds. The account's row in the database is made at its first use and follows the settings, for
what it owns refers to it.
"""

from __future__ import annotations

import hmac
from copy import copy
from dataclasses import dataclass, field
from hashlib import sha256

from forge import gate
from forge.access import ALL_SCOPES, ANONYMOUS, Actor
from forge.clock import Clock
from forge.database import Database
from forge.errors import BadCredentials, SecondFactorNeeded
from forge.gate import Gate
from forge.proof.credentials import TokenCredentials, decode_authorization
from forge.proof.password_memory import PasswordMemory
from forge.proof.passwords import MAX_PASSWORD, PasswordHasher
from forge.tokens import claim_of_token, find_actor
from forge.users import Claim, Login, claim_of_login, find_login, keep_user


@dataclass(frozen=True, slots=True)
class ConfiguredAccount:
    user_name: str
    password: str = field(repr=False)

    def is_called(self, user_name: str) -> bool:
        return _same(user_name.lower(), self.user_name.lower())

    def has_password(self, password: str) -> bool:
        return _same(password, self.password)


@dataclass(frozen=True, slots=True)
class Doorkeeping:
    """What it takes to let people in."""

    database: Database
    passwords: PasswordHasher
    clock: Clock
    gate: Gate


class Authenticator:
    def __init__(self, means: Doorkeeping, configured: ConfiguredAccount | None) -> None:
        self._database = means.database
        self._passwords = means.passwords
        self._clock = means.clock
        self._gate = means.gate
        self._configured = configured
        self._memory = PasswordMemory(means.clock)

    def over(self, database: Database) -> Authenticator:
        """The same, that asks another database; what it remembers is shared."""
        other = copy(self)
        other._database = database
        return other

    async def authenticate(self, authorization: str | None, address: str = "") -> Actor:
        """Who sent this header; `ANONYMOUS` for none.

        BadCredentials for one that is not right, TooManyAttempts for one too many from
        `address` or for the account.
        """
        if authorization is None:
            return ANONYMOUS
        credentials = decode_authorization(authorization)
        if isinstance(credentials, TokenCredentials):
            return await self._authenticate_token(credentials.token, address)
        login = await self.check_password(credentials.user_name, credentials.password, address)
        if login.has_second_factor:
            raise SecondFactorNeeded
        return Actor(login.user, ALL_SCOPES)

    async def check_password(self, name: str, password: str, address: str) -> Login:
        """Whose password that is, by name or e-mail address; the second factor is not asked for."""
        if not 0 < len(password.encode()) <= MAX_PASSWORD:
            raise BadCredentials
        login = await find_login(self._database, name)
        record = login.password_hash if login else None
        if login and record and self._is_remembered(login, record, password):
            return login
        tries = [(gate.ACCOUNT, name.lower()), (gate.ADDRESS, address)]
        await gate.take_all(self._gate, tries)
        login = await self._check(name, password, login)
        await gate.give_back_all(self._gate, tries)
        return login

    def is_configured(self, user_name: str) -> bool:
        """Whether this is the account whose password stands in the settings."""
        return self._configured is not None and self._configured.is_called(user_name)

    async def _authenticate_token(self, token: str, address: str) -> Actor:
        actor = await find_actor(self._database, token, self._clock())
        if actor is None:
            await gate.take_all(self._gate, [(gate.TOKEN, address)])
            raise BadCredentials
        return actor

    def _is_remembered(self, login: Login, record: str, password: str) -> bool:
        configured = self._configured
        if configured and configured.is_called(login.user.name):
            is_right = configured.has_password(password) and login.user.is_admin
            return is_right and self._memory.remembers(record, password)
        return self._memory.remembers(record, password)

    async def _check(self, name: str, password: str, login: Login | None) -> Login:
        configured = self._configured
        record = login.password_hash if login else None
        if configured and configured.is_called(login.user.name if login else name):
            if configured.has_password(password):
                return await self._sign_in_configured(configured, login)
            record = None
        if not await self._passwords.verify(password, record) or not login or not record:
            raise BadCredentials
        self._memory.remember(await self._renew(login, record, password), password)
        return login

    async def _renew(self, login: Login, record: str, password: str) -> str:
        """The record of today's cost, which is kept in place of an older one."""
        if not self._passwords.is_outdated(record):
            return record
        renewed = await self._passwords.hash(password)
        sql = "UPDATE users SET password_hash = ?3 WHERE id = ?1 AND password_hash = ?2"
        await self._database.run(sql, login.user.id, record, renewed)
        return renewed

    async def _sign_in_configured(
        self, configured: ConfiguredAccount, login: Login | None
    ) -> Login:
        """The configured account, whose row is made or corrected where need be."""
        if login and login.user.is_admin and login.password_hash:
            record = login.password_hash
            is_current = await self._passwords.verify(configured.password, record)
            if is_current:
                self._memory.remember(record, configured.password)
                return login
        record = await self._passwords.hash(configured.password)
        self._memory.remember(record, configured.password)
        user = await keep_user(
            self._database, configured.user_name, record, self._clock(), is_admin=True
        )
        return Login(user, record, login is not None and login.has_second_factor)


def claim_of(authorization: str) -> Claim:
    """Whom the header means; BadCredentials when it cannot be read."""
    credentials = decode_authorization(authorization)
    if isinstance(credentials, TokenCredentials):
        return claim_of_token(credentials.token)
    return claim_of_login(credentials.user_name)


def _same(one: str, other: str) -> bool:
    """Equality in a time that tells neither where they differ nor how long they are."""
    return hmac.compare_digest(sha256(one.encode()).digest(), sha256(other.encode()).digest())
