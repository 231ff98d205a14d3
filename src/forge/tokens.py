"""Access tokens: made for a person or an agent, some scopes and some time; shown once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass

from forge.access import Actor, Scope
from forge.audit import Deed, Event, Matter
from forge.database import Database, Row, Statement, read_first
from forge.errors import InvalidValue, TooMany, UniqueViolation
from forge.proof.token_text import hash_token, is_token, make_token
from forge.users import USER_COLUMNS, Claim, User, user_of

MAX_TOKENS = 100
"""Tokens of one user: more than anybody tells apart, and the list needs no pages."""

MAX_TOKEN_REPOSITORIES = 50
"""Repositories that a token may be limited to; they are read at each of its uses."""

LAST_USE_STEP = 3_600
"""Seconds between two notes of a token's use: a write for each request would cost more than
the request."""

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class NewToken:
    """What is asked of a token that is to be made.

    `expires_at` None is never; `repository_ids` None is for all that its user may see.
    """

    name: str
    scopes: tuple[Scope, ...]
    expires_at: int | None
    repository_ids: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of a token once its text has been shown.

    `repositories` are the full names of those that it is limited to, None for all.
    """

    id: int
    name: str
    last_eight: str
    scopes: tuple[Scope, ...]
    repositories: tuple[str, ...] | None
    created_at: int
    expires_at: int | None
    last_used_at: int | None


_SELECT = (
    "SELECT t.id, t.name, t.last_eight, t.scopes, t.created_at, t.expires_at, t.last_used_at,"
    " CASE t.is_limited WHEN 1 THEN"
    " (SELECT json_group_array(o.name || '/' || r.name) FROM token_repositories AS tr"
    " JOIN repositories AS r ON r.id = tr.repository_id JOIN users AS o ON o.id = r.owner_id"
    " WHERE tr.token_id = t.id AND r.deleted_at IS NULL) END AS repositories FROM tokens AS t"
)


async def create_token(
    database: Database, deed: Deed, holder: User, new: NewToken
) -> tuple[Token, str]:
    """The token, and its text, which nobody can ask for again.

    `holder` is the person or agent that will show it.
    """
    text = make_token()
    try:
        changes = await database.batch(_creation(deed, holder, new, text))
    except UniqueViolation:
        raise InvalidValue("name", "is that of another token already") from None
    if not changes[0]:
        raise TooMany("tokens", MAX_TOKENS)
    row = await read_first(database, f"{_SELECT} WHERE t.token_hash = ?1", hash_token(text))
    return _token_of(row), text


def _creation(deed: Deed, holder: User, new: NewToken, text: str) -> list[Statement]:
    insert = Statement(
        "INSERT INTO tokens (user_id, name, token_hash, last_eight, scopes, is_limited,"
        " created_at, expires_at) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8"
        " WHERE (SELECT COUNT(*) FROM tokens WHERE user_id = ?1) < ?9",
        (
            holder.id,
            new.name,
            hash_token(text),
            text[-_SHOWN:],
            _encode_scopes(new.scopes),
            int(new.repository_ids is not None),
            deed.at,
            new.expires_at,
            MAX_TOKENS,
        ),
    )
    details = {"token": new.name, "scopes": _encode_scopes(new.scopes)}
    note = deed.note_change(Event.TOKEN_CREATED, Matter(holder.name), details)
    limit = Statement(
        "INSERT INTO token_repositories (token_id, repository_id)"
        " SELECT t.id, j.value FROM tokens AS t JOIN json_each(?2) AS j WHERE t.token_hash = ?1",
        (hash_token(text), json.dumps(list(new.repository_ids or ()))),
    )
    return [insert, note, limit]


async def list_tokens(database: Database, holder: User) -> list[Token]:
    """All tokens of `holder`, oldest first."""
    sql = f"{_SELECT} WHERE t.user_id = ?1 ORDER BY t.id"
    return [_token_of(row) for row in await database.all(sql, holder.id)]


async def delete_token(database: Database, deed: Deed, holder: User, token_id: int) -> bool:
    """Whether `holder` had that token; from now on it opens nothing."""
    changes = await database.batch(
        [
            Statement("DELETE FROM tokens WHERE id = ?1 AND user_id = ?2", (token_id, holder.id)),
            deed.note_change(Event.TOKEN_DELETED, Matter(holder.name), {"token_id": token_id}),
        ]
    )
    return changes[0] > 0


def claim_of_token(text: str) -> Claim:
    """The person for whom a token speaks, if it does."""
    return Claim(
        "(SELECT COALESCE(h.owner_id, h.id) FROM tokens AS t JOIN users AS h ON h.id = t.user_id"
        " WHERE t.token_hash = ?1)",
        hash_token(text),
    )


async def find_actor(database: Database, text: str, now: int) -> Actor | None:
    """Whoever the token speaks for; None when it is unknown or has expired."""
    if not is_token(text):
        return None
    row = await database.first(
        f"SELECT t.id, t.scopes, t.last_used_at, t.is_limited, {USER_COLUMNS},"
        " h.id AS holder_id, h.name AS holder_name,"
        " (SELECT json_group_array(repository_id) FROM token_repositories"
        " WHERE token_id = t.id) AS repository_ids"
        " FROM tokens AS t JOIN users AS h ON h.id = t.user_id"
        " JOIN users AS u ON u.id = COALESCE(h.owner_id, h.id)"
        " WHERE t.token_hash = ?1 AND (t.expires_at IS NULL OR t.expires_at > ?2)"
        " AND h.deleted_at IS NULL AND u.deleted_at IS NULL",
        hash_token(text),
        now,
    )
    if row is None:
        return None
    await _note_use(database, row, now)
    user = user_of(row)
    is_agent = row.integer("holder_id") != user.id
    is_limited = row.integer("is_limited") == 1
    return Actor(
        user=user,
        scopes=frozenset(_decode_scopes(row.text("scopes"))),
        agent=User(row.integer("holder_id"), row.text("holder_name")) if is_agent else None,
        repository_ids=frozenset(json.loads(row.text("repository_ids"))) if is_limited else None,
    )


async def _note_use(database: Database, row: Row, now: int) -> None:
    last_used_at = row.find_integer("last_used_at")
    if last_used_at is None or last_used_at <= now - LAST_USE_STEP:
        sql = "UPDATE tokens SET last_used_at = ?2 WHERE id = ?1"
        await database.run(sql, row.integer("id"), now)


def _token_of(row: Row) -> Token:
    names = row.find_text("repositories")
    return Token(
        id=row.integer("id"),
        name=row.text("name"),
        last_eight=row.text("last_eight"),
        scopes=_decode_scopes(row.text("scopes")),
        repositories=None if names is None else tuple(json.loads(names)),
        created_at=row.integer("created_at"),
        expires_at=row.find_integer("expires_at"),
        last_used_at=row.find_integer("last_used_at"),
    )


def _encode_scopes(scopes: Iterable[Scope]) -> str:
    return " ".join(scope.value for scope in scopes)


def _decode_scopes(text: str) -> tuple[Scope, ...]:
    return tuple(Scope(word) for word in text.split())
