"""A commit as a mail that `git am` takes: what `git format-patch --stdout` writes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from git.commit import Commit
from git.oid import ObjectId, encode_hex
from git.signature import Signature

_LINE = 78
_ENCODED_LINE = 76
_CHARSET = "UTF-8"
_QUOTED_IN_NAMES = re.compile(r'[()<>\[\]:;@,."\\]')
_PLAIN_IN_ADDRESS = frozenset("!*+-/0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
_MIME = (
    b"MIME-Version: 1.0\nContent-Type: text/plain; charset=UTF-8\nContent-Transfer-Encoding: 8bit\n"
)
_MAX_YEAR_SECONDS = 253_402_300_799
"""The last second of the year 9999, which is where dates end here."""


def encode(oid: ObjectId, commit: Commit, stat: bytes, patch: bytes, number: str = "") -> bytes:
    """`number` is `<n>/<of>` in a series of mails."""
    subject, body = split_message(_as_written(commit.message, commit.encoding))
    prefix = f"[PATCH {number}] " if number else "[PATCH] "
    is_ascii = not _has_non_ascii(subject + body)
    parts = [
        b"From %b Mon Sep 17 00:00:00 2001\n" % encode_hex(oid),
        _bytes(_from_line(commit.author, commit.encoding)),
        f"Date: {_date(commit.author)}\n".encode(),
        _bytes(_subject_line(f"Subject: {prefix}", subject)),
        b"" if is_ascii else _MIME,
        b"\n",
        _bytes(f"{body}\n") if body else b"",
        b"---\n",
        stat,
        b"\n",
        patch,
    ]
    return b"".join(parts)


def message_text(commit: Commit) -> str:
    """The message; what cannot be read in the commit's encoding is taken as Latin-1."""
    return decode_text(commit.message, commit.encoding)


def decode_text(data: bytes, encoding: bytes | None) -> str:
    for name in ((encoding or b"utf-8").decode("latin-1"), "latin-1"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            continue
    return data.decode("latin-1")


def _as_written(data: bytes, encoding: bytes | None) -> str:
    """The text; what cannot be read in the commit's encoding goes into the mail as it is."""
    try:
        return data.decode((encoding or b"utf-8").decode("latin-1"))
    except (LookupError, UnicodeDecodeError):
        return data.decode("utf-8", "surrogateescape")


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


def split_message(message: str) -> tuple[str, str]:
    """The first paragraph as one line, and what follows."""
    lines = [line.rstrip() for line in message.split("\n")]
    while lines and not lines[0]:
        lines.pop(0)
    end = lines.index("") if "" in lines else len(lines)
    body = "\n".join(lines[end:]).strip("\n")
    return " ".join(lines[:end]), body


def _from_line(author: Signature, encoding: bytes | None) -> str:
    name, email = (_as_written(each, encoding) for each in (author.name, author.email))
    limit = _LINE
    if _needs_encoding(name):
        line = _encoded("From: ", name, is_address=True)
        limit = _ENCODED_LINE
    else:
        if _QUOTED_IN_NAMES.search(name):
            name = '"' + name.replace("\\", "\\\\").replace('"', '\\"') + '"'
        line = _wrapped("From: ", name)
    fold = "\n" if len(line) - line.rfind("\n") - 1 + len(email) + 3 > limit else ""
    return f"{line}{fold} <{email}>\n"


def _subject_line(start: str, subject: str) -> str:
    if _needs_encoding(subject):
        return _encoded(start, subject, is_address=False) + "\n"
    return _wrapped(start, subject) + "\n"


def _needs_encoding(text: str) -> bool:
    return _has_non_ascii(text) or "\n" in text or "=?" in text


def _has_non_ascii(text: str) -> bool:
    """Escape counts, too, as in Git: it begins what ISO-2022 puts between ASCII."""
    return not text.isascii() or "\33" in text


def _wrapped(start: str, text: str) -> str:
    """Broken between words, so that lines keep to their length where that is possible."""
    lines = [start]
    for at, word in enumerate(text.split(" ")):
        space = " " if at else ""
        if at and len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append(f" {word}")
        else:
            lines[-1] += space + word
    return "\n".join(lines)


def _encoded(start: str, text: str, *, is_address: bool) -> str:
    """As RFC 2047 has it, in the form Q."""
    opening = f"=?{_CHARSET}?q?"
    pieces = [start, opening]
    length = len(start) + len(opening)
    for character in text:
        encoded = character
        if _is_special(character, is_address=is_address):
            encoded = "".join(f"={byte:02X}" for byte in _bytes(character))
        if length + len(encoded) + 2 > _ENCODED_LINE:
            pieces.append(f"?=\n {opening}")
            length = len(opening) + 1
        pieces.append(encoded)
        length += len(encoded)
    return "".join((*pieces, "?="))


def _is_special(character: str, *, is_address: bool) -> bool:
    if not (character.isascii() and character.isprintable()) or character in " =?_":
        return True
    return is_address and character not in _PLAIN_IN_ADDRESS


def _date(signature: Signature) -> str:
    seconds = signature.seconds if signature.seconds <= _MAX_YEAR_SECONDS else 0
    offset = timedelta(minutes=signature.offset_minutes)
    local = datetime.fromtimestamp(seconds, UTC) + offset
    text = format_datetime(local.replace(tzinfo=None)).removesuffix(" -0000")
    day = text[5:].lstrip("0")
    return f"{text[:5]}{day} {signature.offset.decode('latin-1')}"
