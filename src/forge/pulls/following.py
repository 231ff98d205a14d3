"""What a push means to issues and pull requests.

Heads of pull requests follow their branches; a pull request whose base leads to its head is
merged; commits tell the issues that they refer to, and close those that they say they close, once
the default branch has them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forge.access import Actor, Scope
from forge.audit import Deed
from forge.database import Database, Row, Statement, read_first
from forge.issues import references
from forge.issues.act import Act, Kind
from forge.issues.changing import close
from forge.issues.issue import CloseReason
from forge.issues.mentioning import NAMED, names_of, reader
from forge.issues.references import IssueName
from forge.pulls.changing import Merged, set_head, set_merged
from forge.users import USER_COLUMNS, user_of


@dataclass(frozen=True, slots=True)
class CommitText:
    hex_oid: str
    message: str


@dataclass(frozen=True, slots=True)
class BranchMove:
    """A branch that moved; oids in hexadecimal digits, empty where it did not exist, or does not.

    `commits` are those that are new to it.
    """

    branch: str
    old_oid: str
    new_oid: str
    is_default: bool
    is_forced: bool
    commits: tuple[CommitText, ...]


@dataclass(frozen=True, slots=True)
class OpenPull:
    """An open pull request, as far as pushes go; `store_name` is that of its repository."""

    repository_id: int
    number: int
    store_name: str
    hex_oid: str
    body: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """Who moved branches of which repository, and which pull requests these concern.

    By branch: those, of whatever repository, whose head it is, and those to be merged into it.
    """

    deed: Deed
    repository_id: int
    by_head: Mapping[str, Sequence[OpenPull]]
    by_base: Mapping[str, Sequence[OpenPull]]

    def act(self, pull: OpenPull) -> Act:
        return Act(self.deed, pull.repository_id, pull.number)


_REPOSITORY = "(SELECT id FROM repositories WHERE store_name = ?1)"
_BRANCHES = "IN (SELECT value FROM json_each(?2))"
_OPEN = (
    "SELECT p.repository_id, i.number, r.store_name, p.base_branch, p.head_branch, p.head_oid,"
    " i.body FROM pulls AS p JOIN issues AS i ON i.id = p.issue_id"
    " JOIN repositories AS r ON r.id = p.repository_id WHERE p.is_open = 1 AND r.deleted_at IS NULL"
)
_WHO = (
    f"SELECT {USER_COLUMNS}, r.id FROM users AS u JOIN repositories AS r"
    " WHERE u.name IN (SELECT value FROM json_each(?2)) AND r.store_name = ?1"
    " AND r.deleted_at IS NULL"
)


async def read_pushed(
    database: Database, store_name: str, label: str, branches: Sequence[str], now: int
) -> Pushed | None:
    """What is known of a push, in one round trip.

    `label` is `forge.access.Actor.label`. None for what no person did, or what is gone.
    """
    agent_name, _, name = label.rpartition(" for ")
    moved = (store_name, json.dumps(list(branches)))
    by_head = f"{_OPEN} AND p.head_repository_id = {_REPOSITORY} AND p.head_branch {_BRANCHES}"
    by_base = f"{_OPEN} AND p.repository_id = {_REPOSITORY} AND p.base_branch {_BRANCHES}"
    people, heads, bases = await database.batch_rows(
        [
            Statement(_WHO, (store_name, json.dumps([name, agent_name]))),
            Statement(by_head, moved),
            Statement(by_base, moved),
        ]
    )
    found = {row.text("user_name"): user_of(row) for row in people}
    if name not in found:
        return None
    actor = Actor(found[name], frozenset({Scope.WRITE}), found.get(agent_name))
    return Pushed(
        Deed(actor, now),
        people[0].integer("id"),
        _grouped(heads, "head_branch"),
        _grouped(bases, "base_branch"),
    )


def _grouped(rows: Sequence[Row], column: str) -> dict[str, list[OpenPull]]:
    groups: dict[str, list[OpenPull]] = {}
    for row in rows:
        groups.setdefault(row.text(column), []).append(_open_of(row))
    return groups


async def move_head(database: Database, pushed: Pushed, pull: OpenPull, move: BranchMove) -> None:
    act = pushed.act(pull)
    if not move.new_oid:
        await database.batch([act.event(Kind.HEAD_DELETED), act.touch()])
        return
    restored = [] if move.old_oid else [act.event(Kind.HEAD_RESTORED)]
    statements = set_head(act, move.new_oid, is_forced=move.is_forced)
    await database.batch([*restored, *statements])


async def mark_merged(database: Database, pushed: Pushed, pull: OpenPull, move: BranchMove) -> None:
    """And close what its text says it closes, when the default branch has it now."""
    merged = Merged(move.old_oid or move.new_oid, move.new_oid)
    statements = set_merged(pushed.act(pull), merged)
    if move.is_default:
        closes = references.of_markdown(pull.body).closes
        statements += await _closing(database, pushed, closes, None)
    await database.batch(statements)


async def note_commits(database: Database, pushed: Pushed, move: BranchMove) -> None:
    """Tell issues of the commits that refer to them, and close those that these close."""
    statements: list[Statement] = []
    for commit in reversed(move.commits):
        found = references.of_plain(commit.message)
        if found.issues:
            statements.append(_reference(pushed, commit, found.issues))
        if move.is_default and found.closes:
            statements += await _closing(database, pushed, found.closes, commit.hex_oid)
    if statements:
        await database.batch(statements)


def _reference(pushed: Pushed, commit: CommitText, issues: Sequence[IssueName]) -> Statement:
    act = Act(pushed.deed, pushed.repository_id)
    return Statement(
        f"WITH {NAMED} INSERT OR IGNORE INTO issue_events (issue_id, kind, actor_id, agent_id,"
        " created_at, commit_oid, details) SELECT named.id, ?8, ?9, ?10, ?11, ?6,"
        " json_object('repository', (SELECT o.name || '/' || r.name FROM repositories AS r"
        " JOIN users AS o ON o.id = r.owner_id WHERE r.id = ?5)) FROM named"
        # A private repository's commits are told of in itself alone.
        " WHERE named.repository_id = ?5"
        " OR (SELECT visibility FROM repositories WHERE id = ?5) = 'public'",
        (
            *reader(act),
            pushed.repository_id,
            commit.hex_oid,
            names_of(issues),
            Kind.REFERENCED.value,
            act.user.id,
            act.agent_id,
            pushed.deed.at,
        ),
    )


async def _closing(
    database: Database, pushed: Pushed, issues: Sequence[IssueName], commit_oid: str | None
) -> list[Statement]:
    """Of the repository's own issues, those that are there."""
    row = await read_first(
        database,
        "SELECT o.name || '/' || r.name AS name FROM repositories AS r"
        " JOIN users AS o ON o.id = r.owner_id WHERE r.id = ?1",
        pushed.repository_id,
    )
    own = row.text("name").lower()
    numbers = {
        each.number
        for each in issues
        if each.repository is None or str(each.repository).lower() == own
    }
    statements: list[Statement] = []
    for number in sorted(numbers):
        act = Act(pushed.deed, pushed.repository_id, number)
        statements += [*close(act, CloseReason.COMPLETED, commit_oid), act.touch()]
    return statements


def _open_of(row: Row) -> OpenPull:
    return OpenPull(
        row.integer("repository_id"),
        row.integer("number"),
        row.text("store_name"),
        row.text("head_oid"),
        row.text("body"),
    )
