"""Who takes part in an issue, and telling them that something happened in it.

Told are those who take part, and those who watch the repository; its owner watches it unless they
said otherwise. Nobody is told of what they did themselves, of what they ignore, or of what they
may not read.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import Enum

from forge.database import Statement
from forge.issues.act import THIS, Act
from forge.issues.people import MAY_READ


class Reason(Enum):
    """Why somebody is told, in GitHub's words."""

    ASSIGN = "assign"
    AUTHOR = "author"
    COMMENT = "comment"
    MANUAL = "manual"
    MENTION = "mention"
    REVIEW_REQUESTED = "review_requested"
    STATE_CHANGE = "state_change"
    SUBSCRIBED = "subscribed"


STRONG = (Reason.ASSIGN, Reason.MENTION, Reason.REVIEW_REQUESTED)
"""Reasons that take the place of weaker ones: something is wanted of that person."""

_SAYS = "SELECT 1 FROM repository_subscriptions AS rs WHERE rs.repository_id = r.id"

_TELL = (
    "INSERT INTO notifications (user_id, issue_id, reason, updated_at)"
    " SELECT u.id, i.id, {reason}, ?4 FROM issues AS i"
    " JOIN repositories AS r ON r.id = i.repository_id {people}"
    f" WHERE {THIS} AND u.id <> ?3 AND {MAY_READ}"
    f" AND NOT EXISTS ({_SAYS} AND rs.user_id = u.id AND rs.is_ignored = 1)"
    "{condition}"
    " ON CONFLICT (user_id, issue_id) DO UPDATE SET is_unread = 1, reason = excluded.reason,"
    " updated_at = excluded.updated_at"
)

_TELL_PARTICIPANTS = _TELL.format(
    reason="s.reason",
    people="JOIN issue_subscriptions AS s ON s.issue_id = i.id JOIN users AS u ON u.id = s.user_id",
    condition=" AND s.is_ignored = 0",
)

_TELL_WATCHERS = _TELL.format(
    reason="'subscribed'",
    people="JOIN users AS u",
    condition=(
        f" AND u.id IN (SELECT user_id FROM repository_subscriptions WHERE repository_id = ?1"
        f" AND is_ignored = 0 UNION SELECT r.owner_id WHERE NOT EXISTS"
        f" ({_SAYS} AND rs.user_id = r.owner_id))"
        " AND NOT EXISTS (SELECT 1 FROM issue_subscriptions AS s"
        " WHERE s.issue_id = i.id AND s.user_id = u.id)"
    ),
)


def subscribe(act: Act, user_ids: Sequence[int], reason: Reason) -> list[Statement]:
    """Have them told of the issue from now on.

    Who did not want to be is left in peace, unless something is wanted of them.
    """
    if not user_ids:
        return []
    update = (
        "UPDATE SET reason = excluded.reason, is_ignored = 0" if reason in STRONG else "NOTHING"
    )
    return [
        act.statement(
            "INSERT INTO issue_subscriptions (issue_id, user_id, reason, created_at)"
            f" SELECT i.id, value, ?4, ?5 FROM issues AS i JOIN json_each(?3) WHERE {THIS}"
            f" ON CONFLICT (issue_id, user_id) DO {update}",
            json.dumps(list(user_ids)),
            reason.value,
            act.deed.at,
        )
    ]


def tell(act: Act) -> list[Statement]:
    """Put the issue into everybody's inbox whom it concerns."""
    return [
        act.statement(sql, act.user.id, act.deed.at) for sql in (_TELL_PARTICIPANTS, _TELL_WATCHERS)
    ]
