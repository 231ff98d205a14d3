"""Browsers that are signed in. What a browser holds is a secret; here lies its hash.

A session ends when its browser has not been seen for `IDLE`, and in any case after `LIFETIME`.
Each sign-in makes a new one: no identifier that a browser had before is ever promoted.
"""

from __future__ import annotations

from dataclasses import dataclass

from forge.access import ALL_SCOPES, Actor
from forge.audit import Deed, Event, Matter
from forge.database import Database, Row, Statement
from forge.proof.secret_text import hash_secret, make_secret
from forge.users import USER_COLUMNS, Claim, User, user_of

LIFETIME = 90 * 86_400
"""Seconds: who uses a browser daily signs in four times a year."""

IDLE = 30 * 86_400
"""Seconds: a browser that was forgotten somewhere signs itself out."""

SEEN_STEP = 3_600
"""Seconds between two notes of a visit: a write for each request would cost more than it."""

MAX_SESSIONS = 50
"""Of one person; the one that was seen longest ago ends when another begins."""

MAX_USER_AGENT = 200
"""Characters that are kept of what a browser calls itself."""


@dataclass(frozen=True, slots=True)
class Browser:
    """Where a sign-in comes from, as far as it can be told."""

    user_agent: str
    address: str


@dataclass(frozen=True, slots=True)
class Session:
    id: int
    user: User
    browser: Browser
    created_at: int
    last_seen_at: int

    @property
    def actor(self) -> Actor:
        return Actor(self.user, ALL_SCOPES)


async def start_session(database: Database, deed: Deed, user: User, browser: Browser) -> str:
    """The secret of a new session of `user`, who has proved who they are."""
    secret = make_secret()
    await database.batch(
        [
            Statement(
                "DELETE FROM sessions WHERE user_id = ?1 AND (expires_at <= ?2"
                " OR last_seen_at <= ?3 OR id NOT IN (SELECT id FROM sessions"
                " WHERE user_id = ?1 ORDER BY last_seen_at DESC, id DESC LIMIT ?4))",
                (user.id, deed.at, deed.at - IDLE, MAX_SESSIONS - 1),
            ),
            Statement(
                "INSERT INTO sessions (user_id, session_hash, user_agent, address, created_at,"
                " last_seen_at, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5, ?6)",
                (
                    user.id,
                    hash_secret(secret),
                    browser.user_agent[:MAX_USER_AGENT],
                    browser.address,
                    deed.at,
                    deed.at + LIFETIME,
                ),
            ),
            deed.note(Event.SESSION_STARTED, Matter(user.name), {"address": browser.address}),
        ]
    )
    return secret


def claim_of_session(secret: str) -> Claim:
    """Whose session this secret may be."""
    sql = "(SELECT user_id FROM sessions WHERE session_hash = ?1)"
    return Claim(sql, hash_secret(secret))


async def find_session(database: Database, secret: str, now: int) -> Session | None:
    """The session of this secret, while it lasts."""
    row = await database.first(
        f"SELECT s.id, s.user_agent, s.address, s.created_at, s.last_seen_at, {USER_COLUMNS}"
        " FROM sessions AS s JOIN users AS u ON u.id = s.user_id"
        " WHERE s.session_hash = ?1 AND s.expires_at > ?2 AND s.last_seen_at > ?3"
        " AND u.deleted_at IS NULL",
        hash_secret(secret),
        now,
        now - IDLE,
    )
    if row is None:
        return None
    session = _session_of(row)
    if session.last_seen_at <= now - SEEN_STEP:
        sql = "UPDATE sessions SET last_seen_at = ?2 WHERE id = ?1"
        await database.run(sql, session.id, now)
    return session


async def list_sessions(database: Database, user: User, now: int) -> list[Session]:
    """Those that last, the one that was seen last first."""
    rows = await database.all(
        f"SELECT s.id, s.user_agent, s.address, s.created_at, s.last_seen_at, {USER_COLUMNS}"
        " FROM sessions AS s JOIN users AS u ON u.id = s.user_id"
        " WHERE s.user_id = ?1 AND s.expires_at > ?2 AND s.last_seen_at > ?3"
        " ORDER BY s.last_seen_at DESC, s.id DESC",
        user.id,
        now,
        now - IDLE,
    )
    return [_session_of(row) for row in rows]


async def end_session(database: Database, deed: Deed, user: User, session_id: int) -> bool:
    """Whether `user` had that session; its browser is signed out."""
    sql = "DELETE FROM sessions WHERE user_id = ?1 AND id = ?2"
    note = deed.note_change(Event.SESSION_ENDED, Matter(user.name))
    return (await database.batch([Statement(sql, (user.id, session_id)), note]))[0] > 0


def ending_sessions(user: User, but: int | None = None) -> Statement:
    """The statement that signs out every browser of `user`, except of the session `but`."""
    return Statement(
        "DELETE FROM sessions WHERE user_id = ?1 AND id <> COALESCE(?2, -1)", (user.id, but)
    )


async def end_sessions(database: Database, deed: Deed, user: User, but: int | None = None) -> int:
    """How many browsers of `user` were signed out: all, except of the session `but`."""
    note = deed.note_change(Event.SESSION_ENDED, Matter(user.name), {"all": True})
    return (await database.batch([ending_sessions(user, but), note]))[0]


def _session_of(row: Row) -> Session:
    return Session(
        id=row.integer("id"),
        user=user_of(row),
        browser=Browser(row.text("user_agent"), row.text("address")),
        created_at=row.integer("created_at"),
        last_seen_at=row.integer("last_seen_at"),
    )
