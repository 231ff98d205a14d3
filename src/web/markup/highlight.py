"""Source in colours: Pygments' classes, line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from markupsafe import Markup
from pygments.formatters.html import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import (
    find_lexer_class_for_filename,
    get_lexer_by_name,  # pyright: ignore[reportUnknownVariableType]
)
from pygments.util import ClassNotFound

from web.visible import reveal, visible

MAX_SOURCE = 256 << 10
"""Characters that are coloured: in the runtime a second or two. What is longer is shown plain."""

MAX_LINE = 5_000
"""Characters of a line in a text that is coloured: beyond it somebody packed the file, and
patterns of lexers may take long."""

MAX_HINT = 200
"""Characters of the first line that are looked at."""

_OPTIONS = {"stripnl": False, "ensurenl": False}
_FORMATTER: HtmlFormatter[str] = HtmlFormatter(nowrap=True)
_SHEBANG = re.compile(r"#!\s*(?:\S*/env\s+(?:-\S+\s+)*)?(?:\S*/)?([A-Za-z+]+)")
_INTERPRETERS = {
    "ash": "bash",
    "bash": "bash",
    "dash": "bash",
    "deno": "typescript",
    "fish": "fish",
    "ksh": "bash",
    "lua": "lua",
    "make": "make",
    "node": "javascript",
    "perl": "perl",
    "php": "php",
    "python": "python",
    "Rscript": "r",
    "ruby": "ruby",
    "sh": "bash",
    "tclsh": "tcl",
    "zsh": "bash",
}
_BY_ENDING = {".h": "c", ".m": "objective-c", ".pl": "perl", ".ts": "typescript", ".v": "verilog"}
"""Where several languages have an ending, and their samples tell them apart badly."""

_BY_BEGINNING = (("<?xml", "xml"), ("<!doctype html", "html"), ("<?php", "php"))


@dataclass(frozen=True, slots=True)
class Highlighted:
    """Lines without their ends, as HTML; `language` is empty where nothing was recognised."""

    language: str
    lines: tuple[Markup, ...]


def highlight(path: str, text: str) -> Highlighted:
    """The lines of a file; plain where it is too long or its language is not known."""
    text = text.replace("\r\n", "\n")
    lexer = _find_lexer(path, text)
    if lexer is None:
        return Highlighted("", _plain(text))
    if not _is_bounded(text):
        return Highlighted(str(lexer.name), _plain(text))
    return Highlighted(str(lexer.name), _coloured(lexer, text))


def highlight_fence(language: str, text: str) -> Markup | None:
    """A block of source in a text, all in one; None when the language is not known."""
    try:
        lexer = get_lexer_by_name(language, **_OPTIONS) if language.isascii() else None
    except ClassNotFound:
        lexer = None
    if lexer is None or not _is_bounded(text):
        return None
    return Markup("\n").join(_coloured(lexer, text))


def _find_lexer(path: str, text: str) -> Lexer | None:
    name = path.rpartition("/")[2]
    alias = _BY_ENDING.get(f".{name.rpartition('.')[2]}")
    if alias is None and name.isprintable():
        found = find_lexer_class_for_filename(name, text[:MAX_LINE])
        if found is not None:
            return found(**_OPTIONS)
    alias = alias or _find_alias(text[:MAX_HINT])
    return None if alias is None else get_lexer_by_name(alias, **_OPTIONS)


def _find_alias(beginning: str) -> str | None:
    """The language that a text without a telling name begins like."""
    shebang = _SHEBANG.match(beginning)
    if shebang is not None:
        return _INTERPRETERS.get(shebang[1])
    lowered = beginning.lstrip("\ufeff \t\n").lower()
    return next((alias for mark, alias in _BY_BEGINNING if lowered.startswith(mark)), None)


def _is_bounded(text: str) -> bool:
    return len(text) <= MAX_SOURCE and all(len(line) <= MAX_LINE for line in text.split("\n"))


def _coloured(lexer: Lexer, text: str) -> tuple[Markup, ...]:
    pieces: list[str] = []
    sink = _Sink(pieces)
    _FORMATTER.format(lexer.get_tokens(text), sink)
    html = "".join(pieces)
    lines = html.split("\n")
    if len(lines) == text.count("\n") + 2 and not lines[-1]:
        # The formatter ends the last line even where the text does not.
        del lines[-1]
    if len(lines) != text.count("\n") + 1:
        return _plain(text)
    return tuple(Markup(reveal(line)) for line in lines)  # noqa: S704 - Pygments escapes


class _Sink:
    """A file to write to, for the formatter."""

    def __init__(self, pieces: list[str]) -> None:
        self.write = pieces.append


def _plain(text: str) -> tuple[Markup, ...]:
    return tuple(Markup(visible(line)) for line in text.split("\n"))  # noqa: S704 - it is escaped
