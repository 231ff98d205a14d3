"""The labels of a repository."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.access import Action as May
from forge.issues.labels import (
    DEFAULT_COLOR,
    Label,
    change_label,
    check_color,
    check_label_description,
    check_label_name,
    create_label,
    delete_label,
    list_labels,
    read_label,
)
from web.address import REPOSITORY, Address
from web.issues.items import LabelItem, label_item
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

URL = f"{REPOSITORY}/labels"


@dataclass(frozen=True, slots=True)
class Labels:
    labels: tuple[LabelItem, ...]
    may_write: bool
    default_color: str = DEFAULT_COLOR


async def show_labels(view: View) -> Page:
    labels = await list_labels(view.ports.database, view.target)
    content = Labels(tuple(map(label_item, labels)), view.may(May.WRITE))
    url = view.urls.of("labels")
    actions = (
        Action("Make one", url, "POST", ("name", "color", "description")),
        Action("Change one", url, "POST", ("old", "name", "color", "description")),
        Action("Delete one", url, "POST", ("remove",)),
    )
    return Page("issues/labels", "Labels", content, "issues", actions=actions)


async def change_labels(view: View) -> Reply:
    """Delete the label named in `remove`, change the one named in `old`, or else make one."""
    database, url = view.ports.database, view.urls.of("labels")
    if view.field("remove"):
        await delete_label(database, await read_label(database, view.target, view.field("remove")))
        raise Redirect(f"{url}?done=removed")
    name = check_label_name(view.field("name"), "name")
    color = check_color(view.field("color"), "color")
    description = check_label_description(view.field("description"), "description")
    if view.field("old"):
        old = await read_label(database, view.target, view.field("old"))
        await change_label(database, view.target, Label(old.id, name, color, description))
    else:
        await create_label(database, view.target, name, color, description)
    raise Redirect(f"{url}?done=saved")


ADDRESSES = (
    Address("GET", URL, show_labels, May.READ),
    Address("POST", URL, change_labels, May.WRITE, form=show_labels),
)
