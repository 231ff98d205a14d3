"""Access tokens: made here, shown once, taken back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from exchange import Reply
from forge.access import (
    DEFAULT_SCOPES,
    GRANTABLE_SCOPES,
    Decision,
    Scope,
    authorize,
)
from forge.access import (
    Action as Deed,
)
from forge.errors import InvalidValue, NotFound
from forge.names import find_repository_name
from forge.repositories import find_repository
from forge.tokens import (
    MAX_TOKEN_REPOSITORIES,
    NewToken,
    Token,
    create_token,
    delete_token,
    list_tokens,
)
from forge.users import User
from web.account.section import read_id, section_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

URL = "/settings/tokens"
MAX_TOKEN_NAME = 255
"""Characters: one line of a list."""

DAY = 86_400
LIFETIMES = (7, 30, 90, 365, 0)
"""Days that are offered; 0 is no end."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """`made` is the text of a token that was made just now."""

    holder: str
    tokens: tuple[Token, ...]
    made: str = ""
    scopes: tuple[Scope, ...] = GRANTABLE_SCOPES
    default_scope: Scope = DEFAULT_SCOPES[-1]
    lifetimes: tuple[int, ...] = LIFETIMES


async def show_tokens(view: View) -> Page:
    return await tokens_page(view, view.user, URL)


async def tokens_page(view: View, holder: User, url: str) -> Page:
    """The tokens of `holder`, the viewer or an agent of theirs, to be changed at `url`."""
    tokens = await list_tokens(view.ports.database, holder)
    actions = (
        Action("Make one", url, "POST", ("name", "scope", "days", "repositories")),
        Action("Take one back", url, "POST", ("remove",)),
    )
    return section_page("tokens", Tokens(holder.name, tuple(tokens)), actions)


async def change_tokens(view: View) -> Page | Reply:
    return await change_tokens_of(view, view.user, URL)


async def change_tokens_of(view: View, holder: User, url: str) -> Page | Reply:
    """Take back the token whose id is in `remove`, or else make one."""
    if view.field("remove"):
        token_id = read_id(view.field("remove"))
        if not await delete_token(view.ports.database, view.deed, holder, token_id):
            raise NotFound("token")
        raise Redirect(f"{url}?done=removed")
    new = NewToken(
        name=_read_name(view),
        scopes=_read_scopes(view),
        expires_at=_read_expiry(view),
        repository_ids=await _read_repositories(view),
    )
    _, text = await create_token(view.ports.database, view.deed, holder, new)
    page = await tokens_page(view, holder, url)
    return replace(page, content=replace(page.content, made=text))


def _read_name(view: View) -> str:
    name = view.field("name").strip()
    if not name or len(name) > MAX_TOKEN_NAME or not name.isprintable():
        raise InvalidValue("name", f"must have 1 to {MAX_TOKEN_NAME} printable characters")
    return name


def _read_scopes(view: View) -> tuple[Scope, ...]:
    """The scope that was chosen and those that it includes."""
    values = [scope.value for scope in GRANTABLE_SCOPES]
    if view.field("scope") not in values:
        raise InvalidValue("scope", f"must be one of {', '.join(values)}")
    return GRANTABLE_SCOPES[: values.index(view.field("scope")) + 1]


def _read_expiry(view: View) -> int | None:
    text = view.field("days")
    if text not in map(str, LIFETIMES):
        raise InvalidValue("days", "must be one of those that are offered")
    return view.ports.clock() + int(text) * DAY if int(text) else None


async def _read_repositories(view: View) -> tuple[int, ...] | None:
    names = view.field("repositories").split()
    if not names:
        return None
    if len(names) > MAX_TOKEN_REPOSITORIES:
        raise InvalidValue("repositories", f"must be at most {MAX_TOKEN_REPOSITORIES} names")
    ids: list[int] = []
    for full_name in names:
        wanted = find_repository_name(*full_name.partition("/")[::2])
        found = wanted and await find_repository(view.ports.database, wanted, view.user)
        if not found or authorize(view.actor, Deed.READ, found) is not Decision.ALLOWED:
            raise InvalidValue("repositories", "must be names of repositories you may see")
        ids.append(found.id)
    return tuple(dict.fromkeys(ids))


ADDRESSES = (
    Address("GET", URL, show_tokens, audience=Audience.HOLDERS),
    Address("POST", URL, change_tokens, audience=Audience.HOLDERS, form=show_tokens),
)
