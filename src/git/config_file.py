"""The syntax of Git's configuration, in which `.gitmodules` is written (git-config(1)).

    [section "subsection"]          or [section.subsection], as long ago
        key = value                 # a comment
        flag                        without `=`: true
        quoted = "two  spaces;"     # in quotes everything but a backslash stands for itself

Exactly what Git's config.c reads is read, so that nothing hides between two opinions. A file is
taken as the bytes it is; how long it may be is up to the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from git.errors import FormatError

_BLANK = re.compile(rb"(?:[ \t\n\r]|[#;][^\n]*+)*+")
_HEADING = re.compile(
    rb"\[ ( [A-Za-z0-9.-]*+ ) (?: [ \t\r]++ \" ( (?: [^\"\\\n]++ | \\[^\n] )*+ ) \" )? \]",
    re.VERBOSE,
)
_KEY = re.compile(rb"([A-Za-z][A-Za-z0-9-]*+)[ \t]*+(?:(=)|\n|\Z)")
_VALUE = re.compile(
    rb"""( (?: [^"\\\n#;]++ | \\.? | " (?: [^"\\\n]++ | \\. )*+ " )*+ )
         (?: [#;][^\n]*+ )? (?: \n | \Z )""",
    re.DOTALL | re.VERBOSE,
)
_PIECE = re.compile(rb"""\\(.?)|(")|([ \t\r]++)|([^\\" \t\r]++)""", re.DOTALL)
_ESCAPED = {b"t": b"\t", b"b": b"\b", b"n": b"\n", b"\\": b"\\", b'"': b'"', b"\n": b"", b"": b""}


class ConfigFormatError(FormatError):
    """A configuration that cannot be read beyond some byte."""

    def __init__(self, at: int) -> None:
        super().__init__(f"malformed configuration at byte {at:,}")
        self.at = at


@dataclass(frozen=True, slots=True)
class Variable:
    """`section` and `key` are in lower case; `value` is None for a key without `=`."""

    section: bytes
    subsection: bytes | None
    key: bytes
    value: bytes | None


def iter_variables(data: bytes) -> Iterator[Variable]:
    """The variables as they come; ConfigFormatError at the first byte that makes no sense.

    Variables before that byte have been yielded by then.
    """
    text = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
    section, subsection = b"", None
    at = _skip(_BLANK, text, 0)
    while at < len(text):
        heading = _HEADING.match(text, at)
        if heading and heading[0] != b"[]":
            section = heading[1].lower()
            subsection = None if heading[2] is None else re.sub(rb"\\(.)", rb"\1", heading[2])
            at = heading.end()
        else:
            key, value, at = _decode_assignment(text, at)
            yield Variable(section, subsection, key, value)
        at = _skip(_BLANK, text, at)


def _skip(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _decode_assignment(text: bytes, at: int) -> tuple[bytes, bytes | None, int]:
    key = _KEY.match(text, at)
    if not key:
        raise ConfigFormatError(at)
    if not key[2]:
        return key[1].lower(), None, key.end()
    value = _VALUE.match(text, key.end())
    if not value:
        raise ConfigFormatError(key.end())
    return key[1].lower(), _unquote(value[1], key.end()), value.end()


def _unquote(raw: bytes, at: int) -> bytes:
    """The value that `raw` spells: outside quotes, blanks go at the ends and are spaces within."""
    value: list[bytes] = []
    is_quoted = False
    blanks = 0
    for piece in _PIECE.finditer(raw):
        escaped, quote, blank, plain = piece.groups()
        if blank and not is_quoted:
            blanks += len(blank)
            continue
        if escaped is not None and escaped not in _ESCAPED:
            raise ConfigFormatError(at + piece.start())
        if value:
            value.append(b" " * blanks)
        blanks = 0
        is_quoted ^= bool(quote)
        text = blank or plain or b"" if escaped is None else _ESCAPED[escaped]
        if text:
            value.append(text)
    return b"".join(value)
