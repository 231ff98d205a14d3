"""The form that opens an issue, with a look at how its text will be."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from exchange import Reply
from forge.access import Action as May
from forge.issues import changing
from forge.issues.creation import Draft, create_issue
from forge.issues.issue import MAX_TITLE
from web.address import REPOSITORY, Address
from web.issues.text import render
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

URL = f"{REPOSITORY}/issues/new"


@dataclass(frozen=True, slots=True)
class NewIssue:
    """What was typed so far, and `preview` of it when that was asked for."""

    title: str
    body: str
    preview: Markup | None = None
    max_title: int = MAX_TITLE


async def show_new(view: View) -> Page:
    title = view.field("title") or view.query("title")
    body = view.field("body") or view.query("body")
    preview = render(view, body) if view.field("preview") else None
    action = Action("Open it", view.urls.of("issues", "new"), "POST", ("title", "body"))
    content = NewIssue(title, body, preview)
    return Page("issues/new", "New issue", content, "issues", actions=(action,))


async def make_new(view: View) -> Page | Reply:
    if view.field("preview"):
        return await show_new(view)
    draft = Draft(
        title=changing.check_title(view.field("title")),
        body=changing.check_text(view.field("body")),
    )
    number = await create_issue(view.ports.database, view.deed, view.target, draft)
    raise Redirect(view.urls.of("issues", str(number)))


ADDRESSES = (
    Address("GET", URL, show_new, May.DISCUSS),
    Address("POST", URL, make_new, May.DISCUSS, form=show_new, max_form=300_000),
)
