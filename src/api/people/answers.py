"""The shapes of answers about people and what belongs to them."""

from __future__ import annotations

from api.v3.schema import Boolean, Integer, ListOf, Named, Nullable, Object, Schema, Text

_ID = Integer(0, 2**53 - 1)
_TEXT = Text(2**20)
_TIME = Text(20)


def _shape(name: str, fields: dict[str, Schema]) -> Named:
    return Named(name, Object(fields, tuple(fields)))


_PERSON: dict[str, Schema] = {
    "id": _ID,
    "login": _TEXT,
    "username": _TEXT,
    "type": Text(20, one_of=("User", "Bot", "Organization")),
    "site_admin": Boolean(),
    "url": _TEXT,
    "html_url": _TEXT,
}

SIMPLE_USER = _shape("simple-user", _PERSON)
PRIVATE_USER = _shape(
    "private-user",
    {
        **_PERSON,
        "name": Nullable(_TEXT),
        "email": Nullable(_TEXT),
        "agent": Nullable(_TEXT),
        "two_factor": Boolean(),
    },
)
MEMBER = _shape("member", {**_PERSON, "role": Text(20, one_of=("member", "admin")), "state": _TEXT})
SESSION = _shape(
    "session",
    {
        "id": _ID,
        "user_agent": _TEXT,
        "address": _TEXT,
        "created_at": _TIME,
        "last_seen_at": _TIME,
        "current": Boolean(),
    },
)
NEW_FACTOR = _shape("new-second-factor", {"secret": _TEXT, "uri": _TEXT})
RECOVERY_CODES = _shape("recovery-codes", {"recovery_codes": ListOf(_TEXT)})
TOKEN = _shape(
    "token",
    {
        "id": _ID,
        "name": _TEXT,
        "sha1": _TEXT,
        "token_last_eight": _TEXT,
        "repositories": Nullable(ListOf(_TEXT)),
        "scopes": ListOf(_TEXT),
        "created_at": _TIME,
        "last_used_at": Nullable(_TIME),
        "expires_at": Nullable(_TIME),
    },
)
TEAM = _shape("team", {"id": _ID, "name": _TEXT, "slug": _TEXT})
MEMBERSHIP = _shape("membership", {"state": _TEXT, "role": _TEXT})
AUDIT_ENTRY = _shape(
    "audit-entry",
    {
        "id": _ID,
        "at": _TIME,
        "action": _TEXT,
        "actor": _TEXT,
        "agent": Nullable(_TEXT),
        "subject": _TEXT,
        "details": Object({}),
    },
)
INVITATION = _shape(
    "invitation",
    {
        "id": _ID,
        "note": _TEXT,
        "created_at": _TIME,
        "expires_at": _TIME,
        "used_by": Nullable(_TEXT),
    },
)
NEW_INVITATION = _shape("new-invitation", {"note": _TEXT, "invitation": _TEXT})
PASSWORD_RESET = _shape("password-reset", {"username": _TEXT, "secret": _TEXT})

_FLAGS: dict[str, Schema] = {"pull": Boolean(), "push": Boolean(), "admin": Boolean()}
_PERMISSIONS = Object(_FLAGS, tuple(_FLAGS))

COLLABORATOR = _shape("collaborator", {**_PERSON, "role_name": _TEXT, "permissions": _PERMISSIONS})
PERMISSION = _shape("permission", {"permission": _TEXT, "user": SIMPLE_USER})
EMAIL = _shape(
    "email",
    {"email": _TEXT, "primary": Boolean(), "verified": Boolean(), "visibility": Nullable(_TEXT)},
)
IDENTITY = _shape("identity", {"provider": _TEXT, "id": _TEXT, "label": _TEXT})
OFFER = _shape(
    "repository-offer",
    {
        "id": _ID,
        "full_name": _TEXT,
        "private": Boolean(),
        "new_owner": _TEXT,
        "offered_by": _TEXT,
        "offered_at": _TIME,
        "expires_at": _TIME,
    },
)
TOPICS = _shape("topics", {"names": ListOf(_TEXT)})
DELETED_REPOSITORY = _shape(
    "deleted-repository",
    {"id": _ID, "name": _TEXT, "deleted_at": _TIME, "kept_until": _TIME},
)
REPOSITORY = _shape(
    "repository",
    {
        "id": _ID,
        "name": _TEXT,
        "full_name": _TEXT,
        "owner": SIMPLE_USER,
        "private": Boolean(),
        "visibility": Text(20, one_of=("public", "private")),
        "description": Nullable(_TEXT),
        "homepage": Nullable(_TEXT),
        "topics": ListOf(_TEXT),
        "default_branch": _TEXT,
        "archived": Boolean(),
        "fork": Boolean(),
        "forks_count": _ID,
        "size": _ID,
        "empty": Boolean(),
        "url": _TEXT,
        "html_url": _TEXT,
        "clone_url": _TEXT,
        "created_at": _TIME,
        "updated_at": _TIME,
        "pushed_at": Nullable(_TIME),
        "permissions": _PERMISSIONS,
    },
)
MOVED = _shape("moved", {"message": _TEXT, "url": _TEXT})
