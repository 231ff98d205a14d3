"""Light, dark, or as the system has it: kept by the browser, so that strangers can choose, too."""

from __future__ import annotations

from exchange import Reply
from forge.errors import InvalidValue
from web.address import Address, Audience
from web.frame import THEME_COOKIE, THEMES
from web.trouble import find_local_url
from web.view import View

_YEAR = 31_536_000


async def choose_theme(view: View) -> Reply:
    theme = view.field("theme")
    if theme and theme not in THEMES:
        raise InvalidValue("theme", f"must be one of {', '.join(THEMES)}, or empty")
    seconds = _YEAR if theme else 0
    cookie = f"{THEME_COOKIE}={theme}; Path=/; Max-Age={seconds}; SameSite=Lax; Secure; HttpOnly"
    location = find_local_url(view.field("to")) or "/"
    return Reply(303, b"", {"location": location, "set-cookie": cookie})


ADDRESSES = (Address("POST", "/theme", choose_theme, audience=Audience.STRANGERS),)
