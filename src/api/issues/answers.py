"""The shapes of answers about issues, by the names that they have in the document."""

from __future__ import annotations

from api.v3.answers import MAX_NUMBER
from api.v3.schema import Anything, Boolean, Integer, ListOf, Named, Nullable, Object, Schema, Text
from forge.issues.reactions import CONTENTS

TEXT = Text(2**31 - 1)
NUMBER = Integer(0, MAX_NUMBER)
STATE = Text(6, one_of=("open", "closed"))


def shape(name: str, /, **fields: Schema) -> Named:
    return Named(name, Object(fields, tuple(fields)))


USER = shape("simple-user", id=NUMBER, login=TEXT, type=TEXT, url=TEXT, html_url=TEXT)
LABEL = shape(
    "label",
    id=NUMBER,
    url=TEXT,
    name=TEXT,
    color=TEXT,
    default=Boolean(),
    description=Nullable(TEXT),
)
MILESTONE_NAME = shape(
    "milestone-name", id=NUMBER, number=NUMBER, url=TEXT, html_url=TEXT, title=TEXT, state=STATE
)
MILESTONE = shape(
    "milestone",
    id=NUMBER,
    number=NUMBER,
    url=TEXT,
    html_url=TEXT,
    title=TEXT,
    state=STATE,
    description=Nullable(TEXT),
    creator=USER,
    open_issues=NUMBER,
    closed_issues=NUMBER,
    created_at=TEXT,
    updated_at=TEXT,
    closed_at=Nullable(TEXT),
    due_on=Nullable(TEXT),
)
_COUNTS: dict[str, Schema] = dict.fromkeys(CONTENTS, NUMBER)
REACTION_COUNTS = shape("reaction-counts", url=TEXT, total_count=NUMBER, **_COUNTS)
REACTION = shape("reaction", id=NUMBER, user=USER, content=TEXT, created_at=TEXT)
ISSUE = shape(
    "issue",
    id=NUMBER,
    number=NUMBER,
    url=TEXT,
    html_url=TEXT,
    title=TEXT,
    body=TEXT,
    user=USER,
    agent=Nullable(TEXT),
    state=STATE,
    state_reason=Nullable(TEXT),
    labels=ListOf(LABEL),
    assignee=Nullable(USER),
    assignees=ListOf(USER),
    milestone=Nullable(MILESTONE_NAME),
    locked=Boolean(),
    active_lock_reason=Nullable(TEXT),
    pinned=Boolean(),
    comments=NUMBER,
    reactions=REACTION_COUNTS,
    created_at=TEXT,
    updated_at=TEXT,
    closed_at=Nullable(TEXT),
    closed_by=Nullable(USER),
)
COMMENT = shape(
    "issue-comment",
    id=NUMBER,
    url=TEXT,
    html_url=TEXT,
    issue_url=TEXT,
    body=TEXT,
    user=USER,
    agent=Nullable(TEXT),
    created_at=TEXT,
    updated_at=TEXT,
    reactions=REACTION_COUNTS,
)
EDIT = shape("edit", id=NUMBER, editor=USER, edited_at=TEXT, body_before=TEXT)
EVENT = Named(
    "issue-event",
    Object(
        {
            "id": NUMBER,
            "event": TEXT,
            "actor": Nullable(USER),
            "commit_id": Nullable(TEXT),
            "created_at": TEXT,
            "label": Anything(),
            "source": Anything(),
        },
        ("event", "created_at"),
    ),
)
"""Each kind of event has fields of its own beside these."""
