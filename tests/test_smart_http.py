from __future__ import annotations

from collections.abc import Mapping

import pytest

from config import MAX_GIT_PROTOCOL
from exchange import Forward, Reply
from forge.repositories import Visibility
from tests.support.git_requests import (
    RECEIVE,
    SERVICES,
    UPLOAD,
    ask_both,
    credentials,
    discover,
    post,
)
from tests.support.hearth import Hearth


@pytest.fixture(autouse=True)
def people(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    hearth.add_user("bob", "secret")
    hearth.add_repository("alice", "open", Visibility.PUBLIC)
    hearth.add_repository("alice", "closed", Visibility.PRIVATE)


PASSED = 0
"""Stands for «forwarded» in the matrix below."""

MATRIX = [
    # who, then fetch and push of: public, private, absent of alice, absent of bob
    ("anonymous", (PASSED, 401), (401, 401), (401, 401), (401, 401)),
    ("wrong password", (401, 401), (401, 401), (401, 401), (401, 401)),
    ("stranger", (401, 401), (401, 401), (401, 401), (401, 401)),
    ("expired token", (401, 401), (401, 401), (401, 401), (401, 401)),
    ("nonsense", (401, 401), (401, 401), (401, 401), (401, 401)),
    ("alice", (PASSED, PASSED), (PASSED, PASSED), (404, PASSED), (404, 404)),
    ("alice's token", (PASSED, PASSED), (PASSED, PASSED), (404, PASSED), (404, 404)),
    ("alice's reading token", (PASSED, 403), (PASSED, 403), (404, 404), (404, 404)),
    ("bob", (PASSED, 403), (404, 404), (404, 404), (404, PASSED)),
]
PATHS = ["alice/open", "alice/closed", "alice/absent", "bob/absent"]
CASES = [
    (who, path, service, expected)
    for who, *row in MATRIX
    for path, pair in zip(PATHS, row, strict=True)
    for service, expected in zip(SERVICES, pair, strict=True)
]


@pytest.mark.parametrize(("who", "path", "service", "expected"), CASES)
def test_the_matrix_of_who_may_fetch_and_push(
    hearth: Hearth, who: str, path: str, service: str, expected: int
) -> None:
    for answer in ask_both(hearth, path, service, who):
        status = answer.status if isinstance(answer, Reply) else PASSED
        assert status == expected


@pytest.mark.parametrize("who", ["anonymous", "bob", "wrong password", "stranger"])
@pytest.mark.parametrize("service", SERVICES)
def test_a_hidden_repository_answers_like_one_that_does_not_exist(
    hearth: Hearth, who: str, service: str
) -> None:
    hidden = ask_both(hearth, "alice/closed", service, who)
    hearth.database.connection.execute("DELETE FROM repositories")
    absent = ask_both(hearth, "alice/closed", service, who)
    for one, other in zip(hidden, absent, strict=True):
        assert isinstance(one, Reply)
        assert isinstance(other, Reply)
        assert (one.status, one.body) == (other.status, other.body)
        assert without_request_id(one.headers) == without_request_id(other.headers)


def without_request_id(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name != "x-request-id"}


@pytest.mark.parametrize("service", SERVICES)
def test_git_asks_its_user_for_credentials_when_told_so(hearth: Hearth, service: str) -> None:
    for who in ["anonymous", "wrong password"]:
        for answer in ask_both(hearth, "alice/closed", service, who):
            assert isinstance(answer, Reply)
            challenge = answer.headers["www-authenticate"]
            assert challenge == 'Basic realm="Hearth", charset="UTF-8"'


def test_only_a_401_asks_for_credentials(hearth: Hearth) -> None:
    for path, who in [("alice/open", "bob"), ("alice/closed", "bob"), ("alice/none", "bob")]:
        for answer in ask_both(hearth, path, RECEIVE, who):
            assert isinstance(answer, Reply)
            assert "www-authenticate" not in answer.headers


@pytest.mark.parametrize("path", ["alice/open", "alice/open.git", "Alice/OPEN.git"])
@pytest.mark.parametrize("service", SERVICES)
def test_a_repository_answers_with_and_without_git_at_the_end(
    hearth: Hearth, path: str, service: str
) -> None:
    for answer in ask_both(hearth, path, service, "alice"):
        assert isinstance(answer, Forward)
        assert answer.store_name == "alice/open"
        assert answer.headers["x-hearth-repository"] == "alice/open"


def test_the_repository_is_asked_for_the_one_service(hearth: Hearth) -> None:
    headers = credentials(hearth, "alice")
    url = f"/alice/open/info/refs?x=1&service={UPLOAD}&y=2"
    assert hearth.forward("GET", url, headers).path == f"/info/refs?service={UPLOAD}"
    for service in SERVICES:
        answer = post(hearth, "alice/open", service, headers)
        assert isinstance(answer, Forward)
        assert answer.path == f"/{service}"


def test_the_repository_is_told_who_asks(hearth: Hearth) -> None:
    answer = discover(hearth, "alice/open", UPLOAD, credentials(hearth, "bob"))
    assert isinstance(answer, Forward)
    assert answer.headers["x-hearth-actor"] == "bob"
    assert answer.headers["x-hearth-store"] == "alice/open"
    assert len(answer.headers["x-hearth-request"]) == 16
    assert "x-hearth-created" not in answer.headers


def test_nobody_says_who_asks_but_hearth(hearth: Hearth) -> None:
    forged = {"x-hearth-actor": "alice", "x-hearth-created": "1"}
    answer = discover(hearth, "alice/open", UPLOAD, forged)
    assert isinstance(answer, Forward)
    assert answer.headers["x-hearth-actor"] == ""
    assert "x-hearth-created" not in answer.headers
    assert discover(hearth, "alice/closed", UPLOAD, forged) != answer


def test_a_renamed_repository_keeps_its_store(hearth: Hearth) -> None:
    hearth.database.connection.execute("UPDATE repositories SET name = 'new' WHERE name = 'open'")
    answer = discover(hearth, "alice/new", UPLOAD)
    assert isinstance(answer, Forward)
    assert answer.store_name == "alice/open"
    assert answer.headers["x-hearth-repository"] == "alice/new"


# What git clients must not be sent on with


@pytest.mark.parametrize("query", ["", "service=", "x=1"])
def test_a_client_without_smart_http_is_told_to_upgrade(hearth: Hearth, query: str) -> None:
    reply = hearth.reply("GET", f"/alice/open/info/refs?{query}")
    assert reply.status == 403
    assert reply.body.startswith(b"Please upgrade your git client")


@pytest.mark.parametrize("service", ["git-upload-archive", "upload-pack", "GIT-UPLOAD-PACK"])
def test_other_services_are_not_offered(hearth: Hearth, service: str) -> None:
    answer = discover(hearth, "alice/open", service)
    assert isinstance(answer, Reply)
    assert answer.status == 403


@pytest.mark.parametrize("path", ["git-upload-archive", "HEAD", "objects/info/packs", "git-"])
def test_nothing_else_of_a_repository_has_an_address(hearth: Hearth, path: str) -> None:
    assert hearth.reply("GET", f"/alice/open/{path}").status == 404
    assert hearth.reply("POST", f"/alice/open/{path}").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "alice/..",
        "../open",
        "alice/%2e%2e",
        "alice/open%2egit",
        "alice/.git",
        "alice/open.git.git",
        "alice/open.lock",
        "alice/-open",
        "api/open",
        "alice/" + "a" * 101,
        "alice/op en",
        "alice/op%00en",
    ],
)
def test_what_can_be_no_repository_is_not_looked_for(hearth: Hearth, path: str) -> None:
    headers = credentials(hearth, "alice")
    hearth.database.statements.clear()
    for answer in [discover(hearth, path, RECEIVE, headers), post(hearth, path, RECEIVE, headers)]:
        assert isinstance(answer, Reply)
        assert answer.status == 404
    assert hearth.database.statements == []


