"""The milestones of a repository: what is to be done by when, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from exchange import Reply
from forge.access import Action as May
from forge.errors import InvalidValue
from forge.issues.milestones import (
    MAX_DESCRIPTION,
    Draft,
    Listing,
    Milestone,
    change_milestone,
    check_milestone_title,
    count_milestones,
    create_milestone,
    delete_milestone,
    list_milestones,
    read_milestone,
)
from web.account.section import read_id
from web.address import REPOSITORY, Address
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

URL = f"{REPOSITORY}/milestones"

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class MilestoneItem:
    """`due_at` in seconds since 1970; None when there is no hurry."""

    number: int
    title: str
    description: str
    is_open: bool
    due_at: int | None
    open_issues: int
    closed_issues: int


@dataclass(frozen=True, slots=True)
class Milestones:
    milestones: tuple[MilestoneItem, ...]
    shows_open: bool
    number: int
    has_more: bool
    may_write: bool
    max_description: int = MAX_DESCRIPTION


async def show_milestones(view: View) -> Page:
    shows_open, number = view.query("state") != "closed", view.page_number
    listing = Listing(shows_open, offset=(number - 1) * PER_PAGE, limit=PER_PAGE)
    found = await list_milestones(view.ports.database, view.target, listing)
    total = await count_milestones(view.ports.database, view.target, listing)
    content = Milestones(
        milestones=tuple(map(_item, found)),
        shows_open=shows_open,
        number=number,
        has_more=number * PER_PAGE < total,
        may_write=view.may(May.WRITE),
    )
    url = view.urls.of("milestones")
    actions = (
        Action("Make one", url, "POST", ("title", "description", "due")),
        Action("Close or reopen one", url, "POST", ("toggle",)),
        Action("Delete one", url, "POST", ("remove",)),
    )
    return Page("issues/milestones", "Milestones", content, "issues", actions=actions)


async def change_milestones(view: View) -> Reply:
    """Delete the one whose number is in `remove`, close or reopen `toggle`, or else make one."""
    database, url = view.ports.database, view.urls.of("milestones")
    if view.field("remove"):
        found = await read_milestone(database, view.target, read_id(view.field("remove")))
        await delete_milestone(database, found)
        raise Redirect(f"{url}?done=removed")
    if view.field("toggle"):
        found = await read_milestone(database, view.target, read_id(view.field("toggle")))
        draft = Draft(found.title, found.description, not found.is_open, found.due_at)
        await change_milestone(database, view.deed, view.target, found.number, draft)
        raise Redirect(f"{url}?done=saved")
    draft = Draft(check_milestone_title(view.field("title"), "title"), due_at=_read_due(view))
    draft = replace(draft, description=_read_description(view))
    await create_milestone(database, view.deed, view.target, draft)
    raise Redirect(f"{url}?done=saved")


def _read_description(view: View) -> str:
    text = view.field("description")
    if len(text.encode()) > MAX_DESCRIPTION or "\0" in text:
        raise InvalidValue("description", f"must not be over {MAX_DESCRIPTION:,} bytes")
    return text


def _read_due(view: View) -> int | None:
    text = view.field("due")
    if not text:
        return None
    try:
        return int(datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).timestamp())
    except ValueError:
        raise InvalidValue("due", "must be a date such as 2030-12-24") from None


def _item(milestone: Milestone) -> MilestoneItem:
    return MilestoneItem(
        number=milestone.number,
        title=milestone.title,
        description=milestone.description,
        is_open=milestone.is_open,
        due_at=milestone.due_at,
        open_issues=milestone.open_issues,
        closed_issues=milestone.closed_issues,
    )


ADDRESSES = (
    Address("GET", URL, show_milestones, May.READ),
    Address("POST", URL, change_milestones, May.WRITE, form=show_milestones),
)
