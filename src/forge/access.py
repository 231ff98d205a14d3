"""Who may do what: the one rule, asked by every face of Hearth.

    none < read < write < admin

Deny by default. A role comes from the repository and the person; a token then narrows what the
person may do by its scopes. What an actor may not even read is `HIDDEN`: the faces answer as if
it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from forge.names import RepositoryName
from forge.repositories import Repository, Visibility
from forge.users import User


class Role(IntEnum):
    NONE = 0
    READ = 1
    WRITE = 2
    ADMIN = 3


class Action(Enum):
    """What somebody wants to do to a repository; the value is the role that it takes."""

    READ = Role.READ
    WRITE = Role.WRITE
    ADMIN = Role.ADMIN


class Scope(Enum):
    """What credentials were given for. Write includes read."""

    READ = "repo:read"
    WRITE = "repo:write"
    ACCOUNT = "account"
    """To manage the account itself, its tokens and its repositories' settings: only a password
    opens this."""


GRANTABLE_SCOPES = (Scope.READ, Scope.WRITE)
"""What a token may be made for; and what it is made for when nothing is said."""


class Decision(Enum):
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and what the credentials allow; without credentials `ANONYMOUS`."""

    user: User | None
    scopes: frozenset[Scope]

    @property
    def is_anonymous(self) -> bool:
        return self.user is None


ANONYMOUS = Actor(None, frozenset())

_ROLE_BY_SCOPE = {Scope.READ: Role.READ, Scope.WRITE: Role.WRITE, Scope.ACCOUNT: Role.ADMIN}


def authorize(actor: Actor, action: Action, repository: Repository | None) -> Decision:
    """Whether `actor` may do `action`; None stands for a repository that does not exist."""
    role = Role.NONE if repository is None else _role(actor, repository)
    if role >= action.value:
        return Decision.ALLOWED
    return Decision.FORBIDDEN if role >= Role.READ else Decision.HIDDEN


def may_create(actor: Actor, name: RepositoryName) -> bool:
    """Whether `actor` may make a repository of this name, should there be none."""
    if actor.user is None or Scope.WRITE not in actor.scopes:
        return False
    return actor.user.name.lower() == name.owner.lower()


def may_manage_account(actor: Actor, user_name: str) -> bool:
    """Whether `actor` is the user of this name, signed in by password."""
    if actor.user is None or Scope.ACCOUNT not in actor.scopes:
        return False
    return actor.user.name.lower() == user_name.lower()


def _role(actor: Actor, repository: Repository) -> Role:
    public = Role.READ if repository.visibility is Visibility.PUBLIC else Role.NONE
    if actor.user is None or actor.user.id != repository.owner_id:
        return public
    granted = max((_ROLE_BY_SCOPE[scope] for scope in actor.scopes), default=Role.NONE)
    return max(public, granted)
