"""What people say of themselves."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed, Event, Matter
from forge.database import Database, Statement, read_first
from forge.errors import InvalidValue, UniqueViolation
from forge.users import User

MAX_FULL_NAME = 100
"""Characters of one line."""


@dataclass(frozen=True, slots=True)
class Details:
    full_name: str
    email: str | None
    has_second_factor: bool


def check_full_name(value: object, field: str) -> str:
    """A name of one line; None and the empty text are none."""
    if value is None:
        return ""
    if not isinstance(value, str) or len(value) > MAX_FULL_NAME or not value.isprintable():
        raise InvalidValue(field, f"must be one line of at most {MAX_FULL_NAME} characters")
    return value.strip()


async def read_details(database: Database, user: User) -> Details:
    row = await read_first(
        database,
        "SELECT full_name, email, EXISTS (SELECT 1 FROM second_factors AS s"
        " WHERE s.user_id = u.id AND s.confirmed_at IS NOT NULL) AS has_second_factor"
        " FROM users AS u WHERE u.id = ?1",
        user.id,
    )
    has_second_factor = row.integer("has_second_factor") == 1
    return Details(row.text("full_name"), row.find_text("email"), has_second_factor)


async def change_details(
    database: Database, deed: Deed, user: User, details: tuple[str, str | None]
) -> None:
    """Keep the full name and the e-mail address; InvalidValue when another has the address."""
    full_name, email = details
    try:
        await database.batch(
            [
                Statement(
                    "UPDATE users SET full_name = ?2, email = ?3 WHERE id = ?1",
                    (user.id, full_name, email),
                ),
                deed.note(Event.ACCOUNT_CHANGED, Matter(user.name)),
            ]
        )
    except UniqueViolation:
        raise InvalidValue("email", "is taken") from None
