"""Questions, answers and failures, and the port by which a question reaches its repository.

A question is a frozen dataclass that names the type of its answer. What cannot be answered comes
back as a `Failure`, a value: exceptions do not survive the way between Worker and object.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Generic, Protocol, TypeVar

MESSAGES: dict[str, type] = {}
"""Every dataclass that may stand where a type alone does not tell which: by its name."""


class Message:
    """A value that crosses; its subclasses are dataclasses."""

    __slots__ = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # A dataclass with slots is made twice; the second is the one that counts.
        MESSAGES[cls.__name__] = cls


class Answer(Message):
    __slots__ = ()


Asked_co = TypeVar("Asked_co", bound=Message, covariant=True)
Given = TypeVar("Given", bound=Message)


class Question(Message, Generic[Asked_co]):
    """Asks for an answer of the type in the brackets."""

    __slots__ = ()


class Reason(Enum):
    """Why there is no answer."""

    NOT_FOUND = "not found"
    EMPTY = "the repository is empty"
    WRONG_TYPE = "wrong type"
    AMBIGUOUS = "ambiguous"
    INVALID = "invalid"
    TOO_LARGE = "too large"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Failure(Answer):
    """`message` is for a person; `field` is the part of the question that is at fault."""

    reason: Reason
    message: str
    field: str = ""


class Failed(Exception):
    """Carries a failure to where the answer is made; it never crosses."""

    def __init__(self, reason: Reason, message: str, field: str = "") -> None:
        super().__init__(message)
        self.failure = Failure(reason, message, field)


@dataclass(frozen=True, slots=True)
class Caller(Message):
    """Who asks: `name` goes into the reflog; `may_write` also lets see what no ref leads to.

    `is_admin`: administers the repository. `room`: bytes of packs that may be added to it; None
    is no limit.
    """

    name: str = ""
    may_write: bool = False
    is_admin: bool = False
    room: int | None = None


@dataclass(frozen=True, slots=True)
class Ask(Message):
    caller: Caller
    question: Question[Message]


class Repositories(Protocol):
    """All repositories, by the names of their stores."""

    async def ask(
        self, store_name: str, caller: Caller, question: Question[Given]
    ) -> Given | Failure:
        """The answer. RepositoryUnreachable when the object cannot be asked just now."""
        ...

    async def purge(self, store_name: str) -> None:
        """Empty a store, for good. RepositoryUnreachable as above."""
        ...


class RepositoryUnreachable(Exception):
    """The object that keeps a repository did not answer."""
