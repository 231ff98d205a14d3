"""Making a pull request, in one batch, as an issue is made."""

from __future__ import annotations

from dataclasses import dataclass

from forge.audit import Deed
from forge.database import Database
from forge.errors import InvalidValue, UniqueViolation
from forge.issues import creation
from forge.issues.act import THIS, Act
from forge.repositories import Repository


@dataclass(frozen=True, slots=True)
class Branches:
    """What is to be merged into what; oids in hexadecimal digits, branches without refs/heads/."""

    base_branch: str
    base_oid: str
    head_repository: Repository
    head_branch: str
    head_oid: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A pull request to be, checked; `is_draft`: not ready to be reviewed."""

    issue: creation.Draft
    branches: Branches
    is_draft: bool = False


async def create_pull(database: Database, deed: Deed, repository: Repository, draft: Draft) -> int:
    """Its number; InvalidValue when there is an open one of the same branches."""
    act, branches = Act(deed, repository.id), draft.branches
    first, *others = creation.creating(act, draft.issue, is_pull=True)
    insert = act.statement(
        "INSERT INTO pulls (issue_id, repository_id, is_draft, base_branch, base_oid,"
        " head_repository_id, head_branch, head_oid)"
        f" SELECT i.id, ?1, ?3, ?4, ?5, ?6, ?7, ?8 FROM issues AS i WHERE {THIS}",
        int(draft.is_draft),
        branches.base_branch,
        branches.base_oid,
        branches.head_repository.id,
        branches.head_branch,
        branches.head_oid,
    )
    try:
        made, *_ = await database.batch_rows([first, insert, *others])
    except UniqueViolation:
        raise InvalidValue("head", "has an open pull request into this base already") from None
    return made[0].integer("number")
