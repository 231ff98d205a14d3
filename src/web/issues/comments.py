"""Comments: written, mended, deleted; and reactions to what was said."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from exchange import Reply
from forge.access import Action as May
from forge.access import may_change
from forge.errors import InvalidValue, NotAllowed, NotFound
from forge.issues import changing
from forge.issues.changing import Changes
from forge.issues.comments import (
    Comment,
    change_comment,
    create_comment,
    delete_comment,
    read_comment,
)
from forge.issues.edits import Subject
from forge.issues.issue import CloseReason, Issue
from forge.issues.reactions import CONTENTS, Target, delete_reaction, react
from web.account.section import read_id
from web.address import Address
from web.issues.changing import act_on, check_may_change, issue_url
from web.issues.issue import ONE, read_one, show_issue
from web.issues.text import render
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

COMMENT = f"{ONE}/comments/{{comment}}"


@dataclass(frozen=True, slots=True)
class EditComment:
    number: int
    id: int
    body: str
    preview: Markup | None


async def comment(view: View) -> Page | Reply:
    """Say something, close or reopen, or both; or look at how it would be."""
    if view.field("preview"):
        return await show_issue(view)
    issue = await read_one(view)
    if issue.standing.lock_reason is not None and not view.may(May.WRITE):
        raise NotAllowed("This is locked: only who may write to the repository may comment.")
    body = changing.check_text(view.field("body"))
    is_open = _wanted_state(view, issue)
    if not body.strip() and is_open is None:
        raise InvalidValue("body", "must say something")
    act, database = act_on(view, issue), view.ports.database
    if body.strip():
        await create_comment(database, act, body)
    if is_open is not None:
        changes = Changes(is_open=is_open, close_reason=_close_reason(view))
        await changing.change_issue(database, act, changes)
    raise Redirect(f"{issue_url(view, issue)}#end")


async def show_edit(view: View) -> Page:
    found = await _read_own(view)
    body = view.field("body") if view.fields("body") else found.text.body
    preview = render(view, body) if view.field("preview") else None
    content = EditComment(found.number, found.id, body, preview)
    action = Action("Save", view.request.path, "POST", ("body",))
    return Page("issues/comment", "Edit comment", content, "issues", actions=(action,))


async def edit(view: View) -> Page | Reply:
    """Mend a comment, or delete it."""
    if view.field("preview"):
        return await show_edit(view)
    issue, found = await read_one(view), await _read_own(view)
    act, database = act_on(view, issue), view.ports.database
    if view.field("delete"):
        await delete_comment(database, act, found)
        raise Redirect(f"{issue_url(view, issue)}?done=removed")
    body = changing.check_text(view.field("body"))
    if not body.strip():
        raise InvalidValue("body", "must say something")
    await change_comment(database, act, found, body)
    raise Redirect(f"{issue_url(view, issue)}#comment-{found.id}")


async def toggle_reaction(view: View) -> Reply:
    """React with `content` to the comment, or with 0 to the issue itself; or no longer do."""
    issue, content, database = await read_one(view), view.field("content"), view.ports.database
    if content not in CONTENTS:
        raise InvalidValue("content", f"must be one of {', '.join(CONTENTS)}")
    target = await _target(view, issue)
    reaction, is_new = await react(database, act_on(view, issue), target, content)
    if not is_new:
        await delete_reaction(database, reaction)
    raise Redirect(issue_url(view, issue))


async def _target(view: View, issue: Issue) -> Target:
    comment_id = read_id(view.segments["comment"])
    if not comment_id:
        return Target(Subject.ISSUE, issue.id)
    return Target(Subject.COMMENT, (await _read_comment(view, comment_id)).id)


def _wanted_state(view: View, issue: Issue) -> bool | None:
    """What the button that was pressed does; None when it only comments."""
    if not view.field("close") and not view.field("reopen"):
        return None
    check_may_change(view, issue)
    return bool(view.field("reopen"))


def _close_reason(view: View) -> CloseReason:
    not_planned = view.field("close") == CloseReason.NOT_PLANNED.value
    return CloseReason.NOT_PLANNED if not_planned else CloseReason.COMPLETED


async def _read_own(view: View) -> Comment:
    """The comment in the address, which the viewer may change."""
    found = await _read_comment(view, read_id(view.segments["comment"]))
    if not may_change(view.actor, found.text.author, view.target):
        raise NotAllowed("Only its author, and who may write to the repository, may do that.")
    return found


async def _read_comment(view: View, comment_id: int) -> Comment:
    found = await read_comment(view.ports.database, view.target, comment_id)
    if str(found.number) != view.segments["number"]:
        raise NotFound("comment")
    return found


_MAX = 300_000

ADDRESSES = (
    Address("POST", f"{ONE}/comments", comment, May.DISCUSS, form=show_issue, max_form=_MAX),
    Address("GET", COMMENT, show_edit, May.DISCUSS),
    Address("POST", COMMENT, edit, May.DISCUSS, form=show_edit, max_form=_MAX),
    Address("POST", f"{COMMENT}/reactions", toggle_reaction, May.DISCUSS, form=show_issue),
)
