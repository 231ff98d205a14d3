"""What happened to an issue, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, cast

from forge.issues.comments import read_comments
from forge.issues.issue import Issue
from forge.issues.people import person_of
from forge.issues.timeline import CommentMark, Event, list_timeline
from web.issues.text import Said, said_of
from web.view import View

PER_PAGE = 100
"""Entries of a timeline at once: more than nearly all issues have."""


@dataclass(frozen=True, slots=True)
class Happened:
    """`words` follow the name of who did it; `commit` is a hex oid or empty.

    `other_url` and `other_title` are of the issue that refers to this one.
    """

    actor: str
    agent: str
    words: str
    at: int
    commit: str = ""
    other_url: str = ""
    other_title: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """Something was said, or something happened."""

    said: Said | None = None
    happened: Happened | None = None


async def read_timeline(view: View, issue: Issue, number: int) -> tuple[tuple[Entry, ...], int]:
    """The page of this number, and how many entries there are on all pages."""
    database = view.ports.database
    page = ((number - 1) * PER_PAGE, PER_PAGE)
    found, total = await list_timeline(database, view.actor, issue, page)
    ids = [each.id for each in found if isinstance(each, CommentMark)]
    comments = await read_comments(database, view.target, ids)
    entries = tuple(
        Entry(happened=_happened(each))
        if isinstance(each, Event)
        else Entry(said=said_of(view, comments[each.id].text, each.id))
        for each in found
        if isinstance(each, Event) or each.id in comments
    )
    return entries, total


def _happened(event: Event) -> Happened:
    other = event.other
    return Happened(
        actor=event.actor.name if event.actor else "somebody",
        agent=event.agent or "",
        words=_words(event.kind, event.details),
        at=event.created_at,
        commit=event.commit or "",
        other_url=f"/{other.repository}/{'pull' if other.is_pull else 'issues'}/{other.number}"
        if other
        else "",
        other_title=other.title if other else "",
    )


_PLAIN = {
    "base_ref_changed": "changed the base",
    "converted_to_draft": "made this a draft",
    "cross-referenced": "mentioned this in",
    "head_ref_deleted": "deleted the branch",
    "head_ref_force_pushed": "replaced the commits",
    "head_ref_restored": "restored the branch",
    "merged": "merged this",
    "pinned": "pinned this",
    "ready_for_review": "marked this as ready for review",
    "referenced": "mentioned this in a commit",
    "reopened": "reopened this",
    "review_dismissed": "dismissed a review",
    "review_request_removed": "no longer asks for a review",
    "review_requested": "asked for a review",
    "unlocked": "unlocked this",
    "unpinned": "unpinned this",
}


Details: TypeAlias = Mapping[str, object]


def _words(kind: str, details: Details) -> str:
    if kind in _TOLD:
        return _TOLD[kind](details)
    return _PLAIN.get(kind, kind.replace("_", " "))


def _closed(details: Details) -> str:
    is_planned = details.get("state_reason") != "not_planned"
    return "closed this" if is_planned else "closed this as not planned"


def _locked(details: Details) -> str:
    reason = details.get("lock_reason")
    return f"locked this as {reason}" if reason else "locked this"


def _assignee(details: Details) -> str:
    return person_of(cast("Sequence[int | str]", details["assignee"])).name


def _part(details: Details, name: str, part: str) -> str:
    inner = details.get(name)
    return str(cast("Details", inner).get(part, "")) if isinstance(inner, dict) else ""


_TOLD: dict[str, Callable[[Details], str]] = {
    "assigned": lambda told: f"assigned {_assignee(told)}",
    "unassigned": lambda told: f"unassigned {_assignee(told)}",
    "labeled": lambda told: f"added the label {_part(told, 'label', 'name')}",
    "unlabeled": lambda told: f"removed the label {_part(told, 'label', 'name')}",
    "milestoned": lambda told: f"added this to the milestone {_part(told, 'milestone', 'title')}",
    "demilestoned": lambda told: f"took this from {_part(told, 'milestone', 'title')}",
    "renamed": lambda told: f"renamed this from “{_part(told, 'rename', 'from')}”",
    "closed": _closed,
    "locked": _locked,
    "comment_deleted": lambda told: f"deleted a comment of {told.get('author', 'somebody')}",
}
