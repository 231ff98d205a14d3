"""What follows from a text: who is told, and which issues and commits get to know of it."""

from __future__ import annotations

import json
from collections.abc import Sequence

from forge.database import Parameter, Statement
from forge.inbox.telling import Reason
from forge.issues import references
from forge.issues.act import THIS, Act, Kind
from forge.issues.people import MAY_READ
from forge.issues.references import IssueName
from forge.lifecycle.profiles import READABLE, reader_parameters

_MENTIONED = (
    f" FROM issues AS i JOIN repositories AS r ON r.id = i.repository_id JOIN users AS u"
    f" WHERE {THIS} AND {MAY_READ} AND u.name IN (SELECT value FROM json_each(?3))"
)

NAMED = (
    "named AS (SELECT t.id, t.repository_id, t.number FROM json_each(?7) AS n"
    " JOIN issues AS t ON t.number = json_extract(n.value, '$[2]')"
    " AND t.repository_id = COALESCE((SELECT x.id FROM repositories AS x"
    " JOIN users AS y ON y.id = x.owner_id WHERE y.name = json_extract(n.value, '$[0]')"
    " AND x.name = json_extract(n.value, '$[1]') AND x.deleted_at IS NULL),"
    " CASE WHEN json_extract(n.value, '$[0]') IS NULL THEN ?5 END)"
    f" JOIN repositories AS r ON r.id = t.repository_id WHERE r.deleted_at IS NULL{READABLE})"
)
"""The issues in `?7` that the actor, in `?1` to `?4`, may read; `?5` is the repository of who
refers to them."""


def follow(act: Act, text: str) -> list[Statement]:
    """What `text`, the issue's body or a comment on it, means to others."""
    found = references.of_markdown(text)
    statements: list[Statement] = []
    if found.people:
        statements += mention(act, found.people)
    if found.issues:
        statements.append(cross_reference(act, found.issues))
    return statements


def mention(act: Act, names: Sequence[str]) -> list[Statement]:
    """Note who was named, of those who may read it, and have them told."""
    told = json.dumps(list(names))
    return [
        act.statement(
            f"INSERT OR IGNORE INTO mentions (issue_id, user_id) SELECT i.id, u.id{_MENTIONED}",
            told,
        ),
        act.statement(
            "INSERT INTO issue_subscriptions (issue_id, user_id, reason, created_at)"
            f" SELECT i.id, u.id, ?4, ?5{_MENTIONED}"
            " ON CONFLICT (issue_id, user_id) DO UPDATE"
            " SET reason = excluded.reason, is_ignored = 0",
            told,
            Reason.MENTION.value,
            act.deed.at,
        ),
    ]


def cross_reference(act: Act, issues: Sequence[IssueName]) -> Statement:
    """Have the timelines of these issues tell that this one refers to them, each once."""
    return Statement(
        f"WITH {NAMED} INSERT OR IGNORE INTO issue_events (issue_id, kind, actor_id, agent_id,"
        " created_at, other_id) SELECT named.id, ?8, ?9, ?10, ?11, i.id FROM named"
        " JOIN issues AS i ON i.repository_id = ?5 AND i.number = COALESCE(?6,"
        " (SELECT MAX(newest.number) FROM issues AS newest WHERE newest.repository_id = ?5))"
        " WHERE named.id <> i.id",
        (
            *reader(act),
            act.repository_id,
            act.number,
            names_of(issues),
            Kind.CROSS_REFERENCED.value,
            act.user.id,
            act.agent_id,
            act.deed.at,
        ),
    )


def names_of(issues: Sequence[IssueName]) -> str:
    """As `NAMED` reads them."""
    return json.dumps(
        [
            [
                each.repository and each.repository.owner,
                each.repository and each.repository.name,
                each.number,
            ]
            for each in issues
        ]
    )


def reader(act: Act) -> tuple[Parameter, ...]:
    """`?1` to `?4` of `READABLE`, for who acts."""
    return reader_parameters(act.deed.actor)
