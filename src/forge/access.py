"""Who may do what: the one rule, asked by every face of Hearth.

    none < read < write < admin

Deny by default. A role comes from the repository and the person, who owns it or was given a role
on it; a token then narrows what the person may do, by its scopes and to its repositories. An
agent may do what the person may for whom it acts. A fork of something private is there only for
those who were given a role on that, too. What an actor may not even read is `HIDDEN`: the faces
answer as if it did not exist.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forge.owners import Owner
from forge.repositories import Repository, Visibility
from forge.roles import Role
from forge.users import User


class Action(Enum):
    """What somebody wants to do to a repository."""

    READ = "read"
    DISCUSS = "discuss"
    """To open issues and pull requests, and to comment: for everybody who may read, by name, and
    with credentials that were given for writing."""
    WRITE = "write"
    ADMIN = "admin"

    @property
    def role(self) -> Role:
        """What it takes at least."""
        return _ROLE_BY_ACTION[self]


class Scope(Enum):
    """What credentials were given for. Each includes those above."""

    READ = "repo:read"
    WRITE = "repo:write"
    ADMIN = "admin"
    """To administer repositories and organizations, and, where the person may, the
    installation."""
    ACCOUNT = "account"
    """To manage the account itself and its tokens: only a password or a session opens this."""


GRANTABLE_SCOPES = (Scope.READ, Scope.WRITE, Scope.ADMIN)
"""What a token may be made for."""

DEFAULT_SCOPES = (Scope.READ, Scope.WRITE)
"""What a token is made for when nothing is said."""

ALL_SCOPES = frozenset(Scope)


class Decision(Enum):
    ALLOWED = "allowed"
    FORBIDDEN = "forbidden"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who asks, and what the credentials allow; without credentials `ANONYMOUS`.

    `user` is the person whose rights count, `agent` the agent by which they act. With
    `repository_ids` the credentials are good for these repositories only. `sees_public` is
    False only for those who stand before an installation that is closed to strangers.
    """

    user: User | None
    scopes: frozenset[Scope]
    agent: User | None = None
    repository_ids: frozenset[int] | None = None
    sees_public: bool = True

    @property
    def is_anonymous(self) -> bool:
        return self.user is None

    @property
    def label(self) -> str:
        """Who acts, in words for people; empty for strangers."""
        if self.user is None:
            return ""
        return f"{self.agent.name} for {self.user.name}" if self.agent else self.user.name

    def has(self, scope: Scope) -> bool:
        """Whether the credentials were given for `scope`, or for more."""
        order = list(Scope)
        return any(order.index(given) >= order.index(scope) for given in self.scopes)


ANONYMOUS = Actor(None, frozenset())

OUTSIDER = Actor(None, frozenset(), sees_public=False)
"""Somebody without credentials where an installation is closed."""

_ROLE_BY_ACTION = {
    Action.READ: Role.READ,
    Action.DISCUSS: Role.READ,
    Action.WRITE: Role.WRITE,
    Action.ADMIN: Role.ADMIN,
}

_CHANGING = (Action.DISCUSS, Action.WRITE)
"""What an archived repository is closed to."""

_ROLE_BY_SCOPE = {
    Scope.READ: Role.READ,
    Scope.WRITE: Role.WRITE,
    Scope.ADMIN: Role.ADMIN,
    Scope.ACCOUNT: Role.ADMIN,
}


def authorize(actor: Actor, action: Action, repository: Repository | None) -> Decision:
    """Whether `actor` may do `action`; None stands for a repository that does not exist.

    `repository` was looked up for the actor's user, or it does not know their role.
    """
    role = Role.NONE if repository is None else _role(actor, repository)
    if role < Role.READ:
        return Decision.HIDDEN
    if repository is None or (repository.is_archived and action in _CHANGING):
        return Decision.FORBIDDEN
    if action is Action.DISCUSS and not _speaks(actor, repository):
        return Decision.FORBIDDEN
    return Decision.ALLOWED if role >= action.role else Decision.FORBIDDEN


def may_change(actor: Actor, author: User, repository: Repository | None) -> bool:
    """Whether `actor` may change what `author` wrote, or close what they opened.

    Authors may, as long as they may speak at all, and so may all who may write.
    """
    is_author = actor.user is not None and actor.user.id == author.id
    action = Action.DISCUSS if is_author else Action.WRITE
    return authorize(actor, action, repository) is Decision.ALLOWED


def may_create(actor: Actor, owner: Owner | None) -> bool:
    """Whether `actor` may make repositories for `owner`, who was looked up for them."""
    return actor.has(Scope.WRITE) and _administers(actor, owner)


def may_administer(actor: Actor, owner: Owner | None) -> bool:
    """Whether `actor` may change what belongs to `owner`, who was looked up for them."""
    return actor.has(Scope.ADMIN) and _administers(actor, owner)


def may_administer_installation(actor: Actor) -> bool:
    """Whether `actor` may invite people, and help those who forgot a password."""
    if actor.user is None or actor.repository_ids is not None:
        return False
    return actor.user.is_admin and actor.has(Scope.ADMIN)


def may_manage_account(actor: Actor, user_name: str) -> bool:
    """Whether `actor` is the user of this name, signed in by password or session."""
    if actor.user is None or Scope.ACCOUNT not in actor.scopes:
        return False
    return actor.user.name.lower() == user_name.lower()


def _administers(actor: Actor, owner: Owner | None) -> bool:
    if actor.user is None or actor.repository_ids is not None or owner is None:
        return False
    return owner.administered_by == actor.user.id


def _role(actor: Actor, repository: Repository) -> Role:
    if repository.is_withheld:
        return Role.NONE
    is_public = repository.visibility is Visibility.PUBLIC and actor.sees_public
    public = Role.READ if is_public else Role.NONE
    return max(public, min(_given(actor, repository), _reach(actor, repository)))


def _speaks(actor: Actor, repository: Repository) -> bool:
    return actor.user is not None and _reach(actor, repository) >= Role.WRITE


def _given(actor: Actor, repository: Repository) -> Role:
    """What the person may do."""
    if actor.user is None:
        return Role.NONE
    if actor.user.id == repository.owner_id:
        return Role.ADMIN
    grant = repository.grant
    return grant.role if grant and grant.user_id == actor.user.id else Role.NONE


def _reach(actor: Actor, repository: Repository) -> Role:
    """What the credentials are good for."""
    if actor.repository_ids is not None and repository.id not in actor.repository_ids:
        return Role.NONE
    return max((_ROLE_BY_SCOPE[scope] for scope in actor.scopes), default=Role.NONE)
