"""From a declared address to a reply: who looks, may they, and what when something is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import parse_qsl, unquote

from config import Config
from door import Door, check_not_cross_site
from exchange import Answer, Forward, Reply, Request
from forge.access import (
    ANONYMOUS,
    Action,
    Actor,
    Decision,
    Scope,
    authorize,
    may_administer_installation,
)
from forge.errors import (
    BadCredentials,
    Conflict,
    InvalidValue,
    NotAllowed,
    NotFound,
    TooMany,
)
from forge.names import find_repository_name
from forge.repositories import Repository
from ports import Ports
from routing import Handler, Route
from web.address import Address, Audience, Shown
from web.discovery.go_get import find_go_get
from web.formats import Format, choose_format
from web.frame import frame_of
from web.page import Page
from web.render import render, with_etag
from web.trouble import EXPECTED, NoPage, Redirect, SignInFirst, Trouble, find_trouble
from web.urls import with_query
from web.view import View

MAX_FIELDS = 1_000
"""Fields of a form: the largest, a list of ticks, has a few hundred."""

SECRETS = ("password", "current", "otp", "secret")
"""Fields that are never shown again."""

_MENDABLE = (InvalidValue, TooMany, Conflict, BadCredentials, NotAllowed, NotFound)
"""What somebody can mend by filling in the form in another way."""

MAX_SEGMENT = 4_096
"""Bytes of a path or a name in an address: the longest path that systems take."""

_CHALLENGE = 'Basic realm="Hearth", charset="UTF-8"'


@dataclass(frozen=True, slots=True)
class TroublePage:
    """What a page says when there is nothing else to show."""

    status: int
    sentence: str


class Dispatcher:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._config = config
        self._ports = ports
        self._door = door

    def route(self, address: Address) -> Route:
        """What the router needs to know of `address`."""
        return Route(address.method, address.pattern, self.handler(address))

    def handler(self, address: Address) -> Handler:
        """What the router calls for `address`."""

        async def handle(request: Request, segments: Mapping[str, str]) -> Answer:
            for_go = find_go_get(request)
            if for_go is not None:
                return for_go
            config, ports, door = self._config, self._ports, self._door
            view = View(request, config, ports, door, ANONYMOUS, {})
            try:
                view = replace(view, segments=_decoded(segments))
                view = await self._admit(address, view)
                view = await _enter(address, view)
                shown = await _show(address, view)
            except Redirect as redirect:
                return _redirection(redirect)
            except SignInFirst:
                return _sign_in(view)
            except Trouble as trouble:
                return _troubled(view, trouble)
            except EXPECTED as error:
                trouble = find_trouble(error)
                if trouble is None:
                    raise
                return _troubled(view, trouble)
            return _finished(view, shown)

        return handle

    async def _admit(self, address: Address, view: View) -> View:
        """The view with who looks, and the repository in the address when there is one."""
        segments = view.segments
        name = None
        if address.action is not None:
            name = find_repository_name(segments["owner"], segments["repository"])
        if name is None:
            return replace(view, actor=await self._door.admit(view.request))
        actor, found = await self._door.admit_to(view.request, name)
        return replace(view, actor=actor, repository=found)


async def _enter(address: Address, view: View) -> View:
    """The view with the form that was sent, when the one who looks may do what they ask for."""
    if address.action is None:
        _check_audience(view.actor, address.audience)
    else:
        _check_visit(view, address.action)
    if address.method != "POST":
        return view
    check_not_cross_site(view.request)
    return replace(view, form=await _read_form(view.request, address.max_form))


async def _show(address: Address, view: View) -> Shown:
    """What the address shows; where a form cannot be taken, the form again, and why."""
    try:
        return await address.show(view)
    except _MENDABLE as error:
        if address.form is None:
            raise
        page = await address.form(view)
        trouble = find_trouble(error)
        status = trouble.status if trouble is not None else 422
        typed = {name: view.field(name) for name in view.form or {} if name not in SECRETS}
        return replace(page, problem=str(error), status=status, typed=typed)


def _check_visit(view: View, action: Action) -> None:
    """Go on when the repository in the address may be seen and `action` done to it."""
    actor, found, segments = view.actor, view.repository, view.segments
    decision = authorize(actor, action, found)
    if decision is Decision.HIDDEN or found is None:
        if actor.is_anonymous and not actor.sees_public:
            raise SignInFirst
        raise NoPage
    if decision is Decision.FORBIDDEN:
        if actor.is_anonymous:
            raise SignInFirst
        raise NotAllowed("You may see this, but not do that.")
    asked = f"{segments['owner']}/{segments['repository']}"
    if view.request.method in ("GET", "HEAD") and asked != str(found.name):
        raise Redirect(_moved(view.request, found), 301)


async def show_nothing(view: View) -> Reply:
    """What is at every address that no other route knows; a slash at the end is taken away."""
    path = view.request.path.rstrip("/")
    if path and path != view.request.path:
        query = f"?{view.request.query}" if view.request.query else ""
        raise Redirect("/" + path.lstrip("/") + query, 301)
    raise NoPage


NOTHING = Address("GET", "/{path+}", show_nothing)


def _check_audience(actor: Actor, audience: Audience) -> None:
    if actor.is_anonymous:
        if audience is Audience.ANYBODY and not actor.sees_public:
            raise SignInFirst
        if audience not in (Audience.ANYBODY, Audience.STRANGERS):
            raise SignInFirst
        return
    if audience is Audience.HOLDERS and Scope.ACCOUNT not in actor.scopes:
        raise NotAllowed("Only the password opens this, not a token.")
    if audience is Audience.ADMINISTRATORS and not may_administer_installation(actor):
        raise NoPage


def _decoded(segments: Mapping[str, str]) -> dict[str, str]:
    """Parts of the path; bytes that are not UTF-8 remain as they are in a name of Git's."""
    decoded = {name: unquote(each, errors="surrogateescape") for name, each in segments.items()}
    for text in decoded.values():
        if "\0" in text or len(text.encode("utf-8", "surrogateescape")) > MAX_SEGMENT:
            raise NoPage
    return decoded


