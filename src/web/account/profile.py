"""What an account says of its holder."""

from __future__ import annotations

from dataclasses import dataclass

from exchange import Reply
from forge.accounts.details import MAX_FULL_NAME, change_details, check_full_name, read_details
from forge.accounts.sign_up import check_email
from web.account.section import section_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View


@dataclass(frozen=True, slots=True)
class Profile:
    name: str
    full_name: str
    email: str
    max_full_name: int = MAX_FULL_NAME


async def show_profile(view: View) -> Page:
    details = await read_details(view.ports.database, view.user)
    content = Profile(view.user.name, details.full_name, details.email or "")
    return section_page("", content, (Action("Save", "/settings", "POST", ("full_name", "email")),))


async def save_profile(view: View) -> Reply:
    full_name = check_full_name(view.field("full_name").strip(), "full_name")
    email = check_email(view.field("email").strip(), "email")
    await change_details(view.ports.database, view.deed, view.user, (full_name, email))
    raise Redirect("/settings?done=saved")


ADDRESSES = (
    Address("GET", "/settings", show_profile, audience=Audience.HOLDERS),
    Address("POST", "/settings", save_profile, audience=Audience.HOLDERS, form=show_profile),
)
