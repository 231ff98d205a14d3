"""GitHub's Markdown to HTML (GFM spec), with raw HTML as far as the sanitizer lets it through."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import OptionsDict
from markupsafe import Markup, escape
from mdit_py_plugins.gfm import gfm_plugin

from web.markup.highlight import highlight_fence
from web.markup.links import Links
from web.markup.references import ReferenceLinks
from web.markup.sanitizer import sanitize

MAX_MARKDOWN = 256 << 10
"""Characters of a text that is rendered: a second or two in the runtime. Longer ones are shown as
they are written."""

MAX_ATTRIBUTES = 1 << 20
"""Characters that the addresses and titles of all links may have together: one definition can be
used by thousands of links, and each has a copy."""

MAX_FENCES = 64 << 10
"""Characters of source in one text that are coloured; colouring costs ten times as much as all
else."""

MAX_NESTING = 20
"""Quotes, lists and brackets inside of each other, as in CommonMark's own parsers; deeper ones
become text, and brackets cost as many steps each."""

MAX_BRACKETS = 20_000
"""Of `[` in one text: what could be a link is looked at again for each that it may begin with."""

MAX_HTML = 2 << 20
"""Characters of HTML: eight times the longest text. Only notes that are referred to by the
thousand make more."""


def render_markdown(
    text: str, links: Links, references: ReferenceLinks | None = None
) -> Markup | None:
    """The text as HTML that may be shown; None when it is too long to be rendered.

    With `references`, mentions, issues and commits become links.
    """
    if len(text) > MAX_MARKDOWN or text.count("[") > MAX_BRACKETS:
        return None
    environment: dict[str, Any] = {"coloured": 0}
    tokens = _PARSER.parse(text, environment)
    if _count_attributes(tokens) > MAX_ATTRIBUTES:
        return None
    _align(tokens)
    if references is not None:
        references.apply(tokens)
    html = _PARSER.renderer.render(tokens, _PARSER.options, environment)
    return sanitize(html, links) if len(html) <= MAX_HTML else None


def _count_attributes(tokens: Iterable[Token]) -> int:
    count = 0
    for token in tokens:
        count += sum(len(str(value)) for value in token.attrs.values())
        if token.children:
            count += _count_attributes(token.children)
    return count


def _align(tokens: Iterable[Token]) -> None:
    """Cells tell their alignment by an attribute, for styles are not allowed."""
    for token in tokens:
        style = token.attrs.pop("style", None) if token.type in ("td_open", "th_open") else None
        if isinstance(style, str):
            token.attrs["align"] = style.removeprefix("text-align:")


def _render_fence(
    _renderer: RendererHTML,
    tokens: Sequence[Token],
    at: int,
    _options: OptionsDict,
    environment: dict[str, Any],
) -> str:
    token = tokens[at]
    language = token.info.strip().partition(" ")[0].lower()
    environment["coloured"] += len(token.content)
    coloured = None
    if language and environment["coloured"] <= MAX_FENCES:
        coloured = highlight_fence(language, token.content)
    body = escape(token.content) if coloured is None else coloured
    return f'<pre class="hl"><code>{body}</code></pre>\n'


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": MAX_NESTING})
    parser.use(gfm_plugin)
    parser.add_render_rule("fence", _render_fence)
    return parser


_PARSER = _parser()
