"""Asking for reviews."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forge.database import Statement
from forge.inbox.telling import Reason, subscribe, tell
from forge.issues.act import THIS, Act, Kind
from forge.users import User

_TOLD = "json_object('requested_reviewer', json_array(u.id, u.name, u.is_admin))"
_IN = " AND u.id IN (SELECT value FROM json_each(?7)) AND u.id <> i.author_id"
_HAS = "EXISTS (SELECT 1 FROM review_requests AS q WHERE q.issue_id = i.id AND q.user_id = u.id)"
_SOURCE = " JOIN users AS u"


def request_reviews(act: Act, users: Sequence[User], *, is_owner: bool = False) -> list[Statement]:
    """Of all but the author. `is_owner`: because they own what changes."""
    if not users:
        return []
    told = json.dumps([user.id for user in users])
    return [
        act.event(
            Kind.REVIEW_REQUESTED, f"{_IN} AND NOT {_HAS}", told, details=_TOLD, source=_SOURCE
        ),
        act.statement(
            "INSERT OR IGNORE INTO review_requests (issue_id, user_id, is_owner, created_at)"
            f" SELECT i.id, value, ?4, ?5 FROM issues AS i JOIN json_each(?3) WHERE {THIS}"
            " AND value <> i.author_id",
            told,
            int(is_owner),
            act.deed.at,
        ),
        *subscribe(act, [user.id for user in users], Reason.REVIEW_REQUESTED),
        *tell(act),
    ]


def remove_requests(act: Act, users: Sequence[User]) -> list[Statement]:
    told = json.dumps([user.id for user in users])
    return [
        act.event(
            Kind.REVIEW_REQUEST_REMOVED, f"{_IN} AND {_HAS}", told, details=_TOLD, source=_SOURCE
        ),
        act.statement(
            "DELETE FROM review_requests"
            f" WHERE issue_id = (SELECT i.id FROM issues AS i WHERE {THIS})"
            " AND user_id IN (SELECT value FROM json_each(?3))",
            told,
        ),
    ]
