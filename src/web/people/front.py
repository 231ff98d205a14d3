"""The front page: what a stranger sees first, and what is theirs for who is signed in."""

from __future__ import annotations

from dataclasses import dataclass

from forge.accounts.sign_up import SignUp
from forge.lifecycle.profiles import Listing, count_profiles, list_profiles
from web.address import Address
from web.page import Action, Page
from web.people.lists import RepositoryItem, repository_items
from web.view import View

PER_PAGE = 30


@dataclass(frozen=True, slots=True)
class Front:
    """`repositories` are those that the viewer was given a role on; for strangers all of them."""

    viewer: str
    offers_sign_up: bool
    repositories: tuple[RepositoryItem, ...]
    total: int
    number: int
    has_more: bool


async def show_front(view: View) -> Page:
    is_mine = view.actor.user is not None
    content = await _list(view, Listing(is_mine=is_mine))
    actions = (
        (Action("Make a repository", "/new", "POST", ("name", "description", "visibility")),)
        if is_mine and not content.total
        else ()
    )
    title = "Your repositories" if is_mine else "Hearth"
    return Page("people/front", title, content, actions=actions, is_for_robots=True)


async def show_explore(view: View) -> Page:
    content = await _list(view, Listing())
    return Page("people/explore", "Explore", content, is_for_robots=True)


async def _list(view: View, listing: Listing) -> Front:
    database, actor, number = view.ports.database, view.actor, view.page_number
    page = Listing(listing.owner_id, listing.is_mine, (number - 1) * PER_PAGE, PER_PAGE)
    profiles = await list_profiles(database, actor, page)
    total = await count_profiles(database, actor, page)
    return Front(
        viewer=actor.user.name if actor.user else "",
        offers_sign_up=view.config.sign_up is not SignUp.CLOSED,
        repositories=repository_items(profiles),
        total=total,
        number=number,
        has_more=number * PER_PAGE < total,
    )


ADDRESSES = (
    Address("GET", "/", show_front),
    Address("GET", "/explore", show_explore),
)
