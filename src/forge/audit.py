"""The audit log: what was done, by whom, and by which agent of theirs.

An entry is a statement of the same batch as what it tells of, so that neither is kept without
the other. The schema lets nobody change or delete one.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from forge.access import Actor
from forge.database import Database, Statement
from forge.users import User

Details: TypeAlias = Mapping[str, str | int | bool | None]

PAGE = 100
"""Entries of one look at the log."""


class Event(Enum):
    ACCOUNT_CREATED = "account.created"
    ACCOUNT_CHANGED = "account.changed"
    ACCOUNT_RENAMED = "account.renamed"
    ACCOUNT_DELETED = "account.deleted"
    SESSION_STARTED = "session.started"
    SESSION_ENDED = "session.ended"
    PASSWORD_CHANGED = "password.changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET_MADE = "password.reset_made"  # noqa: S105 - the name of an event
    PASSWORD_RESET_USED = "password.reset_used"  # noqa: S105 - the name of an event
    SECOND_FACTOR_ADDED = "second_factor.added"
    SECOND_FACTOR_REMOVED = "second_factor.removed"
    RECOVERY_CODE_USED = "second_factor.recovery_code_used"
    RECOVERY_CODES_MADE = "second_factor.recovery_codes_made"
    IDENTITY_LINKED = "identity.linked"
    IDENTITY_UNLINKED = "identity.unlinked"
    INVITATION_MADE = "invitation.made"
    INVITATION_WITHDRAWN = "invitation.withdrawn"
    TOKEN_CREATED = "token.created"  # noqa: S105 - the name of an event
    TOKEN_DELETED = "token.deleted"  # noqa: S105 - the name of an event
    AGENT_CREATED = "agent.created"
    AGENT_DELETED = "agent.deleted"
    ORGANIZATION_CREATED = "organization.created"
    ORGANIZATION_CHANGED = "organization.changed"
    ORGANIZATION_DELETED = "organization.deleted"
    MEMBER_SET = "member.set"
    MEMBER_REMOVED = "member.removed"
    TEAM_CREATED = "team.created"
    TEAM_DELETED = "team.deleted"
    TEAM_MEMBER_ADDED = "team.member_added"
    TEAM_MEMBER_REMOVED = "team.member_removed"
    TEAM_REPOSITORY_SET = "team.repository_set"
    TEAM_REPOSITORY_REMOVED = "team.repository_removed"
    REPOSITORY_CREATED = "repository.created"
    REPOSITORY_FORKED = "repository.forked"
    REPOSITORY_CHANGED = "repository.changed"
    REPOSITORY_RENAMED = "repository.renamed"
    REPOSITORY_OFFERED = "repository.offered"
    REPOSITORY_OFFER_ENDED = "repository.offer_ended"
    REPOSITORY_TRANSFERRED = "repository.transferred"
    REPOSITORY_DELETED = "repository.deleted"
    REPOSITORY_RESTORED = "repository.restored"
    REPOSITORY_PURGED = "repository.purged"
    REF_SET = "ref.set"
    HEAD_SET = "head.set"
    PROTECTION_SET = "protection.set"
    PROTECTION_REMOVED = "protection.removed"
    COLLABORATOR_SET = "collaborator.set"
    COLLABORATOR_REMOVED = "collaborator.removed"


@dataclass(frozen=True, slots=True)
class Matter:
    """What an entry is about: `name` is `<owner>` or `<owner>/<repository>` as of now."""

    name: str
    store_name: str | None = None
    owner_id: int | None = None
    """None for whoever is called like the first part of `name` when the entry is written."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Somebody does something, at this moment."""

    actor: Actor
    at: int

    @staticmethod
    def of(user: User, at: int) -> Deed:
        """For what a person does who is not yet, or no longer, signed in."""
        return Deed(Actor(user, frozenset()), at)

    def note(self, event: Event, matter: Matter, details: Details | None = None) -> Statement:
        """The statement that keeps it."""
        return self._note(event, matter, details, "")

    def note_change(
        self, event: Event, matter: Matter, details: Details | None = None
    ) -> Statement:
        """The same, and nothing when the statement before it in the batch changed no row."""
        return self._note(event, matter, details, " WHERE changes() > 0")

    def _note(
        self, event: Event, matter: Matter, details: Details | None, condition: str
    ) -> Statement:
        user, agent = self.actor.user, self.actor.agent
        return Statement(
            "INSERT INTO audit_log (at, action, actor_id, actor_name, agent_name, owner_id,"
            " store_name, subject, details) SELECT ?1, ?2, ?3, ?4, ?5,"
            " COALESCE(?6, (SELECT id FROM users WHERE name = ?7)), ?8, ?9, ?10" + condition,
            (
                self.at,
                event.value,
                user and user.id,
                user.name if user else "",
                agent and agent.name,
                matter.owner_id,
                matter.name.partition("/")[0],
                matter.store_name,
                matter.name,
                json.dumps(details or {}, ensure_ascii=False),
            ),
        )


@dataclass(frozen=True, slots=True)
class Entry:
    id: int
    at: int
    event: str
    actor_name: str
    agent_name: str | None
    subject: str
    details: Details


async def list_of_owner(database: Database, owner_id: int, before: int) -> list[Entry]:
    """What concerns an account or organization, newest first, of ids below `before`."""
    return await _list(database, "owner_id = ?1", owner_id, before)


async def list_of_repository(database: Database, store_name: str, before: int) -> list[Entry]:
    """What concerns a repository, newest first, of ids below `before`."""
    return await _list(database, "store_name = ?1", store_name, before)


async def _list(database: Database, condition: str, value: str | int, before: int) -> list[Entry]:
    rows = await database.all(
        "SELECT id, at, action, actor_name, agent_name, subject, details FROM audit_log"
        f" WHERE {condition} AND id < ?2 ORDER BY id DESC LIMIT ?3",
        value,
        before,
        PAGE,
    )
    return [
        Entry(
            id=row.integer("id"),
            at=row.integer("at"),
            event=row.text("action"),
            actor_name=row.text("actor_name"),
            agent_name=row.find_text("agent_name"),
            subject=row.text("subject"),
            details=json.loads(row.text("details")),
        )
        for row in rows
    ]
