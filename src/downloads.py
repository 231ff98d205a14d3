"""Files of a repository as they lie, whole or by ranges (RFC 9110, 14; RFC 6266).

Short ones come along with the question that finds them; the rest is streamed by the object. What
a browser gets may do nothing: no script runs in it, whatever it is, and no type is guessed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, urlencode

from durable.contract.files import Blob
from durable.contract.formats import Format
from durable.contract.refs import CommitInfo
from exchange import Answer, Forward, Reply, Request
from git.diff.patch import is_binary

INLINE = 1 << 20
"""Bytes of a file that come along with the answer of a question; longer ones are streamed."""

MAX_NAME = 255
"""Characters of a file's name in a header: systems keep no longer ones."""

HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "x-content-type-options": "nosniff",
    "accept-ranges": "bytes",
}

TEXT = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"

_TYPES = {
    "apng": "image/apng",
    "avif": "image/avif",
    "bmp": "image/bmp",
    "gif": "image/gif",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "png": "image/png",
    "svg": "image/svg+xml",
    "webp": "image/webp",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "oga": "audio/ogg",
    "ogg": "audio/ogg",
    "opus": "audio/ogg",
    "wav": "audio/wav",
    "m4v": "video/mp4",
    "mov": "video/quicktime",
    "mp4": "video/mp4",
    "ogv": "video/ogg",
    "webm": "video/webm",
    "otf": "font/otf",
    "ttf": "font/ttf",
    "woff": "font/woff",
    "woff2": "font/woff2",
    "pdf": "application/pdf",
}
"""What browsers can show without running it. Everything else is text, or bytes to be kept."""

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
_NOT_IN_NAMES = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff/\\]"
)


@dataclass(frozen=True, slots=True)
class Download:
    """A file to be handed out; `name` is its own, without folders.

    `headers` add to ours, and may say what type it is to be called.
    """

    store_name: str
    blob: Blob
    name: str
    keeps: bool = False
    """Whether a browser is to keep it as a file, not to show it."""
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Archived:
    """A repository at a rev, as the names of its archives have it."""

    store_name: str
    name: str
    rev: str

    @property
    def file_name(self) -> str:
        return f"{self.name}-{self.rev.replace('/', '-')}"


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes from `start` up to, and without, `stop`."""

    start: int
    stop: int


class OutOfRange(Exception):
    """No byte of the file lies in the range that was asked for."""


def find_media_type(name: str) -> str | None:
    """The type of a file that browsers show as what it is; None for all others."""
    return _TYPES.get(name.rpartition(".")[2].lower()) if "." in name else None


def disposition(name: str, *, keeps: bool) -> str:
    """The header by which a file gets its name; nothing in `name` can end or forge it."""
    kind = "attachment" if keeps else "inline"
    clean = _NOT_IN_NAMES.sub("_", name.encode("utf-8", "replace").decode())[:MAX_NAME]
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", clean)
    if plain == clean:
        return f'{kind}; filename="{plain}"'
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(clean, safe='')}"


def find_part(text: str, size: int) -> Part | None:
    """What a `Range` asks for; None for all of it. OutOfRange when there is no such part.

    Several ranges at once, and units other than bytes, are answered by the whole, as one may.
    """
    match = _RANGE.fullmatch(text.strip())
    if match is None or not (match[1] or match[2]):
        return None
    if not match[1]:
        length = min(int(match[2]), size)
        if not length:
            raise OutOfRange
        return Part(size - length, size)
    start = int(match[1])
    stop = int(match[2]) + 1 if match[2] else size
    if start >= stop and match[2]:
        return None
    if start >= size:
        raise OutOfRange
    return Part(start, min(stop, size))


def answer(request: Request, download: Download) -> Answer:
    """The file, the part of it that is asked for, or that nothing has changed."""
    etag = f'"{download.blob.oid.hex()}"'
    headers = {**HEADERS, "etag": etag, **download.headers}
    if etag in (each.strip() for each in request.headers.get("if-none-match", "").split(",")):
        return Reply(304, b"", headers)
    size = download.blob.size
    try:
        part = _find_asked(request, etag, size)
    except OutOfRange:
        return Reply(416, b"", {**headers, "content-range": f"bytes */{size}"})
    if part is not None:
        headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{size}"
    status = 200 if part is None else 206
    return _send(download, (status, headers), part or Part(0, size))


def _find_asked(request: Request, etag: str, size: int) -> Part | None:
    if request.headers.get("if-range", etag) != etag:
        return None
    return find_part(request.headers.get("range", ""), size)


def _send(download: Download, head: tuple[int, dict[str, str]], part: Part) -> Answer:
    status, headers = head
    content, name = download.blob.content, download.name
    known = download.headers.get("content-type") or find_media_type(name)
    if content is not None:
        kind = known or (BINARY if is_binary(content) else TEXT)
        keeps = download.keeps or kind == BINARY
        headers |= {"content-type": kind, "content-disposition": disposition(name, keeps=keeps)}
        return Reply(status, content[part.start : part.stop], headers)
    # The object tells text from bytes when it reads the first of them.
    headers["content-disposition"] = disposition(name, keeps=download.keeps)
    if known is not None:
        headers["content-type"] = known
    asked = {"oid": download.blob.oid.hex(), "start": part.start, "stop": part.stop}
    told = {"status": status, "headers": headers}
    return Forward(
        download.store_name, f"/blob?{urlencode(asked)}", {"x-hearth-reply": json.dumps(told)}
    )


def archive(request: Request, repository: Archived, info: CommitInfo, kind: Format) -> Answer:
    """The files of a commit as one file, streamed by the object; the same bytes every time."""
    etag = f'"{info.commit.tree.hex()}.{info.oid.hex()[:12]}.{kind.value}"'
    if request.headers.get("if-none-match") == etag:
        return Reply(304, b"", {"etag": etag})
    name = repository.file_name
    asked = {
        "commit": info.oid.hex(),
        "format": kind.value,
        "name": name,
        "prefix": f"{name}/",
        "etag": etag,
    }
    query = urlencode(asked, errors="surrogateescape")
    return Forward(repository.store_name, f"/archive?{query}", {})


def find_format(name: str) -> tuple[str, Format] | None:
    """The rev and the form that an archive's name asks for: `v1.0.tar.gz`."""
    for kind in Format:
        rev = name.removesuffix(f".{kind.value}")
        if rev not in (name, ""):
            return rev, kind
    return None
