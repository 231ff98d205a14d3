"""What a repository is called, what is said of it, who may see it."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Failure
from durable.contract.refs import ListRefs, ReadSummary
from durable.contract.writing import SetHead
from exchange import Reply
from forge.access import Action as May
from forge.errors import InvalidValue
from forge.lifecycle import settings
from forge.lifecycle.moves import rename
from forge.lifecycle.profiles import read_profile
from forge.names import MAX_NAME, RepositoryName, check_name
from forge.repositories import Visibility
from web.address import REPOSITORY, Address
from web.page import Action, Page
from web.people.new_repository import read_visibility
from web.trouble import Redirect
from web.urls import bytes_of, quoted, text_of
from web.view import View

URL = f"{REPOSITORY}/settings"

MAX_BRANCHES = 200
"""Branches that are offered for the default; others are set by the API."""

_HEADS = b"refs/heads/"


@dataclass(frozen=True, slots=True)
class General:
    name: str
    description: str
    website: str
    topics: tuple[str, ...]
    visibility: Visibility
    is_archived: bool
    default_branch: str
    branches: tuple[str, ...]
    max_name: int = MAX_NAME
    max_description: int = settings.MAX_DESCRIPTION


async def show_general(view: View) -> Page:
    profile = await read_profile(view.ports.database, view.target, view.actor.user)
    summary = await view.ask(ReadSummary())
    refs = await view.ask(ListRefs(_HEADS, limit=MAX_BRANCHES))
    content = General(
        name=view.target.name.name,
        description=profile.description,
        website=profile.website,
        topics=profile.topics,
        visibility=view.target.visibility,
        is_archived=view.target.is_archived,
        default_branch=text_of(summary.head_target.removeprefix(_HEADS)),
        branches=tuple(text_of(ref.refname.removeprefix(_HEADS)) for ref in refs.refs),
    )
    url = view.urls.of("settings")
    fields = ("name", "description", "website", "topics", "visibility", "default_branch")
    actions = (
        Action("Save", url, "POST", fields),
        Action("Archive, or take into use again", f"{url}/archive", "POST", ("archived",)),
        Action("Transfer", f"{url}/transfer", "POST", ("name", "owner")),
        Action("Delete", f"{url}/delete", "POST", ("name",)),
    )
    return Page("settings/general", "Settings", content, "settings", actions=actions)


async def save_general(view: View) -> Reply:
    repository, database = view.target, view.ports.database
    name = check_name(view.field("name").strip(), "name")
    topics = settings.check_topics(view.field("topics").lower().split(), "topics")
    changes = settings.Changes(
        description=settings.check_description(view.field("description").strip(), "description"),
        website=settings.check_website(view.field("website").strip(), "website"),
        visibility=read_visibility(view.field("visibility")),
        default_branch=await _set_head(view),
    )
    if name != repository.name.name:
        await rename(database, view.deed, repository, name)
    await settings.change(database, view.deed, repository, changes)
    await settings.set_topics(database, view.deed, repository, topics)
    renamed = RepositoryName(repository.name.owner, name)
    raise Redirect(quoted(renamed.owner, renamed.name, "settings") + "?done=saved")


async def set_archived(view: View) -> Reply:
    changes = settings.Changes(is_archived=view.field("archived") == "true")
    await settings.change(view.ports.database, view.deed, view.target, changes)
    raise Redirect(view.urls.of("settings") + "?done=saved")


async def _set_head(view: View) -> str | None:
    """The branch that was chosen, once the repository itself has it for its default."""
    branch = view.field("default_branch")
    if not branch:
        return None
    answer = await view.try_ask(SetHead(_HEADS + bytes_of(branch)))
    if isinstance(answer, Failure):
        raise InvalidValue("default_branch", answer.message)
    return branch


ADDRESSES = (
    Address("GET", URL, show_general, May.ADMIN),
    Address("POST", URL, save_general, May.ADMIN, form=show_general),
    Address("POST", f"{URL}/archive", set_archived, May.ADMIN, form=show_general),
)
