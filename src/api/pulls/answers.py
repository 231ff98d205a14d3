"""The shapes of answers about pull requests, by the names that they have in the document."""

from __future__ import annotations

from api.issues.answers import LABEL, MILESTONE_NAME, NUMBER, STATE, TEXT, USER, shape
from api.v3.schema import Boolean, ListOf, Named, Nullable, Object, Schema

BRANCH = Named(
    "pull-branch",
    Object(
        {
            "label": TEXT,
            "ref": TEXT,
            "sha": TEXT,
            "user": Nullable(Object({})),
            "repo": Nullable(Object({})),
        },
        ("label", "ref", "sha", "user", "repo"),
    ),
)
_FIELDS: dict[str, Schema] = {
    "id": NUMBER,
    "number": NUMBER,
    "url": TEXT,
    "html_url": TEXT,
    "issue_url": TEXT,
    "title": TEXT,
    "body": TEXT,
    "user": USER,
    "agent": Nullable(TEXT),
    "state": STATE,
    "draft": Boolean(),
    "labels": ListOf(LABEL),
    "assignees": ListOf(USER),
    "milestone": Nullable(MILESTONE_NAME),
    "locked": Boolean(),
    "requested_reviewers": ListOf(USER),
    "head": BRANCH,
    "base": BRANCH,
    "created_at": TEXT,
    "updated_at": TEXT,
    "closed_at": Nullable(TEXT),
    "merged_at": Nullable(TEXT),
    "merge_commit_sha": Nullable(TEXT),
}
PULL_ITEM = shape("pull-item", **_FIELDS)
PULL = shape(
    "pull",
    **_FIELDS,
    merged=Boolean(),
    merged_by=Nullable(USER),
    mergeable=Nullable(Boolean()),
    comments=NUMBER,
    review_comments=NUMBER,
    commits=NUMBER,
    changed_files=NUMBER,
    additions=NUMBER,
    deletions=NUMBER,
)
