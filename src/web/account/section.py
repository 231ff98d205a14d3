"""What the pages of an account's settings have in common: their list at the side, and proofs."""

from __future__ import annotations

from door import address_of
from forge import gate
from forge.accounts.second_factor import SecondFactors
from forge.errors import NotAllowed
from web.page import Action, Page
from web.view import View

_LABELS = {
    "": "Profile",
    "password": "Password",
    "second-factor": "Second factor",
    "sessions": "Sessions",
    "tokens": "Access tokens",
    "agents": "Agents",
    "bin": "Bin",
    "audit-log": "Audit log",
    "delete": "Delete account",
}
"""By the address below /settings; `templates/account/settings.html` lists them with icons."""


def section_page(name: str, content: object, actions: tuple[Action, ...] = ()) -> Page:
    """The page of the section whose address below /settings is `name`."""
    template = name.replace("-", "_") or "profile"
    return Page(f"account/{template}", _LABELS[name], content, actions=actions)


async def prove_password(view: View) -> None:
    """Have the password of the account again; BadCredentials when it is not right."""
    check = view.door.authenticator.check_password
    await check(view.user.name, view.field("current"), address_of(view.request))


async def prove_both(view: View) -> None:
    """Have the password and a code of the second factor again."""
    await prove_password(view)
    tries = [(gate.SECOND_FACTOR, str(view.user.id))]
    await gate.take_all(view.ports.gate, tries)
    await factors(view).check(view.user, view.field("otp").strip(), view.ports.clock())
    await gate.give_back_all(view.ports.gate, tries)


def factors(view: View) -> SecondFactors:
    return SecondFactors(view.ports.database, view.config.secret_key)


def check_not_configured(view: View) -> None:
    if view.door.authenticator.is_configured(view.user.name):
        raise NotAllowed("This account stands in the settings of the server; change it there.")


def read_id(text: str) -> int:
    """The number that a button sends; 0, which nothing has, for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0
