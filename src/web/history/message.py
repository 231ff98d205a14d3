"""Messages of commits and tags as HTML: as they were written, with links."""

from __future__ import annotations

import re
from html import escape

from markupsafe import Markup

from web.urls import RepositoryUrls
from web.visible import visible

MAX_MESSAGE = 100_000
"""Characters of a message that are looked through for links; the rest is shown as it is."""

_LINKS = re.compile(
    r"(?P<url>\bhttps?://[^\s<>\"'`]{1,2000}[^\s<>\"'`.,;:!?)\]}])"
    r"|(?P<oid>(?<![\w/])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,40}(?![\w/]))"
)


def message_html(text: str, urls: RepositoryUrls) -> Markup:
    """`text` with links where it names addresses and commits of the repository."""
    pieces: list[str] = []
    at = 0
    for match in _LINKS.finditer(text, 0, MAX_MESSAGE):
        pieces += [visible(text[at : match.start()]), _link(match, urls)]
        at = match.end()
    pieces.append(visible(text[at:]))
    return Markup("".join(pieces))  # noqa: S704 - every text in it is escaped


def _link(match: re.Match[str], urls: RepositoryUrls) -> str:
    shown = visible(match[0])
    if match.lastgroup == "url":
        return f'<a href="{escape(match[0])}" rel="nofollow ugc noopener">{shown}</a>'
    return f'<a class="oid" href="{escape(urls.commit(match[0]))}">{shown}</a>'
