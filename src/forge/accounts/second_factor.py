"""Second factors: codes of an authenticator app, and recovery codes for when the app is lost.

The database holds no secret of an app, only a nonce: the secret is derived from it and the
installation's key. Every code is taken once: one of the app is never taken again, nor an older
one; a recovery code is deleted by its use.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256

from forge.audit import Deed, Event, Matter
from forge.database import Database, Row, Statement
from forge.errors import BadCredentials, Conflict, NotOffered
from forge.proof import totp
from forge.users import User

RECOVERY_CODES = 10

_CODE_DIGITS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without letters that look like others."""

_CODE_LENGTH = 16
"""79 random bits: out of reach for guesses on a hash, too."""

_WRONG = "The code is not right, or was used already."


@dataclass(frozen=True, slots=True)
class SecondFactors:
    """`key` is the installation's secret; without it there are no second factors."""

    database: Database
    key: str = field(repr=False)

    async def begin(self, user: User) -> bytes:
        """A new secret for an app; it counts only once `confirm` has seen a code of it."""
        self._check_offered()
        nonce = secrets.token_hex(16)
        changed = await self.database.run(
            "INSERT INTO second_factors (user_id, nonce) VALUES (?1, ?2)"
            " ON CONFLICT (user_id) DO UPDATE SET nonce = excluded.nonce, last_step = 0"
            " WHERE confirmed_at IS NULL",
            user.id,
            nonce,
        )
        if not changed:
            raise Conflict("This account has a second factor already; remove it first.")
        return totp.derive_secret(self.key, nonce)

    async def confirm(self, deed: Deed, user: User, code: str) -> list[str]:
        """Switch it on by a first code; the recovery codes, which are shown once."""
        row = await self._find(user)
        if row is None or row.find_integer("confirmed_at") is not None:
            raise Conflict("There is no second factor to be confirmed.")
        step = totp.find_step(self._secret(row), code, deed.at)
        if step is None:
            raise BadCredentials(_WRONG)
        codes = _make_codes()
        changes = await self.database.batch(
            [
                Statement(
                    "UPDATE second_factors SET confirmed_at = ?2, last_step = ?3"
                    " WHERE user_id = ?1 AND confirmed_at IS NULL AND nonce = ?4",
                    (user.id, deed.at, step, row.text("nonce")),
                ),
                deed.note_change(Event.SECOND_FACTOR_ADDED, Matter(user.name)),
                *_keeping_codes(user, codes),
            ]
        )
        if not changes[0]:
            raise Conflict("There is no second factor to be confirmed.")
        return codes

    async def check(self, user: User, code: str, now: int) -> None:
        """Take a code of the app or a recovery code, once; BadCredentials for any other."""
        row = await self._find(user)
        if row is None or row.find_integer("confirmed_at") is None:
            raise BadCredentials(_WRONG)
        code = code.replace(" ", "").replace("-", "").lower()
        if len(code) == totp.DIGITS:
            step = totp.find_step(self._secret(row), code, now)
            taken = step is not None and await self._take_step(user, step)
        else:
            taken = await self._take_recovery_code(user, code, now)
        if not taken:
            raise BadCredentials(_WRONG)

    async def replace_recovery_codes(self, deed: Deed, user: User) -> list[str]:
        """New recovery codes; the old ones no longer work."""
        row = await self._find(user)
        if row is None or row.find_integer("confirmed_at") is None:
            raise Conflict("This account has no second factor.")
        codes = _make_codes()
        note = deed.note(Event.RECOVERY_CODES_MADE, Matter(user.name))
        await self.database.batch([*_keeping_codes(user, codes), note])
        return codes

    async def remove(self, deed: Deed, user: User) -> bool:
        """Whether there was one."""
        changes = await self.database.batch(
            [
                Statement("DELETE FROM second_factors WHERE user_id = ?1", (user.id,)),
                deed.note_change(Event.SECOND_FACTOR_REMOVED, Matter(user.name)),
                Statement("DELETE FROM recovery_codes WHERE user_id = ?1", (user.id,)),
            ]
        )
        return changes[0] > 0

    async def _find(self, user: User) -> Row | None:
        sql = "SELECT nonce, confirmed_at FROM second_factors WHERE user_id = ?1"
        return await self.database.first(sql, user.id)

    async def _take_step(self, user: User, step: int) -> bool:
        sql = "UPDATE second_factors SET last_step = ?2 WHERE user_id = ?1 AND last_step < ?2"
        return await self.database.run(sql, user.id, step) > 0

    async def _take_recovery_code(self, user: User, code: str, now: int) -> bool:
        changes = await self.database.batch(
            [
                Statement(
                    "DELETE FROM recovery_codes WHERE user_id = ?1 AND code_hash = ?2",
                    (user.id, _hash_code(code)),
                ),
                Deed.of(user, now).note_change(Event.RECOVERY_CODE_USED, Matter(user.name)),
            ]
        )
        return changes[0] > 0

    def _secret(self, row: Row) -> bytes:
        self._check_offered()
        return totp.derive_secret(self.key, row.text("nonce"))

    def _check_offered(self) -> None:
        if not self.key:
            raise NotOffered("This server has no SECRET_KEY, and so no second factors.")


def _make_codes() -> list[str]:
    """In groups of four, as people copy them."""
    codes: list[str] = []
    for _ in range(RECOVERY_CODES):
        code = "".join(secrets.choice(_CODE_DIGITS) for _ in range(_CODE_LENGTH))
        codes.append("-".join(code[start : start + 4] for start in range(0, _CODE_LENGTH, 4)))
    return codes


def _keeping_codes(user: User, codes: list[str]) -> list[Statement]:
    hashes = json.dumps([_hash_code(code.replace("-", "")) for code in codes])
    return [
        Statement("DELETE FROM recovery_codes WHERE user_id = ?1", (user.id,)),
        Statement(
            "INSERT INTO recovery_codes (user_id, code_hash) SELECT ?1, value FROM json_each(?2)",
            (user.id, hashes),
        ),
    ]


def _hash_code(code: str) -> str:
    return sha256(code.encode()).hexdigest()