async def _read_form(request: Request, limit: int) -> dict[str, tuple[str, ...]]:
    """The fields of a form as browsers send it, by their names."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise Trouble(415, "That cannot be read", "A form has to be sent as a browser sends it.")
    body = await request.read_body(limit)
    try:
        pairs = parse_qsl(
            body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS
        )
    except ValueError:
        raise InvalidValue("form", "cannot be read") from None
    form: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        form[name] = (*form.get(name, ()), value.replace("\r\n", "\n"))
    return form


def _moved(request: Request, found: Repository) -> str:
    """The same page of the repository under its name of today."""
    rest = request.path.split("/", 3)[3:]
    query = f"?{request.query}" if request.query else ""
    return "/".join([f"/{found.name}", *rest]) + query


def _finished(view: View, shown: Shown) -> Answer:
    if isinstance(shown, Forward):
        return shown
    if isinstance(shown, Page):
        shown = render(shown, frame_of(view), choose_format(view.request))
    return with_etag(shown, view.request)


def _redirection(redirect: Redirect) -> Reply:
    return Reply(redirect.status, b"", {"location": redirect.url})


def _sign_in(view: View) -> Answer:
    """A browser is led to the form; a program is told to show credentials."""
    request = view.request
    if choose_format(request) is Format.HTML and "authorization" not in request.headers:
        back = request.path + (f"?{request.query}" if request.query else "")
        to = back if request.method in ("GET", "HEAD") else ""
        return _redirection(Redirect(with_query("/login", to=to)))
    trouble = Trouble(401, "Not signed in", str(BadCredentials("Sign in, or show a token.")))
    trouble.headers["www-authenticate"] = _CHALLENGE
    return _troubled(view, trouble)


def _troubled(view: View, trouble: Trouble) -> Answer:
    page = Page(
        "trouble",
        trouble.title,
        TroublePage(trouble.status, trouble.sentence),
        status=trouble.status,
        headers=trouble.headers,
    )
    # What may not be seen must look as what is not there: without the repository's frame.
    frame = frame_of(replace(view, repository=None) if trouble.status == 404 else view)
    return render(page, frame, choose_format(view.request))
