"""One issue: what was said of it, what happened to it, and what may be done."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from forge.access import Action as May
from forge.access import may_change
from forge.errors import NotFound
from forge.issues.changing import LOCK_REASONS
from forge.issues.issue import MAX_TITLE, Issue, read_issue
from forge.issues.labels import list_labels
from forge.issues.milestones import Listing, list_milestones
from forge.issues.people import list_assignable
from web.account.section import read_id
from web.address import REPOSITORY, Address
from web.issues.items import IssueItem, LabelItem, issue_item, label_item
from web.issues.text import Said, render, said_of
from web.issues.timeline import PER_PAGE, Entry, read_timeline
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

ONE = f"{REPOSITORY}/issues/{{number}}"

MAX_OFFERED = 200
"""Labels, people and milestones that are offered to choose from."""


@dataclass(frozen=True, slots=True)
class MilestoneItem:
    number: int
    title: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What can be chosen, for those who may; `milestone` is the number of the present one."""

    labels: tuple[LabelItem, ...] = ()
    people: tuple[str, ...] = ()
    milestones: tuple[MilestoneItem, ...] = ()
    milestone: int = 0
    lock_reasons: tuple[str, ...] = LOCK_REASONS


@dataclass(frozen=True, slots=True)
class IssuePage:
    """`draft` and `preview` are of a comment that is being written."""

    issue: IssueItem
    text: Said
    entries: tuple[Entry, ...]
    offers: Offers
    may_comment: bool
    may_change: bool
    may_write: bool
    number: int
    has_more: bool
    draft: str = ""
    preview: Markup | None = None
    max_title: int = MAX_TITLE


async def show_issue(view: View) -> Page:
    issue = await read_one(view)
    if issue.is_pull:
        raise Redirect(view.urls.of("pull", str(issue.number)))
    content = await issue_content(view, issue)
    title = f"{issue.title} #{issue.number}"
    described = issue.text.body[:200]
    return Page("issues/issue", title, content, "issues", described, _actions(view, issue))


async def issue_content(view: View, issue: Issue) -> IssuePage:
    number = view.page_number
    entries, total = await read_timeline(view, issue, number)
    may_write = view.may(May.WRITE)
    is_locked = issue.standing.lock_reason is not None
    draft = view.field("body") if view.field("preview") else ""
    return IssuePage(
        issue=issue_item(issue),
        text=said_of(view, issue.text),
        entries=entries,
        offers=await _offers(view, issue) if may_write else Offers(),
        may_comment=view.may(May.DISCUSS) and (may_write or not is_locked),
        may_change=may_change(view.actor, issue.text.author, view.target),
        may_write=may_write,
        number=number,
        has_more=number * PER_PAGE < total,
        draft=draft,
        preview=render(view, draft) if draft else None,
    )


async def read_one(view: View) -> Issue:
    """The issue or pull request whose number stands in the address."""
    number = read_id(view.segments["number"])
    if not number:
        raise NotFound("issue")
    return await read_issue(view.ports.database, view.target.id, number)


async def _offers(view: View, issue: Issue) -> Offers:
    database = view.ports.database
    labels = await list_labels(database, view.target)
    people = await list_assignable(database, view.target)
    listing = Listing(limit=MAX_OFFERED)
    milestones = await list_milestones(database, view.target, listing)
    return Offers(
        labels=tuple(map(label_item, labels[:MAX_OFFERED])),
        people=tuple(each.name for each in people[:MAX_OFFERED]),
        milestones=tuple(MilestoneItem(each.number, each.title) for each in milestones),
        milestone=issue.milestone.number if issue.milestone else 0,
    )


def _actions(view: View, issue: Issue) -> tuple[Action, ...]:
    url = view.urls.of("issues", str(issue.number))
    return (
        Action("Comment", f"{url}/comments", "POST", ("body",)),
        Action("Comment and close", f"{url}/comments", "POST", ("body", "close")),
        Action("Change title or text", url, "POST", ("title", "body")),
        Action("Set labels", f"{url}/labels", "POST", ("label", "label", "…")),
        Action("Set assignees", f"{url}/assignees", "POST", ("assignee", "…")),
        Action("Set the milestone", f"{url}/milestone", "POST", ("milestone",)),
    )


ADDRESSES = (Address("GET", ONE, show_issue, May.READ),)
