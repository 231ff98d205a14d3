"""Messages of commits and tags as HTML: as they were written, with links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from forge.issues.references import Mark, iter_marks
from web.urls import RepositoryUrls, owner_url
from web.visible import visible

MAX_MESSAGE = 100_000
"""Characters of a message that are looked through for links; the rest is shown as it is."""

_URL = re.compile(r"\bhttps?://[^\s<>\"'`]{1,2000}[^\s<>\"'`.,;:!?)\]}]")
_ABBREVIATION = re.compile(r"(?<![\w/.-])(?=[a-f]*[0-9])(?=[0-9]*[a-f])[0-9a-f]{7,39}(?![\w/-])")
"""At least one digit and one letter: neither a number nor a word."""


@dataclass(frozen=True, slots=True)
class _Link:
    start: int
    end: int
    url: str
    is_elsewhere: bool = False


def message_html(text: str, urls: RepositoryUrls) -> Markup:
    """`text` with links where it names addresses, commits, issues and people."""
    pieces: list[str] = []
    at = 0
    for link in sorted(_iter_links(text[:MAX_MESSAGE], urls), key=lambda link: link.start):
        # An address comes first, and what it holds is no link of its own.
        if link.start >= at:
            pieces += [visible(text[at : link.start]), _anchor(link, text[link.start : link.end])]
            at = link.end
    pieces.append(visible(text[at:]))
    return Markup("".join(pieces))  # noqa: S704 - every text in it is escaped


def _iter_links(text: str, urls: RepositoryUrls) -> Iterator[_Link]:
    for match in _URL.finditer(text):
        yield _Link(*match.span(), match[0], is_elsewhere=True)
    for match in _ABBREVIATION.finditer(text):
        yield _Link(*match.span(), urls.commit(match[0]))
    for mark in iter_marks(text):
        yield _Link(mark.start, mark.end, _url_of(mark, urls))


def _url_of(mark: Mark, urls: RepositoryUrls) -> str:
    if mark.person:
        return owner_url(mark.person)
    if mark.commit:
        return urls.commit(mark.commit)
    there = urls if mark.repository is None else RepositoryUrls(f"/{mark.repository}")
    return there.of("issues", str(mark.number))


def _anchor(link: _Link, text: str) -> str:
    manners = ' rel="nofollow ugc noopener"' if link.is_elsewhere else ""
    return f'<a href="{escape(link.url)}"{manners}>{visible(text)}</a>'
