"""Switching the second factor on and off; the recovery codes are shown once."""

from __future__ import annotations

from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from exchange import Reply
from forge import gate
from forge.accounts.details import read_details
from forge.proof import totp
from web.account.section import factors, prove_both, prove_password, section_page
from web.address import Address, Audience
from web.page import Action, Page
from web.trouble import Redirect
from web.view import View

URL = "/settings/second-factor"


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """`secret` and `uri` for the app once it has begun; `codes` once it is done."""

    is_on: bool
    secret: str = ""
    uri: str = ""
    codes: tuple[str, ...] = ()


async def show_factor(view: View) -> Page:
    details = await read_details(view.ports.database, view.user)
    actions = (
        Action("Begin", URL, "POST", ("current",)),
        Action("Confirm with a code of the app", f"{URL}/confirm", "POST", ("otp",)),
        Action("Get new recovery codes", f"{URL}/codes", "POST", ("current", "otp")),
        Action("Switch it off", f"{URL}/remove", "POST", ("current", "otp")),
    )
    return section_page("second-factor", SecondFactor(details.has_second_factor), actions)


async def begin(view: View) -> Page:
    await prove_password(view)
    secret = await factors(view).begin(view.user)
    uri = totp.uri_of(secret, urlsplit(view.request.origin).netloc, view.user.name)
    return await _with(view, SecondFactor(is_on=False, secret=totp.text_of(secret), uri=uri))


async def confirm(view: View) -> Page:
    tries = [(gate.SECOND_FACTOR, str(view.user.id))]
    await gate.take_all(view.ports.gate, tries)
    codes = await factors(view).confirm(view.deed, view.user, view.field("otp").strip())
    await gate.give_back_all(view.ports.gate, tries)
    return await _with(view, SecondFactor(is_on=True, codes=tuple(codes)))


async def new_codes(view: View) -> Page:
    await prove_both(view)
    codes = await factors(view).replace_recovery_codes(view.deed, view.user)
    return await _with(view, SecondFactor(is_on=True, codes=tuple(codes)))


async def remove(view: View) -> Reply:
    await prove_both(view)
    await factors(view).remove(view.deed, view.user)
    raise Redirect(f"{URL}?done=removed")


async def _with(view: View, content: SecondFactor) -> Page:
    return replace(await show_factor(view), content=content)


_HOLDERS = Audience.HOLDERS

ADDRESSES = (
    Address("GET", URL, show_factor, audience=_HOLDERS),
    Address("POST", URL, begin, audience=_HOLDERS, form=show_factor),
    Address("POST", f"{URL}/confirm", confirm, audience=_HOLDERS, form=show_factor),
    Address("POST", f"{URL}/codes", new_codes, audience=_HOLDERS, form=show_factor),
    Address("POST", f"{URL}/remove", remove, audience=_HOLDERS, form=show_factor),
)
