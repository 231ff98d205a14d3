"""What can go wrong between people and the forge.

    ForgeError
    ├── BadCredentials          credentials were given, and they do not open anything
    │   └── SecondFactorNeeded  they would, with a code of the second factor
    ├── TooManyAttempts         somebody guesses, or seems to
    ├── NotAllowed              it exists, and the actor may see it, but not do that
    ├── NotFound                it does not exist, or the actor may not know
    ├── UniqueViolation         the database holds such a row already
    ├── Conflict                it cannot be done as things are now
    ├── InvalidValue            a value that a person gave and that cannot be kept
    ├── TooMany                 more of something than one person may have
    └── NotOffered              this installation is not set up for it

What somebody may not do to a repository is not an error but a `Decision` (`forge.access`).
"""

from __future__ import annotations


class ForgeError(Exception):
    """Base of everything `forge` raises on purpose."""


class BadCredentials(ForgeError):
    """Credentials that are malformed, unknown, wrong or expired: which of these is not said."""

    def __init__(
        self, message: str = "The user name, password or token is not right, or it has expired."
    ) -> None:
        super().__init__(message)


class SecondFactorNeeded(BadCredentials):
    """The password is right, and does not open the account alone."""

    def __init__(self) -> None:
        super().__init__("This account has a second factor: sign in with a code, or show a token.")


class TooManyAttempts(ForgeError):
    """Somebody has to wait before the next try; `seconds` until it is worth while."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"Too many attempts; try again in {seconds:,} seconds.")
        self.seconds = seconds


class NotAllowed(ForgeError):
    """The actor may know of it, but not do that to it; the message says what it takes."""


class NotFound(ForgeError):
    """There is no such thing, or the actor may not know of it: which of these is not said."""

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")


class UniqueViolation(ForgeError):
    """A write would have made a second row where the schema allows one; nothing was written."""


class Conflict(ForgeError):
    """It cannot be done as things are now; the message says what stands in the way."""


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


class NotOffered(ForgeError):
    """The settings of this installation do not provide for it."""