@pytest.mark.parametrize("path", ["/alice/open", "alice//open", "alice/open/", "x/alice/open"])
def test_slashes_are_not_forgiven(hearth: Hearth, path: str) -> None:
    answer = discover(hearth, path, UPLOAD)
    assert isinstance(answer, Reply)
    assert answer.status == 404


@pytest.mark.parametrize("service", SERVICES)
@pytest.mark.parametrize(
    "content_type",
    ["", "text/plain", "application/x-www-form-urlencoded", "application/x-git-upload-pack-result"],
)
def test_a_request_of_another_type_is_refused(
    hearth: Hearth, service: str, content_type: str
) -> None:
    headers = credentials(hearth, "alice") | {"content-type": content_type}
    answer = post(hearth, "alice/open", service, headers)
    assert isinstance(answer, Reply)
    assert answer.status == 415
    assert f"application/x-{service}-request".encode() in answer.body


@pytest.mark.parametrize("encoding", ["gzip", "x-gzip", "GZIP", "identity", ""])
def test_gzip_is_passed_on(hearth: Hearth, encoding: str) -> None:
    headers = credentials(hearth, "alice") | {"content-encoding": encoding}
    assert isinstance(post(hearth, "alice/open", UPLOAD, headers), Forward)


@pytest.mark.parametrize("encoding", ["deflate", "br", "zstd", "gzip, gzip"])
def test_other_encodings_are_refused(hearth: Hearth, encoding: str) -> None:
    headers = credentials(hearth, "alice") | {"content-encoding": encoding}
    answer = post(hearth, "alice/open", UPLOAD, headers)
    assert isinstance(answer, Reply)
    assert answer.status == 415


