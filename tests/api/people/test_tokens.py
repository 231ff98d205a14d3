from __future__ import annotations

import json

import pytest

from config import MAX_JSON_BODY
from exchange import Reply
from forge.proof.token_text import is_token
from forge.tokens import MAX_TOKENS
from tests.support.hearth import Hearth, basic, json_of

URL = "/api/v1/users/alice/tokens"
ALICE = basic("alice", "secret")
JSON = {"content-type": "application/json"}


@pytest.fixture(autouse=True)
def people(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    hearth.add_user("bob", "secret")


def create(hearth: Hearth, **fields: object) -> Reply:
    return hearth.reply("POST", URL, ALICE | JSON, json.dumps(fields).encode())


def test_a_new_token_is_shown_once(hearth: Hearth) -> None:
    reply = create(hearth, name="laptop")
    assert reply.status == 201
    made = json_of(reply)
    assert is_token(made["sha1"])
    assert made["token_last_eight"] == made["sha1"][-8:]
    assert made["name"] == "laptop"
    assert made["scopes"] == ["repo:read", "repo:write"]
    assert made["expires_at"] is None
    assert made["last_used_at"] is None
    (listed,) = json_of(hearth.reply("GET", URL, ALICE))
    assert listed == {**made, "sha1": ""}


def test_a_token_is_made_for_the_scopes_that_are_asked_for(hearth: Hearth) -> None:
    assert json_of(create(hearth, name="r", scopes=["repo:read"]))["scopes"] == ["repo:read"]
    twice = ["repo:write", "repo:read", "repo:write"]
    assert json_of(create(hearth, name="w", scopes=twice))["scopes"] == ["repo:read", "repo:write"]


def test_a_token_ends_when_it_was_told_to(hearth: Hearth) -> None:
    made = json_of(create(hearth, name="short", expires_at="2026-12-01T01:00:00+01:00"))
    assert made["expires_at"] == "2026-12-01T00:00:00Z"
    bearer = {"authorization": f"Bearer {made['sha1']}"}
    url = "/alice/x/info/refs?service=git-upload-pack"
    assert hearth.reply("GET", url, bearer).status == 404
    hearth.now += 365 * 86_400
    assert hearth.reply("GET", url, bearer).status == 401


def test_a_deleted_token_opens_nothing(hearth: Hearth) -> None:
    made = json_of(create(hearth, name="laptop"))
    reply = hearth.reply("DELETE", f"{URL}/{made['id']}", ALICE)
    assert (reply.status, reply.body) == (204, b"")
    assert json_of(hearth.reply("GET", URL, ALICE)) == []
    bearer = {"authorization": f"Bearer {made['sha1']}"}
    url = "/alice/x/info/refs?service=git-upload-pack"
    assert hearth.reply("GET", url, bearer).status == 401


@pytest.mark.parametrize("token_id", ["1", "0", "-1", "x", "²", "9" * 30, "1%20"])
def test_a_token_that_is_not_there_cannot_be_deleted(hearth: Hearth, token_id: str) -> None:
    reply = hearth.reply("DELETE", f"{URL}/{token_id}", ALICE)
    assert reply.status == 404
    assert json_of(reply) == {"message": "There is no such token."}


def test_no_token_lists_makes_or_deletes_tokens(hearth: Hearth) -> None:
    made = json_of(create(hearth, name="laptop"))
    headers = {"authorization": f"token {made['sha1']}"} | JSON
    for method, url in [("GET", URL), ("POST", URL), ("DELETE", f"{URL}/{made['id']}")]:
        assert hearth.reply(method, url, headers, b'{"name": "more"}').status == 403
    assert len(json_of(hearth.reply("GET", URL, ALICE))) == 1


def test_other_peoples_tokens_answer_as_if_there_were_no_such_people(hearth: Hearth) -> None:
    bobs = hearth.reply("GET", "/api/v1/users/bob/tokens", ALICE)
    nobodys = hearth.reply("GET", "/api/v1/users/nobody/tokens", ALICE)
    assert bobs.status == nobodys.status == 404
    assert bobs.body == nobodys.body


@pytest.mark.parametrize("headers", [{}, basic("alice", "wrong"), basic("nobody", "secret")])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_strangers_are_asked_who_they_are(
    hearth: Hearth, method: str, headers: dict[str, str]
) -> None:
    reply = hearth.reply(method, URL, headers | JSON, b'{"name": "x"}')
    assert reply.status == 401
    assert reply.headers["www-authenticate"].startswith("Basic ")
    assert list(json_of(reply)) == ["message"]


UNKEEPABLE: list[tuple[str, object]] = [
    ("name", None),
    ("name", 7),
    ("name", ""),
    ("name", "  "),
    ("name", "x" * 256),
    ("name", "a\nb"),
    ("name", "\ud800"),
    ("scopes", "repo:read"),
    ("scopes", []),
    ("scopes", ["account"]),
    ("scopes", ["repo:read", "everything"]),
    ("scopes", [{}]),
    ("expires_at", 1_800_000_000),
    ("expires_at", "tomorrow"),
    ("expires_at", "2026-12-01T00:00:00"),
    ("expires_at", "2020-01-01T00:00:00Z"),
    ("expires_at", "0001-01-01T00:00:00+23:59"),
]


@pytest.mark.parametrize(("field", "value"), UNKEEPABLE)
def test_a_value_that_cannot_be_kept_is_refused_by_its_field(
    hearth: Hearth, field: str, value: object
) -> None:
    reply = create(hearth, **({"name": "x"} | {field: value}))
    assert reply.status == 422
    body = json_of(reply)
    assert body["message"] == "Validation Failed"
    assert [error["field"].partition("[")[0] for error in body["errors"]] == [field]
    assert body["errors"][0]["message"].startswith(field)
    assert json_of(hearth.reply("GET", URL, ALICE)) == []


def test_a_name_that_is_taken_is_refused_by_its_field(hearth: Hearth) -> None:
    create(hearth, name="laptop")
    reply = create(hearth, name="laptop")
    assert reply.status == 422
    assert json_of(reply)["errors"][0]["field"] == "name"


def test_too_many_tokens_are_refused(hearth: Hearth) -> None:
    for number in range(MAX_TOKENS):
        assert create(hearth, name=str(number)).status == 201
    reply = create(hearth, name="one more")
    assert reply.status == 422
    assert json_of(reply) == {"message": "There may not be more than 100 tokens."}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[]", 400),
        (b'"name"', 400),
        (b"\xff", 400),
        (b"[" * 60_000, 400),
        (b'{"name": "' + b"x" * MAX_JSON_BODY + b'"}', 413),
    ],
)
def test_what_is_no_json_object_of_bounded_size_is_refused(
    hearth: Hearth, body: bytes, status: int
) -> None:
    reply = hearth.reply("POST", URL, ALICE | JSON, body)
    assert reply.status == status
    assert list(json_of(reply)) == ["message"]


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/x-www-form-urlencoded"])
def test_a_form_on_a_foreign_page_cannot_make_a_token(hearth: Hearth, media_type: str) -> None:
    headers = ALICE | {"content-type": media_type}
    assert hearth.reply("POST", URL, headers, b'{"name": "x"}').status == 415
    assert json_of(hearth.reply("GET", URL, ALICE)) == []


def test_the_media_type_may_name_its_charset(hearth: Hearth) -> None:
    headers = ALICE | {"content-type": "Application/JSON; charset=utf-8"}
    assert hearth.reply("POST", URL, headers, b'{"name": "x"}').status == 201


def test_a_dump_of_the_database_opens_nothing(hearth: Hearth) -> None:
    token = json_of(create(hearth, name="laptop"))["sha1"]
    dump = "\n".join(hearth.database.connection.iterdump())
    assert "secret" not in dump
    assert token not in dump
    for kept in [
        row[0]
        for row in hearth.database.connection.execute(
            "SELECT token_hash FROM tokens UNION ALL SELECT password_hash FROM users"
        )
    ]:
        bearer = {"authorization": f"Bearer {kept}"}
        assert hearth.reply("GET", URL, bearer).status == 401
        assert hearth.reply("GET", URL, basic("alice", kept)).status == 401
