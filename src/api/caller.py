"""What every call of the API begins and ends with: who calls, and what is said when it fails."""

from __future__ import annotations

from collections.abc import Callable

from api.json_body import invalid_field, problem
from door import Door
from exchange import Reply, Request
from forge.access import Actor, Decision, Scope, may_administer_installation
from forge.elsewhere.web import Unreachable
from forge.errors import (
    BadCredentials,
    Conflict,
    ForgeError,
    InvalidValue,
    NotAllowed,
    NotFound,
    NotOffered,
    SecondFactorNeeded,
    TooMany,
    TooManyAttempts,
)
from forge.names import RepositoryName
from forge.repositories import Repository
from forge.users import User

CHALLENGE = {"www-authenticate": 'Basic realm="Hearth", charset="UTF-8"'}

SIGN_IN = "Sign in with user name and password, or show a token."


async def read_caller(door: Door, request: Request) -> Actor:
    """Who calls; strangers are turned away where the installation is closed to them."""
    actor = await door.admit(request)
    _check_not_closed(actor)
    return actor


async def read_caller_at(
    door: Door, request: Request, name: RepositoryName
) -> tuple[Actor, Repository | None]:
    """The same, and the repository called `name` as it is for them."""
    actor, repository = await door.admit_to(request, name)
    _check_not_closed(actor)
    return actor, repository


async def read_person(door: Door, request: Request) -> tuple[Actor, User]:
    """Who calls, who has to be somebody."""
    actor = await read_caller(door, request)
    if actor.user is None:
        raise BadCredentials(SIGN_IN)
    return actor, actor.user


async def read_holder(door: Door, request: Request) -> tuple[Actor, User]:
    """Who calls, who has to be the holder of the account in person, not by a token."""
    actor, user = await read_person(door, request)
    if Scope.ACCOUNT not in actor.scopes:
        raise NotAllowed("Only the password opens this, not a token.")
    return actor, user


async def read_administrator(door: Door, request: Request) -> tuple[Actor, User]:
    """Who calls, who has to administer the installation; to others there is nothing."""
    actor, user = await read_person(door, request)
    if not may_administer_installation(actor):
        raise NotFound("address")
    return actor, user


def _check_not_closed(actor: Actor) -> None:
    if actor.is_anonymous and not actor.sees_public:
        raise BadCredentials(SIGN_IN)


def check_decision(decision: Decision, what: str) -> None:
    """Go on when it is allowed; what is hidden answers as what does not exist."""
    if decision is Decision.HIDDEN:
        raise NotFound(what)
    if decision is Decision.FORBIDDEN:
        raise NotAllowed("You may see this, but not do that.")


def _unauthorized(error: Exception) -> Reply:
    return problem(401, str(error), CHALLENGE)


def _second_factor(error: Exception) -> Reply:
    return problem(401, str(error), {"x-github-otp": "required; app"})


def _too_many_attempts(error: Exception) -> Reply:
    seconds = error.seconds if isinstance(error, TooManyAttempts) else 0
    return problem(429, str(error), {"retry-after": str(seconds)})


def _invalid(error: Exception) -> Reply:
    return invalid_field(error) if isinstance(error, InvalidValue) else problem(422, str(error))


def _status(status: int) -> Callable[[Exception], Reply]:
    return lambda error: problem(status, str(error))


_REPLIES: dict[type[Exception], Callable[[Exception], Reply]] = {
    SecondFactorNeeded: _second_factor,
    BadCredentials: _unauthorized,
    TooManyAttempts: _too_many_attempts,
    NotAllowed: _status(403),
    NotFound: _status(404),
    NotOffered: _status(404),
    Conflict: _status(409),
    InvalidValue: _invalid,
    TooMany: _status(422),
    Unreachable: lambda _error: problem(502, "The other server cannot be reached just now."),
}


def find_reply(error: ForgeError | Unreachable) -> Reply | None:
    """What the API says to an error that people can do something about."""
    for kind in type(error).__mro__:
        if kind in _REPLIES:
            return _REPLIES[kind](error)
    return None
