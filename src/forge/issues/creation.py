"""Making an issue, in one batch: it and all that follows from it exist together or not at all."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed
from forge.database import Database, Statement
from forge.inbox.telling import Reason, subscribe, tell
from forge.issues.act import Act
from forge.issues.changing import NO_DETAILS, Details, set_details
from forge.issues.mentioning import follow
from forge.repositories import Repository

NUMBER = "SELECT COALESCE(MAX(number), 0) + 1 FROM issues WHERE repository_id = ?1"
"""The next number. D1 runs one batch after another, so nobody else gets the same."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An issue to be, checked."""

    title: str
    body: str
    details: Details = NO_DETAILS


async def create_issue(database: Database, deed: Deed, repository: Repository, draft: Draft) -> int:
    """Its number."""
    act = Act(deed, repository.id)
    made, *_ = await database.batch_rows(creating(act, draft, is_pull=False))
    return made[0].integer("number")


def creating(act: Act, draft: Draft, *, is_pull: bool) -> list[Statement]:
    """The first of these answers with the number; `act` is about the newest issue."""
    insert = Statement(
        "INSERT INTO issues (repository_id, number, is_pull, author_id, agent_id, created_at,"
        f" updated_at, title, body) SELECT ?1, ({NUMBER}), ?2, ?3, ?4, ?5, ?5, ?6, ?7"
        " RETURNING number",
        (
            act.repository_id,
            int(is_pull),
            act.user.id,
            act.agent_id,
            act.deed.at,
            draft.title,
            draft.body,
        ),
    )
    return [
        insert,
        *subscribe(act, [act.user.id], Reason.AUTHOR),
        *set_details(act, draft.details),
        *follow(act, draft.body),
        *tell(act),
    ]
