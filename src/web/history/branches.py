"""Branches: which there are, and for who may write, making, renaming and deleting them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from durable.contract.history import AheadBehind, ReadDivergences
from durable.contract.message import Failure, Message, Question
from durable.contract.refs import ListNames, Name, NamePage, ReadSummary
from durable.contract.writing import CreateRef, DeleteRef, RenameBranch
from forge.access import Action
from forge.lifecycle.settings import Changes, change
from web.address import REPOSITORY, Address
from web.history.items import CommitItem, commit_item
from web.history.names import HEADS
from web.page import Action as Offer
from web.page import Page
from web.trouble import Redirect
from web.urls import bytes_of, text_of, with_query
from web.view import View

PER_PAGE = 30

MAX_NAME = 200
"""Characters of a branch's name in a form: longer ones fit no file system."""


@dataclass(frozen=True, slots=True)
class BranchItem:
    """`ahead` and `behind` in commits from the default branch; None where nobody counted."""

    name: str
    commit: CommitItem | None
    is_default: bool
    is_protected: bool
    ahead: int | None = None
    behind: int | None = None


@dataclass(frozen=True, slots=True)
class Branches:
    """`said` tells what has just been done, `wrong` what could not be; `typed` is kept then."""

    branches: tuple[BranchItem, ...]
    default: str
    total: int
    number: int
    has_more: bool
    is_sorted: bool
    may_write: bool
    said: str = ""
    wrong: str = ""
    typed: str = ""


async def show_branches(view: View) -> Page:
    said = view.query("deleted")
    return await _page(view, said=f"{said} is deleted." if said else "")


async def create_branch(view: View) -> Page:
    name = view.field("name").strip()
    start = view.field("start").strip() or "HEAD"
    question = CreateRef(HEADS + bytes_of(name), bytes_of(start))
    return await _done(view, question, view.urls.tree(name), typed=name)


async def rename_branch(view: View) -> Page:
    old, new = HEADS + bytes_of(view.field("branch")), view.field("name").strip()
    wrong = await _try(view, RenameBranch(old, HEADS + bytes_of(new)), new)
    if wrong:
        return await _page(view, wrong=wrong, typed=new)
    summary = await view.ask(ReadSummary())
    if summary.head_target == HEADS + bytes_of(new):
        named = Changes(default_branch=new)
        await change(view.ports.database, view.deed, view.target, named)
    raise Redirect(view.urls.of("branches"))


async def delete_branch(view: View) -> Page:
    name = view.field("branch")
    back = with_query(view.urls.of("branches"), deleted=name)
    return await _done(view, DeleteRef(HEADS + bytes_of(name)), back)


async def _done(view: View, question: Question[Message], back: str, typed: str = "") -> Page:
    wrong = await _try(view, question, typed or "x")
    if wrong:
        return await _page(view, wrong=wrong, typed=typed)
    raise Redirect(back)


async def _try(view: View, question: Question[Message], name: str) -> str:
    """What is wrong, for a person; empty when it is done."""
    if not name or len(name) > MAX_NAME:
        return f"A branch needs a name of at most {MAX_NAME} characters."
    answer = await view.try_ask(question)
    return answer.message if isinstance(answer, Failure) else ""


async def _page(view: View, said: str = "", wrong: str = "", typed: str = "") -> Page:
    number = view.page_number
    page = await view.ask(ListNames(HEADS, (number - 1) * PER_PAGE, PER_PAGE))
    apart = await _find_apart(view, page)
    content = Branches(
        branches=tuple(_item(name, page.head_target, apart) for name in page.names),
        default=text_of(page.head_target.removeprefix(HEADS)),
        total=page.total,
        number=number,
        has_more=number * PER_PAGE < page.total,
        is_sorted=page.is_sorted,
        may_write=view.may(Action.WRITE),
        said=said,
        wrong=wrong,
        typed=typed,
    )
    return Page(
        "history/branches",
        f"Branches · {view.target.name}",
        content,
        tab="branches",
        status=422 if wrong else 200,
        actions=_offers(view) if content.may_write else (),
    )


async def _find_apart(view: View, page: NamePage) -> Mapping[bytes, AheadBehind]:
    """How far each branch is from the default one, by its full name; empty when that is unborn."""
    refs = [name.ref for name in page.names if name.ref.refname != page.head_target]
    if not refs:
        return {}
    answer = await view.try_ask(ReadDivergences(tuple(ref.oid.hex().encode() for ref in refs)))
    if isinstance(answer, Failure):
        return {}
    return {ref.refname: told for ref, told in zip(refs, answer.divergences, strict=True)}


def _item(name: Name, head: bytes, apart: Mapping[bytes, AheadBehind]) -> BranchItem:
    ref = name.ref
    told = apart.get(ref.refname)
    return BranchItem(
        name=text_of(ref.refname.removeprefix(HEADS)),
        commit=commit_item(ref.commit) if ref.commit else None,
        is_default=ref.refname == head,
        is_protected=ref.is_protected,
        ahead=told.ahead if told else None,
        behind=told.behind if told else None,
    )


def _offers(view: View) -> tuple[Offer, ...]:
    url = view.urls.of("branches")
    return (
        Offer("Make a branch", url, "POST", ("name", "start")),
        Offer("Rename a branch", url + "/rename", "POST", ("branch", "name")),
        Offer("Delete a branch", url + "/delete", "POST", ("branch",)),
    )


ADDRESSES = (
    Address("GET", REPOSITORY + "/branches", show_branches, Action.READ),
    Address("POST", REPOSITORY + "/branches", create_branch, Action.WRITE),
    Address("POST", REPOSITORY + "/branches/rename", rename_branch, Action.WRITE),
    Address("POST", REPOSITORY + "/branches/delete", delete_branch, Action.WRITE),
)
