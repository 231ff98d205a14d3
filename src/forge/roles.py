"""What somebody may be to a repository, and who was given which role."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from forge.errors import InvalidValue


class Role(IntEnum):
    """Each includes those below; the numbers are those of the database."""

    NONE = 0
    READ = 1
    WRITE = 2
    ADMIN = 3


_ROLE_BY_WORD = {
    "read": Role.READ,
    "pull": Role.READ,
    "write": Role.WRITE,
    "push": Role.WRITE,
    "admin": Role.ADMIN,
}
"""`pull` and `push` are what GitHub's clients send."""

ROLE_WORDS = tuple(_ROLE_BY_WORD)


@dataclass(frozen=True, slots=True)
class Grant:
    """The role that a user was given on a repository, from whatever source it is highest."""

    user_id: int
    role: Role


def check_role(word: object, field: str) -> Role:
    """The role that a person calls `word`; InvalidValue about `field` for any other."""
    role = _ROLE_BY_WORD.get(word) if isinstance(word, str) else None
    if role is None:
        raise InvalidValue(field, "must be read, write or admin")
    return role
