"""Somebody does something to an issue: the statements of one batch.

A batch may make the issue that its later statements are about. So an issue is named by its
repository and number, or by no number: the newest of the repository, which inside the batch that
made it is the new one.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from forge.audit import Deed
from forge.database import Parameter, Statement
from forge.errors import NotAllowed
from forge.users import User

THIS = (
    "i.repository_id = ?1 AND i.number = COALESCE(?2,"
    " (SELECT MAX(newest.number) FROM issues AS newest WHERE newest.repository_id = ?1))"
)
"""The condition on `issues AS i` that finds the issue of an act."""


class Kind(Enum):
    """What happens to an issue, in GitHub's words."""

    ASSIGNED = "assigned"
    BASE_CHANGED = "base_ref_changed"
    CLOSED = "closed"
    COMMENT_DELETED = "comment_deleted"
    CROSS_REFERENCED = "cross-referenced"
    DEMILESTONED = "demilestoned"
    DRAFTED = "converted_to_draft"
    FORCE_PUSHED = "head_ref_force_pushed"
    HEAD_DELETED = "head_ref_deleted"
    HEAD_RESTORED = "head_ref_restored"
    LABELED = "labeled"
    LOCKED = "locked"
    MERGED = "merged"
    MILESTONED = "milestoned"
    PINNED = "pinned"
    READY = "ready_for_review"
    REFERENCED = "referenced"
    RENAMED = "renamed"
    REOPENED = "reopened"
    REVIEW_DISMISSED = "review_dismissed"
    REVIEW_REQUESTED = "review_requested"
    REVIEW_REQUEST_REMOVED = "review_request_removed"
    UNASSIGNED = "unassigned"
    UNLABELED = "unlabeled"
    UNLOCKED = "unlocked"
    UNPINNED = "unpinned"


@dataclass(frozen=True, slots=True)
class Act:
    """`number` None is the newest issue of the repository."""

    deed: Deed
    repository_id: int
    number: int | None = None

    @property
    def user(self) -> User:
        """Who acts; nobody who is a stranger comes so far."""
        if self.deed.actor.user is None:
            raise NotAllowed("Sign in first.")
        return self.deed.actor.user

    @property
    def agent_id(self) -> int | None:
        agent = self.deed.actor.agent
        return agent and agent.id

    def statement(self, sql: str, *parameters: Parameter) -> Statement:
        """The first two parameters are those of `THIS`; those of `sql` itself count from `?3`."""
        return Statement(sql, (self.repository_id, self.number, *parameters))

    def event(
        self,
        kind: Kind,
        condition: str = "",
        *parameters: Parameter,
        details: str = "'{}'",
        source: str = "",
    ) -> Statement:
        """An entry of the timeline, or one for each row of `source`, where `condition` holds.

        These are SQL over `issues AS i`, and `details` an expression; their parameters count
        from `?7`.
        """
        return self.statement(
            "INSERT INTO issue_events (issue_id, kind, actor_id, agent_id, created_at, details)"
            f" SELECT i.id, ?3, ?4, ?5, ?6, {details} FROM issues AS i{source}"
            f" WHERE {THIS}{condition}",
            kind.value,
            self.user.id,
            self.agent_id,
            self.deed.at,
            *parameters,
        )

    def touch(self) -> Statement:
        """The issue was active just now."""
        return self.statement(f"UPDATE issues AS i SET updated_at = ?3 WHERE {THIS}", self.deed.at)
