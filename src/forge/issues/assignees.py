"""Who is to do what an issue asks for."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forge.database import Statement
from forge.errors import InvalidValue
from forge.inbox.telling import Reason, subscribe
from forge.issues.act import THIS, Act, Kind
from forge.users import User

MAX_ASSIGNEES = 10
"""As on GitHub: what everybody is to do, nobody does."""

_TOLD = "json_object('assignee', json_array(u.id, u.name, u.is_admin))"
_IN = " AND u.id IN (SELECT value FROM json_each(?7))"
_HAS = "EXISTS (SELECT 1 FROM issue_assignees AS ia WHERE ia.issue_id = i.id AND ia.user_id = u.id)"
_SOURCE = " JOIN users AS u"


def check_number(names: Sequence[str], field: str) -> None:
    if len(names) > MAX_ASSIGNEES:
        raise InvalidValue(field, f"must not have more than {MAX_ASSIGNEES} items")


def add_assignees(act: Act, users: Sequence[User]) -> list[Statement]:
    told = _ids(users)
    return [
        act.event(Kind.ASSIGNED, f"{_IN} AND NOT {_HAS}", told, details=_TOLD, source=_SOURCE),
        act.statement(
            "INSERT OR IGNORE INTO issue_assignees (issue_id, user_id) SELECT i.id, value"
            f" FROM issues AS i JOIN json_each(?3) WHERE {THIS}"
            " AND (SELECT COUNT(*) FROM issue_assignees WHERE issue_id = i.id) < ?4",
            told,
            MAX_ASSIGNEES,
        ),
        *subscribe(act, [user.id for user in users], Reason.ASSIGN),
    ]


def remove_assignees(act: Act, users: Sequence[User]) -> list[Statement]:
    told = _ids(users)
    return [
        act.event(Kind.UNASSIGNED, f"{_IN} AND {_HAS}", told, details=_TOLD, source=_SOURCE),
        act.statement(
            "DELETE FROM issue_assignees"
            f" WHERE issue_id = (SELECT i.id FROM issues AS i WHERE {THIS})"
            " AND user_id IN (SELECT value FROM json_each(?3))",
            told,
        ),
    ]


def set_assignees(act: Act, users: Sequence[User]) -> list[Statement]:
    """These, and nobody else."""
    told = _ids(users)
    others = f" AND u.id NOT IN (SELECT value FROM json_each(?7)) AND {_HAS}"
    return [
        act.event(Kind.UNASSIGNED, others, told, details=_TOLD, source=_SOURCE),
        act.statement(
            "DELETE FROM issue_assignees"
            f" WHERE issue_id = (SELECT i.id FROM issues AS i WHERE {THIS})"
            " AND user_id NOT IN (SELECT value FROM json_each(?3))",
            told,
        ),
        *add_assignees(act, users),
    ]


def _ids(users: Sequence[User]) -> str:
    return json.dumps([user.id for user in users])
