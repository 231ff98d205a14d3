from __future__ import annotations

import hashlib
import json

import pytest

from exchange import Forward
from tests.api.v3.api_client import PASSWORD, ApiClient
from tests.support.git_client import GitRepository
from tests.support.hearth import basic

TEXT = b"0123456789\n" * 100
LARGE = b"".join(hashlib.sha256(b"%d" % number).digest() for number in range(80_000))
"""2.5 MB that no compression makes smaller."""

RAW = {"accept": "application/vnd.github.raw"}


@pytest.fixture
def client(client: ApiClient, work: GitRepository) -> ApiClient:
    work.commit("files", {"dir/a.txt": TEXT, "large.bin": LARGE})
    client.push(work)
    return client


@pytest.mark.parametrize(
    ("asked", "told", "part"),
    [
        ("bytes=0-9", "bytes 0-9/1100", TEXT[:10]),
        ("bytes=1090-", "bytes 1090-1099/1100", TEXT[1090:]),
        ("bytes=-5", "bytes 1095-1099/1100", TEXT[-5:]),
    ],
)
@pytest.mark.parametrize("path", ["/contents/dir/a.txt", "/raw/dir/a.txt"])
def test_a_part_of_a_file(client: ApiClient, path: str, asked: str, told: str, part: bytes) -> None:
    reply = client.ask("GET", path, None, {**RAW, "range": asked})
    assert (reply.status, reply.body) == (206, part)
    assert reply.headers["content-range"] == told
    assert reply.headers["access-control-allow-origin"] == "*"


def test_a_file_as_it_is(client: ApiClient) -> None:
    whole = client.ask("GET", "/raw/dir/a.txt?ref=main")
    assert (whole.status, whole.body) == (200, TEXT)
    assert whole.headers["content-type"] == "text/plain; charset=utf-8"
    assert whole.headers["accept-ranges"] == "bytes"
    again = {"if-none-match": whole.headers["etag"]}
    assert client.ask("GET", "/raw/dir/a.txt", None, again).status == 304
    raw = client.ask("GET", "/contents/dir/a.txt", None, RAW)
    assert raw.headers["content-type"] == "application/vnd.github.raw"


def test_beyond_the_end_there_is_no_part(client: ApiClient) -> None:
    reply = client.ask("GET", "/raw/dir/a.txt", None, {"range": "bytes=1100-"})
    assert (reply.status, reply.headers["content-range"]) == (416, "bytes */1100")


@pytest.mark.parametrize("path", ["/raw/dir", "/raw/none"])
def test_what_is_no_file_is_not_there(client: ApiClient, path: str) -> None:
    assert client.ask("GET", path).status == 404


@pytest.mark.parametrize("path", ["/raw/large.bin", "/contents/large.bin", "/git/blobs/{oid}"])
def test_a_long_file_is_streamed_by_its_repository(
    client: ApiClient, work: GitRepository, path: str
) -> None:
    url = client.base + path.format(oid=work.oid("main:large.bin"))
    headers = {**basic("alice", PASSWORD), **RAW, "range": "bytes=1000000-2000000"}
    answer = client.hearth.ask("GET", url, headers)
    assert isinstance(answer, Forward)
    told = json.loads(answer.headers["x-hearth-reply"])
    assert told["status"] == 206
    assert told["headers"]["content-range"] == f"bytes 1000000-2000000/{len(LARGE)}"
    assert answer.path.startswith("/blob?")
    assert answer.path.endswith("start=1000000&stop=2000001")


def test_a_blob_that_is_too_long_for_json_is_refused(
    client: ApiClient, work: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.v3.git_data.MAX_BLOB", 1_000_000)
    told = client.call(413, "GET", f"/git/blobs/{work.oid('main:large.bin')}")
    assert "application/vnd.github.raw" in told["message"]
    assert client.get("/contents/large.bin")["encoding"] == "none"
