"""Code as HTML in which nothing hides.

Characters that turn the direction of text, or cannot be seen at all, let code look like other
code («Trojan Source», CVE-2021-42574). They are shown by their numbers.
"""

from __future__ import annotations

import re
from html import escape

_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)


def visible(text: str) -> str:
    """`text`, escaped for HTML, with what is hidden in it made visible."""
    return reveal(escape(text))


def reveal(html: str) -> str:
    """`html`, in which hidden characters stand in texts alone, with these made visible."""
    return html if html.isascii() and html.isprintable() else _HIDDEN.sub(_name, html)


def has_hidden(text: str) -> bool:
    return _HIDDEN.search(text) is not None


def _name(match: re.Match[str]) -> str:
    name = f"U+{ord(match[0]):04X}"
    return f'<span class="hidden-char" title="a character that is not seen">{name}</span>'
