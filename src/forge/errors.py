"""What can go wrong between people and the forge.

    ForgeError
    ├── BadCredentials     credentials were given, and they do not open anything
    ├── UniqueViolation    the database holds such a row already
    ├── InvalidValue       a value that a person gave and that cannot be kept
    └── TooMany            more of something than one person may have

What somebody may not do or see is not an error but a `Decision` (`forge.access`).
"""

from __future__ import annotations


class ForgeError(Exception):
    """Base of everything `forge` raises on purpose."""


class BadCredentials(ForgeError):
    """Credentials that are malformed, unknown, wrong or expired: which of these is not said."""

    def __init__(self) -> None:
        super().__init__("The user name, password or token is not right, or it has expired.")


class UniqueViolation(ForgeError):
    """A write would have made a second row where the schema allows one; nothing was written."""


class InvalidValue(ForgeError):
    """A value that a person gave and that cannot be kept; `field` is its name in the API."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field} {problem}")
        self.field = field
        self.problem = problem


class TooMany(ForgeError):
    """More of something than one person may have; `what` is its plural."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"There may not be more than {limit:,} {what}.")
        self.what = what
        self.limit = limit
