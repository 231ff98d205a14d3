"""New accounts: open to all, by invitation, or not at all."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum

from forge.accounts.invitations import using_invitation
from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import InvalidValue, NotAllowed, UniqueViolation
from forge.proof.passwords import MAX_PASSWORD, MIN_PASSWORD
from forge.users import USER_COLUMNS, User, user_of

MAX_EMAIL = 254
"""Characters: what SMTP can carry (RFC 5321, erratum 1690)."""

_EMAIL = re.compile(r"[^\s@<>\"',;:\\()\[\]]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")


class SignUp(Enum):
    """Who may make an account without an administrator."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What somebody signs up with, checked; `invitation` is the secret of one."""

    name: str
    email: str | None
    password_hash: str = field(repr=False)
    invitation: str | None = field(default=None, repr=False)


def check_password(password: object, field_name: str) -> str:
    """A password that may be set; InvalidValue for any other."""
    if not isinstance(password, str) or len(password) < MIN_PASSWORD:
        raise InvalidValue(field_name, f"must have at least {MIN_PASSWORD} characters")
    try:
        size = len(password.encode())
    except UnicodeEncodeError:
        raise InvalidValue(field_name, "must be valid Unicode") from None
    if size > MAX_PASSWORD:
        raise InvalidValue(field_name, f"must not be over {MAX_PASSWORD:,} bytes")
    return password


def check_email(email: object, field_name: str) -> str | None:
    """An e-mail address, or None for none; InvalidValue for what can be no address."""
    if email is None or email == "":
        return None
    if not isinstance(email, str) or len(email) > MAX_EMAIL or not _EMAIL.fullmatch(email):
        raise InvalidValue(field_name, "must be an e-mail address")
    return email


async def sign_up(database: Database, policy: SignUp, new: NewAccount, now: int) -> User:
    """The new person; NotAllowed without what `policy` asks for."""
    if policy is SignUp.CLOSED:
        raise NotAllowed("This server gives accounts to nobody who asks; ask its administrator.")
    if policy is SignUp.INVITATION and new.invitation is None:
        raise NotAllowed("An account takes an invitation here; ask an administrator for one.")
    try:
        changes = await database.batch(_creation(policy, new, now))
    except UniqueViolation as error:
        taken = "email" if "users.email" in str(error) else "username"
        raise InvalidValue(taken, "is taken") from None
    if not changes[0]:
        raise NotAllowed("This invitation was used, was withdrawn, or has expired.")
    row = await read_first(
        database, f"SELECT {USER_COLUMNS} FROM users AS u WHERE u.name = ?1", new.name
    )
    return user_of(row)


def _creation(policy: SignUp, new: NewAccount, now: int) -> list[Statement]:
    insert = "INSERT INTO users (name, email, password_hash, created_at) SELECT ?1, ?2, ?3, ?4"
    note = Deed.of(User(0, new.name), now).note_change(Event.ACCOUNT_CREATED, Matter(new.name))
    values = (new.name, new.email, new.password_hash, now)
    if policy is SignUp.OPEN or new.invitation is None:
        return [Statement(insert, values), note]
    condition, parameters, use = using_invitation(new.invitation, new.name, now)
    return [Statement(insert + condition, (*values, *parameters)), note, use]