@pytest.mark.parametrize("service", SERVICES)
def test_the_git_protocol_header_is_of_bounded_length(hearth: Hearth, service: str) -> None:
    headers = credentials(hearth, "alice")
    longest = headers | {"git-protocol": "x" * MAX_GIT_PROTOCOL}
    assert isinstance(discover(hearth, "alice/open", service, longest), Forward)
    assert isinstance(post(hearth, "alice/open", service, longest), Forward)
    longer = headers | {"git-protocol": "x" * (MAX_GIT_PROTOCOL + 1)}
    for answer in [
        discover(hearth, "alice/open", service, longer),
        post(hearth, "alice/open", service, longer),
    ]:
        assert isinstance(answer, Reply)
        assert answer.status == 400


@pytest.mark.parametrize(
    ("method", "url", "allowed"),
    [
        ("POST", f"/alice/open/info/refs?service={UPLOAD}", "GET, HEAD"),
        ("GET", f"/alice/open/{UPLOAD}", "POST"),
        ("PUT", f"/alice/open/{RECEIVE}", "POST"),
        ("PROPFIND", f"/alice/open/{RECEIVE}", "POST"),
    ],
)
def test_other_methods_are_not_allowed(hearth: Hearth, method: str, url: str, allowed: str) -> None:
    reply = hearth.reply(method, url)
    assert reply.status == 405
    assert reply.headers["allow"] == allowed


def test_head_is_answered_as_get_is(hearth: Hearth) -> None:
    url = f"/alice/open/info/refs?service={UPLOAD}"
    assert hearth.forward("HEAD", url).path == hearth.forward("GET", url).path


def test_no_answer_is_kept_by_a_cache(hearth: Hearth) -> None:
    for who in ["anonymous", "bob"]:
        for answer in ask_both(hearth, "alice/closed", RECEIVE, who):
            assert isinstance(answer, Reply)
            assert answer.headers["cache-control"].startswith("no-cache")
            assert answer.headers["pragma"] == "no-cache"
            assert answer.headers["expires"] == "Fri, 01 Jan 1980 00:00:00 GMT"
