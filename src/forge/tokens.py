"""Access tokens: made for somebody, for some scopes and for some time, shown once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forge.access import Actor, Scope
from forge.database import Database, Row
from forge.errors import InvalidValue, TooMany, UniqueViolation
from forge.token_text import hash_token, is_token, make_token
from forge.users import User, user_of

MAX_TOKENS = 100
"""Tokens of one user: more than anybody tells apart, and the list needs no pages."""

LAST_USE_STEP = 3_600
"""Seconds between two notes of a token's use: a write for each request would cost more than
the request."""

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class NewToken:
    """What is asked of a token that is to be made; `expires_at` None is never."""

    name: str
    scopes: tuple[Scope, ...]
    expires_at: int | None


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token once its text has been shown."""

    id: int
    name: str
    last_eight: str
    scopes: tuple[Scope, ...]
    created_at: int
    expires_at: int | None
    last_used_at: int | None


async def create_token(
    database: Database, user: User, new: NewToken, now: int
) -> tuple[Token, str]:
    """The token and its text, which nobody can ask for again."""
    text = make_token()
    try:
        row = await database.first(
            "INSERT INTO tokens (user_id, name, token_hash, last_eight, scopes, created_at,"
            " expires_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7"
            " WHERE (SELECT COUNT(*) FROM tokens WHERE user_id = ?1) < ?8"
            " RETURNING id, name, last_eight, scopes, created_at, expires_at, last_used_at",
            user.id,
            new.name,
            hash_token(text),
            text[-_SHOWN:],
            _encode_scopes(new.scopes),
            now,
            new.expires_at,
            MAX_TOKENS,
        )
    except UniqueViolation:
        raise InvalidValue("name", "is that of another token already") from None
    if row is None:
        raise TooMany("tokens", MAX_TOKENS)
    return _token_of(row), text


async def list_tokens(database: Database, user: User) -> list[Token]:
    """All tokens of `user`, oldest first."""
    rows = await database.all(
        "SELECT id, name, last_eight, scopes, created_at, expires_at, last_used_at"
        " FROM tokens WHERE user_id = ?1 ORDER BY id",
        user.id,
    )
    return [_token_of(row) for row in rows]


async def delete_token(database: Database, user: User, token_id: int) -> bool:
    """Whether `user` had that token; from now on it opens nothing."""
    sql = "DELETE FROM tokens WHERE id = ?1 AND user_id = ?2"
    return await database.run(sql, token_id, user.id) > 0


async def find_actor(database: Database, text: str, now: int) -> Actor | None:
    """Whoever the token speaks for; None when it is unknown or has expired."""
    if not is_token(text):
        return None
    row = await database.first(
        "SELECT t.id, t.scopes, t.last_used_at, u.id AS user_id, u.name AS user_name"
        " FROM tokens AS t JOIN users AS u ON u.id = t.user_id"
        " WHERE t.token_hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)",
        hash_token(text),
        now,
    )
    if row is None:
        return None
    await _note_use(database, row, now)
    return Actor(user_of(row), frozenset(_decode_scopes(row.text("scopes"))))


async def _note_use(database: Database, row: Row, now: int) -> None:
    last_used_at = row.find_integer("last_used_at")
    if last_used_at is None or last_used_at <= now - LAST_USE_STEP:
        sql = "UPDATE tokens SET last_used_at = ?2 WHERE id = ?1"
        await database.run(sql, row.integer("id"), now)


def _token_of(row: Row) -> Token:
    return Token(
        id=row.integer("id"),
        name=row.text("name"),
        last_eight=row.text("last_eight"),
        scopes=_decode_scopes(row.text("scopes")),
        created_at=row.integer("created_at"),
        expires_at=row.find_integer("expires_at"),
        last_used_at=row.find_integer("last_used_at"),
    )


def _encode_scopes(scopes: Iterable[Scope]) -> str:
    return " ".join(scope.value for scope in scopes)


def _decode_scopes(text: str) -> tuple[Scope, ...]:
    return tuple(Scope(word) for word in text.split())
