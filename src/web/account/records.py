"""What was done in the name of an account, and what lies in its bin."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from exchange import Reply
from forge import audit
from forge.audit import PAGE, list_of_owner
from forge.database import MAX_INTEGER
from forge.errors import NotFound
from forge.lifecycle.bin import KEPT, list_bin, restore
from forge.owners import Owner, find_owner
from web.account.section import read_id, section_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import NoPage, Redirect
from web.urls import quoted
from web.view import View

BIN = "/settings/bin"


@dataclass(frozen=True, slots=True)
class Entry:
    """`at` in seconds since 1970; `details` in words."""

    at: int
    event: str
    actor: str
    subject: str
    details: str


@dataclass(frozen=True, slots=True)
class AuditLog:
    """`before` is where the next page begins; 0 when this is the last."""

    entries: tuple[Entry, ...]
    before: int


@dataclass(frozen=True, slots=True)
class DeletedItem:
    """Times in seconds since 1970."""

    id: int
    name: str
    deleted_at: int
    kept_until: int


@dataclass(frozen=True, slots=True)
class Bin:
    deleted: tuple[DeletedItem, ...]


async def show_audit_log(view: View) -> Page:
    before = read_id(view.query("before")) or MAX_INTEGER
    found = await list_of_owner(view.ports.database, view.user.id, before)
    more = found[-1].id if len(found) == PAGE else 0
    return section_page("audit-log", AuditLog(audit_entries(found), more))


def audit_entries(found: Sequence[audit.Entry]) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            at=each.at,
            event=each.event,
            actor=" for ".join(filter(None, (each.agent_name, each.actor_name))),
            subject=each.subject,
            details=", ".join(f"{name}: {value}" for name, value in each.details.items()),
        )
        for each in found
    )


async def show_bin(view: View) -> Page:
    deleted = await list_bin(view.ports.database, await _owner(view), view.ports.clock())
    items = tuple(
        DeletedItem(each.id, str(each.name), each.deleted_at, each.deleted_at + KEPT)
        for each in deleted
    )
    return section_page("bin", Bin(items), (Action("Take one back", BIN, "POST", ("id",)),))


async def take_back(view: View) -> Reply:
    database, wanted = view.ports.database, read_id(view.field("id"))
    for each in await list_bin(database, await _owner(view), view.ports.clock()):
        if each.id == wanted:
            await restore(database, view.deed, each)
            raise Redirect(quoted(each.name.owner, each.name.name) + "?done=restored")
    raise NotFound("deleted repository")


async def _owner(view: View) -> Owner:
    owner = await find_owner(view.ports.database, view.user.name, view.user)
    if owner is None:
        raise NoPage
    return owner


ADDRESSES = (
    Address("GET", "/settings/audit-log", show_audit_log, audience=Audience.HOLDERS),
    Address("GET", BIN, show_bin, audience=Audience.HOLDERS),
    Address("POST", BIN, take_back, audience=Audience.HOLDERS, form=show_bin),
)
