from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from config import VERSION
from exchange import Reply, Request
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth, basic, json_of

ROOT = Path(__file__).parents[1]


def test_health_tells_the_version(hearth: Hearth) -> None:
    assert json_of(hearth.reply("GET", "/health")) == {"status": "ok", "version": VERSION}


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["version"] == VERSION


def test_the_front_page_says_what_this_is(hearth: Hearth) -> None:
    reply = hearth.reply("GET", "/")
    assert reply.status == 200
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "<title>Hearth · Hearth</title>".encode() in reply.body
    assert b"Git repositories" in reply.body


@pytest.mark.parametrize("path", ["/nothing", "/alice", "/alice/open", "/api/v1", "/%00"])
def test_an_unknown_address_is_not_found(hearth: Hearth, path: str) -> None:
    reply = hearth.reply("GET", path)
    assert reply.status == 404
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert reply.body.count(b"There is nothing at this address") == 1


@pytest.mark.parametrize("path", ["", "nothing"])
def test_what_is_no_path_is_not_found(hearth: Hearth, path: str) -> None:
    assert hearth.reply("GET", path).status == 404


@pytest.mark.parametrize("method", ["POST", "DELETE", "BREW"])
def test_another_method_is_told_which_are_allowed(hearth: Hearth, method: str) -> None:
    reply = hearth.reply(method, "/health")
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD"


def every_kind_of_reply(hearth: Hearth) -> list[Reply]:
    return [
        hearth.reply("GET", "/"),
        hearth.reply("GET", "/nothing"),
        hearth.reply("POST", "/health"),
        hearth.reply("GET", "/admin/x/info/refs?service=git-upload-pack"),
        hearth.reply("GET", "/api/v1/users/admin/tokens"),
        hearth.reply("GET", "/api/v1/users/admin/tokens", basic(ADMIN, ADMIN_PASSWORD)),
        failed_reply(hearth),
    ]


def failed_reply(hearth: Hearth) -> Reply:
    hearth.database.connection.execute("ALTER TABLE users RENAME TO lost")
    return hearth.reply(
        "GET", "/admin/x/info/refs?service=git-upload-pack", basic(ADMIN, ADMIN_PASSWORD)
    )


def test_every_reply_carries_its_request_id_and_is_safe_to_show(hearth: Hearth) -> None:
    replies = every_kind_of_reply(hearth)
    for reply in replies:
        assert re.fullmatch("[0-9a-f]{16}", reply.headers["x-request-id"])
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in reply.headers["content-security-policy"]
        assert reply.headers["cache-control"].startswith(("no-store", "no-cache"))
    assert len({reply.headers["x-request-id"] for reply in replies}) == len(replies)


def test_an_error_ends_in_a_sentence_with_the_number_that_the_log_has(hearth: Hearth) -> None:
    reply = failed_reply(hearth)
    assert reply.status == 500
    request_id = reply.headers["x-request-id"]
    assert reply.body.decode() == f"Something went wrong on the server. (request {request_id})\n"
    ((error, fields),) = hearth.log.errors
    assert "no such table" in str(error)
    assert fields == {"request": request_id, "method": "GET", "path": "/admin/x/info/refs"}


def test_nothing_of_the_credentials_reaches_the_log(hearth: Hearth) -> None:
    failed_reply(hearth)
    assert ADMIN_PASSWORD not in repr(hearth.log.errors)
    assert basic(ADMIN, ADMIN_PASSWORD)["authorization"] not in repr(hearth.log.errors)


def test_a_repository_that_cannot_be_reached_is_a_passing_trouble(hearth: Hearth) -> None:
    url = "/admin/x/info/refs?service=git-receive-pack"
    forward = hearth.forward("GET", url, basic(ADMIN, ADMIN_PASSWORD))

    async def no_body(_limit: int) -> bytes:
        return b""

    request = Request("GET", "/admin/x/info/refs", "", {}, "https://hearth.example", no_body)
    reply = hearth.app.fail(request, forward, OSError("Network connection lost"))
    assert reply.status == 503
    assert reply.headers["retry-after"] == "5"
    request_id = forward.headers["x-hearth-request"]
    assert request_id in reply.body.decode()
    assert reply.headers["x-request-id"] == request_id
    ((_, fields),) = hearth.log.errors
    assert fields["request"] == request_id
