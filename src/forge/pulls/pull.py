"""A pull request, as it is read: an issue, two branches, and what became of them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from forge.database import Database, Row
from forge.errors import NotFound
from forge.issues.issue import ISSUE_COLUMNS, ISSUES, Issue, issue_of
from forge.issues.people import find_person, person, person_by, read_people
from forge.names import RepositoryName
from forge.users import User


@dataclass(frozen=True, slots=True)
class HeadRepository:
    """Where a head lies.

    `is_shown`: it is no secret to who sees the pull request; who opens one in a private
    repository tells its readers that there is the fork.
    """

    id: int
    name: RepositoryName
    store_name: str
    is_shown: bool


@dataclass(frozen=True, slots=True)
class Head:
    """`repository` None when it is gone. `hex_oid` is kept up as its branch moves."""

    repository: HeadRepository | None
    branch: str
    hex_oid: str


@dataclass(frozen=True, slots=True)
class Merge:
    """`hex_oid`: what the base led to with it."""

    at: int
    by: User | None
    hex_oid: str


@dataclass(frozen=True, slots=True)
class Pull:
    """`base_oid`, in hexadecimal digits: the base as it was opened, or before it was merged."""

    issue: Issue
    base_branch: str
    base_oid: str
    head: Head
    is_draft: bool
    merge: Merge | None
    requested: tuple[User, ...]
    review_comments: int

    @property
    def base_rev(self) -> str:
        """What the head is compared with."""
        return self.base_oid if self.merge else f"refs/heads/{self.base_branch}"


PULL_COLUMNS = (
    f"{ISSUE_COLUMNS}, p.is_draft, p.base_branch, p.base_oid, p.head_branch, p.head_oid,"
    f" p.merged_at, p.merge_oid, {person_by('p.merged_by')} AS merged_by,"
    " (SELECT json_array(h.id, ho.name, h.name, h.store_name, h.id = i.repository_id"
    " OR (h.deleted_at IS NULL AND (h.visibility = 'public' OR r.visibility = 'private')))"
    " FROM repositories AS h JOIN users AS ho ON ho.id = h.owner_id"
    " WHERE h.id = p.head_repository_id) AS head_repository,"
    f" (SELECT json_group_array({person('u')}) FROM (SELECT u.* FROM review_requests AS q"
    " JOIN users AS u ON u.id = q.user_id WHERE q.issue_id = i.id ORDER BY u.name) AS u)"
    " AS requested,"
    " (SELECT COUNT(*) FROM review_comments AS x JOIN reviews AS v ON v.id = x.review_id"
    " WHERE x.issue_id = i.id AND v.state <> 'pending') AS review_comments"
)
PULLS = f"{ISSUES} JOIN pulls AS p ON p.issue_id = i.id"


async def read_pull(database: Database, repository_id: int, number: int) -> Pull:
    """NotFound where there is none of this number."""
    row = await database.first(
        f"SELECT {PULL_COLUMNS} FROM {PULLS} WHERE i.repository_id = ?1 AND i.number = ?2",
        repository_id,
        number,
    )
    if row is None:
        raise NotFound("pull request")
    return pull_of(row)


def pull_of(row: Row) -> Pull:
    merged_at = row.find_integer("merged_at")
    merge = None
    if merged_at is not None:
        merge = Merge(merged_at, find_person(row, "merged_by"), row.text("merge_oid"))
    return Pull(
        issue=issue_of(row),
        base_branch=row.text("base_branch"),
        base_oid=row.text("base_oid"),
        head=Head(_head_repository(row), row.text("head_branch"), row.text("head_oid")),
        is_draft=row.integer("is_draft") == 1,
        merge=merge,
        requested=read_people(row, "requested"),
        review_comments=row.integer("review_comments"),
    )


def _head_repository(row: Row) -> HeadRepository | None:
    text = row.find_text("head_repository")
    if text is None:
        return None
    identity, owner, name, store_name, is_shown = json.loads(text)
    return HeadRepository(identity, RepositoryName(owner, name), store_name, bool(is_shown))
