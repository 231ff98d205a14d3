"""What ends a visit early, from wherever it is plain that there is no page to show."""

from __future__ import annotations

from durable.contract.message import Failure, Reason, RepositoryUnreachable
from exchange import BodyTooLarge
from forge.elsewhere.web import Unreachable
from forge.errors import (
    BadCredentials,
    Conflict,
    ForgeError,
    InvalidValue,
    NotAllowed,
    NotFound,
    NotOffered,
    TooMany,
    TooManyAttempts,
)

_NOTHING = "There is nothing at this address, or you may not see it."


MAX_LOCAL_URL = 2_000
"""Characters of an address to come back to: as long as browsers and proxies reliably take."""


class Trouble(Exception):
    """Ends in a page with `status` that says `sentence`."""

    def __init__(self, status: int, title: str, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status
        self.title = title
        self.sentence = sentence
        self.headers: dict[str, str] = {}


class NoPage(Trouble):
    """What does not exist, and what one may not see: one answer for both."""

    def __init__(self, sentence: str = _NOTHING) -> None:
        super().__init__(404, "Not found", sentence)


class Redirect(Exception):
    """Ends in a redirection to `url`, a path on this server; `status` is 303 or 301."""

    def __init__(self, url: str, status: int = 303) -> None:
        super().__init__(url)
        self.url = url
        self.status = status


class SignInFirst(Exception):
    """Only somebody who is signed in can see this."""


_BY_REASON = {
    Reason.NOT_FOUND: (404, "Not found"),
    Reason.EMPTY: (404, "Nothing here yet"),
    Reason.WRONG_TYPE: (404, "Not found"),
    Reason.AMBIGUOUS: (404, "Ambiguous name"),
    Reason.INVALID: (400, "That cannot be read"),
    Reason.TOO_LARGE: (413, "Too large"),
    Reason.CONFLICT: (409, "In conflict"),
    Reason.REFUSED: (422, "Refused"),
}

_BY_ERROR: dict[type[Exception], tuple[int, str]] = {
    TooManyAttempts: (429, "Too many attempts"),
    BadCredentials: (401, "Not signed in"),
    NotAllowed: (403, "Not allowed"),
    NotFound: (404, "Not found"),
    NotOffered: (404, "Not offered here"),
    Conflict: (409, "In conflict"),
    InvalidValue: (422, "That cannot be kept"),
    TooMany: (422, "Too many"),
    BodyTooLarge: (413, "Too large"),
    RepositoryUnreachable: (503, "Out of reach"),
    Unreachable: (502, "Out of reach"),
}

EXPECTED = (ForgeError, BodyTooLarge, RepositoryUnreachable, Unreachable)
"""Errors that end in a page of their own."""


def trouble_of(failure: Failure) -> Trouble:
    """The page for a question that has no answer."""
    status, title = _BY_REASON[failure.reason]
    return Trouble(status, title, failure.message)


def find_trouble(error: Exception) -> Trouble | None:
    """The page for an error that people can do something about."""
    for kind in type(error).__mro__:
        if kind in _BY_ERROR:
            status, title = _BY_ERROR[kind]
            trouble = Trouble(status, title, _sentence(error))
            if isinstance(error, TooManyAttempts):
                trouble.headers["retry-after"] = str(error.seconds)
            return trouble
    return None


def _sentence(error: Exception) -> str:
    if isinstance(error, RepositoryUnreachable | Unreachable):
        return "The other side cannot be reached just now; try again in a moment."
    return str(error)


def find_local_url(text: str) -> str | None:
    """`text` when it is a path of this server, so that nobody is led elsewhere; None otherwise.

    Browsers take a backslash for a slash, and leave out control characters.
    """
    if not text.startswith("/") or text.startswith("//") or "\\" in text:
        return None
    return text if text.isprintable() and len(text) <= MAX_LOCAL_URL else None
