"""How much a repository takes, and what was done to it."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.refs import ReadSummary
from forge.access import Action as May
from forge.audit import PAGE, list_of_repository
from forge.database import MAX_INTEGER
from web.account.records import AuditLog, audit_entries
from web.account.section import read_id
from web.address import REPOSITORY, Address
from web.page import Page
from web.view import View

URL = f"{REPOSITORY}/settings/records"


@dataclass(frozen=True, slots=True)
class Records:
    """`packed` in bytes."""

    packed: int
    branches: int
    tags: int
    log: AuditLog


async def show_records(view: View) -> Page:
    before = read_id(view.query("before")) or MAX_INTEGER
    found = await list_of_repository(view.ports.database, view.target.store_name, before)
    summary = await view.ask(ReadSummary())
    log = AuditLog(audit_entries(found), found[-1].id if len(found) == PAGE else 0)
    content = Records(summary.packed, summary.branches, summary.tags, log)
    return Page("settings/records", "Records", content, "settings")


ADDRESSES = (Address("GET", URL, show_records, May.ADMIN),)
