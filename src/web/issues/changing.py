"""What may be done to an issue from its page; a pull request's page sends its forms here, too."""

from __future__ import annotations

from exchange import Reply
from forge.access import Action as May
from forge.access import may_change
from forge.errors import Conflict, InvalidValue, NotAllowed
from forge.issues import changing
from forge.issues.act import Act
from forge.issues.assignees import check_number
from forge.issues.changing import LOCK_REASONS, MAX_PINNED, Changes, Details
from forge.issues.issue import Issue
from forge.issues.labels import check_label_names
from forge.issues.people import read_assignable
from web.account.section import read_id
from web.address import Address
from web.issues.issue import ONE, read_one, show_issue
from web.trouble import Redirect
from web.view import View


async def change_text(view: View) -> Reply:
    issue = await read_one(view)
    check_may_change(view, issue)
    changes = Changes(
        title=changing.check_title(view.field("title")) if view.fields("title") else None,
        body=changing.check_text(view.field("body")) if view.fields("body") else None,
    )
    return await _change(view, issue, changes)


async def set_labels(view: View) -> Reply:
    names = check_label_names([each for each in view.fields("label") if each], "label")
    return await _change(view, await read_one(view), Changes(details=Details(labels=names)))


async def set_assignees(view: View) -> Reply:
    names = [each for each in view.fields("assignee") if each]
    check_number(names, "assignee")
    people = await read_assignable(view.ports.database, view.target, names, "assignee")
    return await _change(view, await read_one(view), Changes(details=Details(assignees=people)))


async def set_milestone(view: View) -> Reply:
    milestone = read_id(view.field("milestone"))
    return await _change(view, await read_one(view), Changes(details=Details(milestone=milestone)))


async def set_lock(view: View) -> Reply:
    """Lock it for a `reason` that may be empty, or unlock it."""
    issue, reason = await read_one(view), view.field("reason")
    if reason and reason not in LOCK_REASONS:
        raise InvalidValue("reason", f"must be one of {', '.join(LOCK_REASONS)}, or empty")
    act = act_on(view, issue)
    is_locked = issue.standing.lock_reason is not None
    await view.ports.database.batch(
        changing.unlock(act) if is_locked else changing.lock(act, reason)
    )
    raise Redirect(issue_url(view, issue))


async def set_pin(view: View) -> Reply:
    issue = await read_one(view)
    act, was_pinned = act_on(view, issue), issue.standing.is_pinned
    await view.ports.database.batch(changing.unpin(act) if was_pinned else changing.pin(act))
    if not was_pinned and not (await read_one(view)).standing.is_pinned:
        raise Conflict(f"There are {MAX_PINNED} pinned issues already.")
    raise Redirect(issue_url(view, issue))


def check_may_change(view: View, issue: Issue) -> None:
    if not may_change(view.actor, issue.text.author, view.target):
        raise NotAllowed("Only its author, and who may write to the repository, may do that.")


def act_on(view: View, issue: Issue) -> Act:
    return Act(view.deed, view.target.id, issue.number)


def issue_url(view: View, issue: Issue) -> str:
    return view.urls.of("pull" if issue.is_pull else "issues", str(issue.number))


async def _change(view: View, issue: Issue, changes: Changes) -> Reply:
    await changing.change_issue(view.ports.database, act_on(view, issue), changes)
    raise Redirect(issue_url(view, issue))


_MAX = 300_000

ADDRESSES = (
    Address("POST", ONE, change_text, May.DISCUSS, form=show_issue, max_form=_MAX),
    Address("POST", f"{ONE}/labels", set_labels, May.WRITE, form=show_issue),
    Address("POST", f"{ONE}/assignees", set_assignees, May.WRITE, form=show_issue),
    Address("POST", f"{ONE}/milestone", set_milestone, May.WRITE, form=show_issue),
    Address("POST", f"{ONE}/lock", set_lock, May.WRITE, form=show_issue),
    Address("POST", f"{ONE}/pin", set_pin, May.WRITE, form=show_issue),
)
