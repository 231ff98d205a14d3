from __future__ import annotations

import json
import re
from collections.abc import Mapping
from email.message import Message
from urllib.parse import parse_qs, urlsplit

import pytest

from downloads import (
    MAX_NAME,
    Download,
    OutOfRange,
    Part,
    answer,
    disposition,
    find_media_type,
    find_part,
)
from durable.contract.files import Blob
from exchange import Answer, Forward, Reply, Request
from git.oid import ObjectId

OID = ObjectId(bytes(range(20)))
ETAG = f'"{OID.hex()}"'
TEXT = b"0123456789"


def ask(download: Download, headers: Mapping[str, str] | None = None) -> Answer:
    async def read_body(_limit: int) -> bytes:
        return b""

    request = Request("GET", "/x", "", headers or {}, "https://hearth.example", read_body)
    return answer(request, download)


def short(name: str = "a.txt", content: bytes = TEXT) -> Download:
    return Download("alice/x", Blob(OID, len(content), content), name)


def long(name: str = "a.txt", size: int = 5_000_000) -> Download:
    return Download("alice/x", Blob(OID, size, None), name)


def reply(download: Download, headers: Mapping[str, str] | None = None) -> Reply:
    given = ask(download, headers)
    assert isinstance(given, Reply)
    return given


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("bytes=0-3", Part(0, 4)),
        ("bytes=4-", Part(4, 10)),
        ("bytes=-3", Part(7, 10)),
        ("bytes=-99", Part(0, 10)),
        ("bytes=9-9", Part(9, 10)),
        ("bytes=5-99", Part(5, 10)),
        ("", None),
        ("bytes=-", None),
        ("bytes=3-2", None),
        ("bytes=0-1,3-4", None),
        ("lines=0-3", None),
        ("bytes=a-b", None),
        ("bytes=0-" + "9" * 19, None),
    ],
)
def test_a_range_is_a_part_of_the_file(text: str, part: Part | None) -> None:
    assert find_part(text, 10) == part


@pytest.mark.parametrize(
    ("text", "size"), [("bytes=10-", 10), ("bytes=10-12", 10), ("bytes=-0", 10), ("bytes=0-", 0)]
)
def test_what_lies_behind_the_end_cannot_be_had(text: str, size: int) -> None:
    with pytest.raises(OutOfRange):
        find_part(text, size)


def test_a_short_file_is_answered_at_once() -> None:
    whole = reply(short())
    assert (whole.status, whole.body) == (200, TEXT)
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert whole.headers["etag"] == ETAG
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["x-content-type-options"] == "nosniff"
    assert whole.headers["content-security-policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    part = reply(short(), {"range": "bytes=2-4"})
    assert (part.status, part.body) == (206, b"234")
    assert part.headers["content-range"] == "bytes 2-4/10"
    nothing = reply(short(), {"range": "bytes=20-"})
    assert (nothing.status, nothing.body) == (416, b"")
    assert nothing.headers["content-range"] == "bytes */10"


def test_a_range_of_another_version_is_answered_by_the_whole() -> None:
    assert reply(short(), {"range": "bytes=2-4", "if-range": ETAG}).status == 206
    assert reply(short(), {"range": "bytes=2-4", "if-range": '"other"'}).status == 200


def test_what_the_client_has_is_not_sent_again() -> None:
    for download in (short(), long()):
        known = reply(download, {"if-none-match": f'"x", {ETAG}', "range": "bytes=99-"})
        assert (known.status, known.body) == (304, b"")


def test_a_long_file_is_streamed_by_its_repository() -> None:
    given = ask(long("a.bin"), {"range": "bytes=1000-1999"})
    assert isinstance(given, Forward)
    assert given.store_name == "alice/x"
    url = urlsplit(given.path)
    assert url.path == "/blob"
    assert parse_qs(url.query) == {"oid": [OID.hex()], "start": ["1000"], "stop": ["2000"]}
    told = json.loads(given.headers["x-hearth-reply"])
    assert told["status"] == 206
    assert told["headers"]["content-range"] == "bytes 1000-1999/5000000"
    assert "content-type" not in told["headers"]
    movie = ask(long("a.MP4"))
    assert isinstance(movie, Forward)
    assert json.loads(movie.headers["x-hearth-reply"])["headers"]["content-type"] == "video/mp4"


@pytest.mark.parametrize(
    ("name", "content", "kind", "keeps"),
    [
        ("a.html", b"<script>alert(1)</script>", "text/plain; charset=utf-8", "inline"),
        ("a.js", b"alert(1)", "text/plain; charset=utf-8", "inline"),
        ("a.svg", b"<svg/>", "image/svg+xml", "inline"),
        ("a.PNG", b"\x89PNG\0", "image/png", "inline"),
        ("a.pdf", b"%PDF\0", "application/pdf", "inline"),
        ("a.exe", b"MZ\0", "application/octet-stream", "attachment"),
        ("png", b"\0", "application/octet-stream", "attachment"),
        ("", b"", "text/plain; charset=utf-8", "inline"),
    ],
)
def test_only_what_cannot_act_is_shown(name: str, content: bytes, kind: str, keeps: str) -> None:
    headers = reply(short(name, content)).headers
    assert headers["content-type"] == kind
    assert headers["content-disposition"].startswith(keeps)


@pytest.mark.parametrize(
    "name",
    [
        "a.txt",
        "a b.txt",
        'a"; filename=evil.exe; x="',
        "a\r\nset-cookie: x=1.txt",
        "größe.txt",
        "שלום.txt",
        "invoice\u202efdp.exe",
        "../../etc/passwd",
        "a\\b",
        "x" * 1_000,
        "%0d%0a",
        "a\udcff.txt",
        "'",
        "",
    ],
)
def test_no_name_breaks_out_of_its_header(name: str) -> None:
    header = disposition(name, keeps=True)
    assert header.isascii()
    assert header.isprintable()
    parsed = Message()
    parsed["content-disposition"] = header
    assert parsed.get_content_disposition() == "attachment"
    keys = [key for key, _ in parsed.get_params([], header="content-disposition")]
    assert set(keys) <= {"attachment", "filename"}
    found = parsed.get_filename() or ""
    assert not re.search(r"[\x00-\x1f/\\\u202e]", found)
    assert len(found) <= MAX_NAME


def test_types_go_by_the_ending() -> None:
    assert find_media_type("x.svg") == "image/svg+xml"
    assert find_media_type("svg") is None
    assert find_media_type("x.html") is None
