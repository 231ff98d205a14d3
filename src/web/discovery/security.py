"""Whom to tell of a weakness (RFC 9116); there only where the settings name somebody."""

from __future__ import annotations

from exchange import Reply
from replies import text_reply
from web.address import Address, Audience
from web.environment import iso_time
from web.trouble import NoPage
from web.view import View

VALID_SECONDS = 180 * 86_400
"""For how long an answer counts: less than the year that the specification recommends."""


async def show_contact(view: View) -> Reply:
    contact = view.config.security_contact
    if not contact:
        raise NoPage("Nobody is named here to tell of weaknesses.")
    address = contact if contact.startswith("https://") else f"mailto:{contact}"
    # By whole days, so that the answer stays the same for as long.
    today = view.ports.clock() // 86_400 * 86_400
    lines = (
        f"Contact: {address}",
        f"Expires: {iso_time(today + VALID_SECONDS)}",
        "Preferred-Languages: en",
        f"Canonical: {view.request.origin}/.well-known/security.txt",
    )
    return text_reply(200, "\n".join(lines))


ADDRESSES = (
    Address("GET", "/.well-known/security.txt", show_contact, audience=Audience.STRANGERS),
)
