"""What search engines may read, and where they begin (RFC 9309, sitemaps.org)."""

from __future__ import annotations

from html import escape

from exchange import Reply
from forge.access import ANONYMOUS
from forge.lifecycle.profiles import Listing, Order, Profile, list_profiles
from replies import text_reply
from web.address import Address, Audience
from web.environment import iso_time
from web.trouble import NoPage
from web.view import View

MAX_LISTED = 5_000
"""Repositories in the map, the newest: one query, and a tenth of what a map may hold."""

_HIDDEN = (
    *("/*/*/archive/", "/*/*/blame/", "/*/*/commit/", "/*/*/commits/", "/*/*/compare/"),
    *("/*/*/find/", "/*/*/graph", "/*/*/raw/", "/*/*/search", "/*/*/activity"),
    *("/api/", "/login", "/*?*"),
)
"""Pages without end, for every commit and every two of them; nobody looks for them by words."""


async def show_robots(view: View) -> Reply:
    if view.config.is_closed:
        return text_reply(200, "User-agent: *\nDisallow: /")
    lines = ["User-agent: *", *(f"Disallow: {each}" for each in _HIDDEN)]
    sentence = "\n".join((*lines, "", f"Sitemap: {view.request.origin}/sitemap.xml"))
    return text_reply(200, sentence, {"cache-control": "public, max-age=3600"})


async def show_sitemap(view: View) -> Reply:
    """All that is public, whoever asks."""
    if view.config.is_closed:
        raise NoPage
    listing = Listing(limit=MAX_LISTED, order=Order.NEWEST)
    profiles = await list_profiles(view.ports.database, ANONYMOUS, listing)
    entries = "".join(_entry(view.request.origin, each) for each in profiles if each.pushed_at)
    xml = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"<url><loc>{escape(view.request.origin)}/</loc></url>\n{entries}</urlset>\n"
    )
    headers = {"content-type": "application/xml", "cache-control": "public, max-age=3600"}
    return Reply(200, xml.encode(), headers)


def _entry(origin: str, profile: Profile) -> str:
    url = escape(f"{origin}/{profile.repository.name}")
    moment = iso_time(profile.pushed_at or profile.created_at)
    return f"<url><loc>{url}</loc><lastmod>{moment}</lastmod></url>\n"


ADDRESSES = (
    Address("GET", "/robots.txt", show_robots, audience=Audience.STRANGERS),
    Address("GET", "/sitemap.xml", show_sitemap, audience=Audience.STRANGERS),
)
