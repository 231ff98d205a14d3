"""Costly renderings, made once for each content and kept while the isolate has room."""

from __future__ import annotations

import json
from collections.abc import Sequence
from hashlib import sha256

from markupsafe import Markup

from durable.contract.files import Blob
from forge.repositories import Visibility
from web.markup.highlight import Highlighted, highlight
from web.markup.links import ENDINGS, Links
from web.markup.markdown import render_markdown
from web.view import View

VERSION = 1
"""Counts changes of what is rendered from the same content."""


async def render_text(view: View, blob: Blob, rev: str, path: str) -> Markup | None:
    """A Markdown file as HTML; None for every other file, and for what is too long."""
    if not path.lower().endswith(ENDINGS) or blob.content is None:
        return None
    folder = path.rpartition("/")[0]
    key = cache_key(view, blob.oid.hex(), "markdown", view.urls.base, rev, folder)
    known = await find_kept(view, key)
    if known is not None:
        return Markup(known) if known else None  # noqa: S704 - it was made below
    text = blob.content.decode("utf-8", "replace")
    html = render_markdown(text, Links(view.urls, rev, folder))
    await keep(view, key, html or "")
    return html


async def highlight_file(view: View, blob: Blob, path: str) -> Highlighted:
    """The lines of a file whose content came along."""
    name = path.rpartition("/")[2]
    key = cache_key(view, blob.oid.hex(), "source", name)
    known = await find_kept(view, key)
    if known is not None:
        language, *lines = known.split("\n")
        return Highlighted(language, tuple(map(Markup, lines)))
    made = highlight(name, (blob.content or b"").decode("utf-8", "replace"))
    await keep(view, key, "\n".join((made.language, *made.lines)))
    return made


def number_lines(lines: Sequence[Markup]) -> Markup:
    """Lines of a page, each with its number that leads to it; a loop that a template is slow at."""
    return Markup(  # noqa: S704 - numbers, and lines that are HTML already
        "".join(
            f'<span class="line" id="L{number}"><a class="ln" href="#L{number}" data-n="{number}"'
            f' aria-label="Line {number}"></a><code>{line}</code>\n</span>'
            for number, line in enumerate(lines, 1)
        )
    )


async def find_kept(view: View, key: str) -> str | None:
    known = await view.ports.cache.find(key, is_shared=_is_shared(view))
    return None if known is None else known.decode("utf-8", "surrogatepass")


async def keep(view: View, key: str, text: str) -> None:
    value = text.encode("utf-8", "surrogatepass")
    await view.ports.cache.keep(key, value, is_shared=_is_shared(view))


def _is_shared(view: View) -> bool:
    return view.target.visibility is Visibility.PUBLIC and not view.config.is_closed


def cache_key(view: View, hex_oid: str, *parts: str) -> str:
    """Of one repository alone: who may not read it must not learn that it holds something."""
    text = json.dumps([VERSION, view.target.store_name, hex_oid, *parts])
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
