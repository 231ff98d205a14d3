"""Atom feeds (RFC 4287)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from exchange import Reply
from web.environment import iso_time
from web.urls import shown

MAX_TEXT = 10_000
"""Characters of an entry's text: readers cut it off anyhow."""

_NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TYPE = {"content-type": "application/atom+xml; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class FeedHead:
    """`page` is the path of the page that the feed goes with; `at` in seconds since 1970."""

    title: str
    page: str
    at: int


@dataclass(frozen=True, slots=True)
class Entry:
    title: str
    page: str
    at: int
    author: str
    text: str


def encode_feed(origin: str, path: str, head: FeedHead, entries: Iterable[Entry]) -> Reply:
    """The feed that lies at `path`; every address in it is whole, and begins with `origin`."""
    lines = _iter_lines(origin, path, head, entries)
    headers = {**_TYPE, "cache-control": "no-cache, private"}
    return Reply(200, "\n".join(lines).encode(), headers)


def _iter_lines(origin: str, path: str, head: FeedHead, entries: Iterable[Entry]) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield '<feed xmlns="http://www.w3.org/2005/Atom">'
    yield f"<id>{_text(origin + path)}</id>"
    yield f"<title>{_text(head.title)}</title>"
    yield f"<updated>{iso_time(head.at)}</updated>"
    yield f'<link rel="self" type="application/atom+xml" href="{_text(origin + path)}"/>'
    yield f'<link rel="alternate" type="text/html" href="{_text(origin + head.page)}"/>'
    for entry in entries:
        yield "<entry>"
        yield f"<id>{_text(origin + entry.page)}</id>"
        yield f"<title>{_text(entry.title)}</title>"
        yield f"<updated>{iso_time(entry.at)}</updated>"
        yield f'<link rel="alternate" type="text/html" href="{_text(origin + entry.page)}"/>'
        yield f"<author><name>{_text(entry.author)}</name></author>"
        yield f'<content type="text">{_text(entry.text[:MAX_TEXT])}</content>'
        yield "</entry>"
    yield "</feed>\n"


def _text(text: str) -> str:
    return escape(_NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", shown(text)))
