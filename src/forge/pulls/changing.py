"""What may be done to a pull request beside what may be done to an issue."""

from __future__ import annotations

from dataclasses import dataclass

from forge.database import Statement
from forge.inbox.telling import tell
from forge.issues.act import THIS, Act, Kind

_ITS = f"(SELECT i.id FROM issues AS i WHERE {THIS})"


@dataclass(frozen=True, slots=True)
class Merged:
    """`base_oid` is what the base led to before, `hex_oid` what it leads to now."""

    base_oid: str
    hex_oid: str


def set_draft(act: Act, *, is_draft: bool) -> list[Statement]:
    kind = Kind.DRAFTED if is_draft else Kind.READY
    differs = " AND EXISTS (SELECT 1 FROM pulls AS p WHERE p.issue_id = i.id AND p.is_draft <> ?7)"
    return [
        act.event(kind, differs, int(is_draft)),
        act.statement(f"UPDATE pulls SET is_draft = ?3 WHERE issue_id = {_ITS}", int(is_draft)),
    ]


def set_base(act: Act, branch: str, hex_oid: str) -> list[Statement]:
    told = (
        "json_object('from', (SELECT p.base_branch FROM pulls AS p WHERE p.issue_id = i.id),"
        " 'to', ?7)"
    )
    differs = (
        " AND EXISTS (SELECT 1 FROM pulls AS p WHERE p.issue_id = i.id AND p.base_branch <> ?7)"
    )
    return [
        act.event(Kind.BASE_CHANGED, differs, branch, details=told),
        act.statement(
            f"UPDATE pulls SET base_branch = ?3, base_oid = ?4 WHERE issue_id = {_ITS}",
            branch,
            hex_oid,
        ),
    ]


def set_merged(act: Act, merged: Merged) -> list[Statement]:
    """Close it for good, because its base leads to its head now."""
    open_ = " AND i.is_open = 1"
    return [
        *(Statement(each.sql.replace(THIS, THIS + open_), each.parameters) for each in tell(act)),
        act.event(Kind.MERGED, open_, merged.hex_oid, details="json_object('commit', ?7)"),
        act.event(Kind.CLOSED, open_),
        act.statement(
            "UPDATE pulls SET merged_at = ?3, merged_by = ?4, merge_oid = ?5, base_oid = ?6"
            f" WHERE issue_id = {_ITS} AND is_open = 1",
            act.deed.at,
            act.user.id,
            merged.hex_oid,
            merged.base_oid,
        ),
        act.statement(
            "UPDATE issues AS i SET is_open = 0, closed_at = ?3, closed_by = ?4, updated_at = ?3"
            f" WHERE {THIS}{open_}",
            act.deed.at,
            act.user.id,
        ),
    ]


def set_head(act: Act, hex_oid: str, *, is_forced: bool) -> list[Statement]:
    """Its branch moved; reviews stay, of what they were about."""
    told = (
        "json_object('before', (SELECT p.head_oid FROM pulls AS p WHERE p.issue_id = i.id),"
        " 'after', ?7)"
    )
    events = [act.event(Kind.FORCE_PUSHED, "", hex_oid, details=told)] if is_forced else []
    return [
        *events,
        act.statement(f"UPDATE pulls SET head_oid = ?3 WHERE issue_id = {_ITS}", hex_oid),
        act.touch(),
        *tell(act),
    ]
