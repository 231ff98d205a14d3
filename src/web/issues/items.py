"""Issues in lists, and what of them stands beside their text."""

from __future__ import annotations

from dataclasses import dataclass

from forge.issues.issue import Issue
from forge.issues.labels import Label


@dataclass(frozen=True, slots=True)
class LabelItem:
    """`color`: six hexadecimal digits."""

    name: str
    color: str
    description: str


@dataclass(frozen=True, slots=True)
class IssueItem:
    """Times in seconds since 1970; `reason` says how it was closed, empty for pull requests."""

    number: int
    title: str
    is_pull: bool
    is_open: bool
    reason: str
    is_pinned: bool
    is_locked: bool
    author: str
    created_at: int
    closed_at: int | None
    labels: tuple[LabelItem, ...]
    assignees: tuple[str, ...]
    milestone: str
    comments: int
    repository: str


def label_item(label: Label) -> LabelItem:
    return LabelItem(label.name, label.color, label.description)


def issue_item(issue: Issue) -> IssueItem:
    standing = issue.standing
    return IssueItem(
        number=issue.number,
        title=issue.title,
        is_pull=issue.is_pull,
        is_open=standing.is_open,
        reason=standing.close_reason.value if standing.close_reason else "",
        is_pinned=standing.is_pinned,
        is_locked=standing.lock_reason is not None,
        author=issue.text.author.name,
        created_at=issue.text.created_at,
        closed_at=standing.closed_at,
        labels=tuple(map(label_item, issue.labels)),
        assignees=tuple(each.name for each in issue.assignees),
        milestone=issue.milestone.title if issue.milestone else "",
        comments=issue.comments,
        repository=str(issue.repository),
    )
