from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from exchange import Forward
from forge.repositories import Visibility
from tests.api.v3.api_client import PASSWORD, ApiClient
from tests.support.git_client import GitRepository
from tests.support.hearth import basic
from tests.web.code.odd_files import BRANCH, LARGE, MARKED, PNG, SOURCE
from tests.web.history.reader import Reader


def test_a_file_comes_as_it_lies(odd: Reader) -> None:
    reply = odd.ask("/raw/main/src/greet.py")
    assert (reply.status, reply.body) == (200, SOURCE)
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert reply.headers["etag"] == f'"{odd.git.git("rev-parse", "main:src/greet.py").text}"'
    assert odd.raw("/raw/main/docs/logo.png") == PNG
    assert odd.raw(f"/raw/{BRANCH}/only/here.txt") == b"x\n"


@pytest.mark.parametrize("path", ["page.html", "docs/logo.svg", f"odd/{quote(MARKED)}"])
def test_nothing_in_it_runs(odd: Reader, path: str) -> None:
    headers = odd.ask(f"/raw/main/{path}").headers
    assert "sandbox" in headers["content-security-policy"]
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert headers["x-content-type-options"] == "nosniff"
    assert "html" not in headers["content-type"]
    assert headers["content-disposition"].isascii()


def test_a_part_can_be_had(odd: Reader) -> None:
    reply = odd.ask("/raw/main/src/greet.py", {"range": "bytes=4-8"})
    assert (reply.status, reply.body) == (206, SOURCE[4:9])
    assert odd.ask("/raw/main/src/greet.py", {"range": "bytes=9999-"}).status == 416


def test_what_is_large_is_streamed_by_the_repository(odd: Reader) -> None:
    answer = odd.hearth.forward("GET", f"{odd.base}/raw/main/large.txt")
    assert isinstance(answer, Forward)
    assert f"stop={len(LARGE)}" in answer.path
    told = json.loads(answer.headers["x-hearth-reply"])
    assert told["headers"]["cache-control"] == "public, no-cache"


def test_only_what_never_changes_is_kept_for_ever(odd: Reader) -> None:
    oid = odd.git.git("rev-parse", "main").text
    fixed = odd.ask(f"/raw/{oid}/README.md").headers
    assert fixed["cache-control"] == "public, max-age=31536000, immutable"
    for rev in ("main", oid[:12], "v1"):
        assert odd.ask(f"/raw/{rev}/README.md").headers["cache-control"] == "public, no-cache"


def test_what_is_private_is_kept_by_nobody_else(odd_git: GitRepository) -> None:
    client = ApiClient("alice", "closed", Visibility.PRIVATE)
    client.push(odd_git)
    oid = odd_git.git("rev-parse", "main").text
    for rev, kept in (("main", "private, no-cache"), (oid, "private, max-age=31536000, immutable")):
        path = f"/alice/closed/raw/{rev}/README.md"
        headers = client.hearth.reply("GET", path, basic("alice", PASSWORD)).headers
        assert headers["cache-control"] == kept
        assert headers["vary"] == "authorization, cookie"
    client.hearth.reply("GET", "/alice/closed", basic("alice", PASSWORD))
    assert client.hearth.cache.kept
    assert not client.hearth.cache.shared
    client.close()


def test_what_the_browser_has_is_not_sent_again(odd: Reader) -> None:
    etag = odd.ask("/raw/main/README.md").headers["etag"]
    reply = odd.ask("/raw/main/README.md", {"if-none-match": etag})
    assert (reply.status, reply.body) == (304, b"")


@pytest.mark.parametrize(("path", "status"), [("src", 303), ("lib/far", 404), ("nothing", 404)])
def test_what_is_no_file_has_no_bytes(odd: Reader, path: str, status: int) -> None:
    assert odd.ask(f"/raw/main/{path}").status == status


def test_a_download_is_kept_as_a_file(odd: Reader) -> None:
    headers = odd.ask("/raw/main/page.html?download=1").headers
    assert headers["content-disposition"] == 'attachment; filename="page.html"'
