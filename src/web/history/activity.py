"""What happened to refs, push by push, and how to undo it.

Only for who may write: the reflog names branches that are gone, and commits that nobody else sees.
"""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Failure
from durable.contract.refs import ReadReflog, ReflogEntry
from durable.contract.writing import RestoreRef, UndoPush
from forge.access import Action
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate
from web.address import REPOSITORY, Address
from web.page import Action as Offer
from web.page import Page
from web.trouble import NoPage, Redirect
from web.urls import bytes_of, text_of, with_query
from web.view import View

PER_PAGE = 30

MAX_UPDATES = 20
"""Refs of one push that are shown: a first push may bring thousands."""

_MAX_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Update:
    """`before` and `after` are oids; empty where there was, or is, no such ref."""

    refname: str
    name: str
    is_branch: bool
    before: str
    after: str

    @property
    def what(self) -> str:
        if not self.before:
            return "created"
        return "moved" if self.after else "deleted"


@dataclass(frozen=True, slots=True)
class Push:
    """`total` counts its refs, of which the first are shown."""

    number: int
    actor: str
    at: int
    updates: tuple[Update, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Activity:
    """`ref` is the full name of the one ref that is asked for, if one is."""

    pushes: tuple[Push, ...]
    ref: str
    number: int
    has_more: bool
    said: str = ""


@dataclass(frozen=True, slots=True)
class Undoing:
    """Asks whether to undo a push as a whole, or what it did to one ref."""

    push: Push
    ref: str
    wrong: str = ""


async def show_activity(view: View) -> Page:
    number, ref = view.page_number, view.query("ref")
    page = await view.ask(ReadReflog(bytes_of(ref), (number - 1) * PER_PAGE, PER_PAGE))
    content = Activity(
        pushes=tuple(map(_push, page.entries)),
        ref=ref,
        number=number,
        has_more=page.has_more,
        said="It is as it was before." if view.query("undone") else "",
    )
    offer = Offer("Undo a push", view.urls.of("activity") + "/{number}/undo", "POST", ("ref",))
    return Page(
        "history/activity", f"Activity · {view.target.name}", content, "activity", actions=(offer,)
    )


async def ask_to_undo(view: View) -> Page:
    return await _ask(view, view.query("ref"))


async def undo(view: View) -> Page:
    number, ref = _number(view), view.field("ref")
    question = RestoreRef(number, bytes_of(ref)) if ref else UndoPush(number)
    answer = await view.try_ask(question)
    if isinstance(answer, Failure):
        return await _ask(view, ref, answer.message)
    raise Redirect(with_query(view.urls.of("activity"), undone=1))


async def _ask(view: View, ref: str, wrong: str = "") -> Page:
    number = _number(view)
    found = await view.ask(ReadReflog(bytes_of(ref), limit=1, number=number))
    if not found.entries:
        raise NoPage("There is no such entry.")
    url = view.urls.of("activity", str(number), "undo")
    return Page(
        "history/undo",
        f"Undo · {view.target.name}",
        Undoing(_push(found.entries[0]), ref, wrong),
        tab="activity",
        status=422 if wrong else 200,
        actions=(Offer("Undo it", url, "POST", ("ref",)),),
    )


def _number(view: View) -> int:
    text = view.segments["number"]
    if not (text.isascii() and text.isdigit() and len(text) < _MAX_DIGITS and int(text)):
        raise NoPage("There is no such entry.")
    return int(text)


def _push(entry: ReflogEntry) -> Push:
    shown = tuple(map(_update, entry.updates[:MAX_UPDATES]))
    return Push(entry.number, entry.actor, entry.created, shown, len(entry.updates))


def _update(update: RefUpdate) -> Update:
    refname = text_of(update.refname)
    kind, _, name = refname.removeprefix("refs/").partition("/")
    is_usual = kind in ("heads", "tags") and bool(name)
    return Update(
        refname=refname,
        name=name if is_usual else refname,
        is_branch=kind == "heads",
        before=_hex(update.old_oid),
        after=_hex(update.new_oid),
    )


def _hex(oid: ObjectId) -> str:
    return "" if oid == ZERO_OID else oid.hex()


ADDRESSES = (
    Address("GET", REPOSITORY + "/activity", show_activity, Action.WRITE),
    Address("GET", REPOSITORY + "/activity/{number}/undo", ask_to_undo, Action.WRITE),
    Address("POST", REPOSITORY + "/activity/{number}/undo", undo, Action.WRITE),
)
