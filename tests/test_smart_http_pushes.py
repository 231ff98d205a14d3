from __future__ import annotations

import pytest

from config import Config
from exchange import Forward, Reply
from forge.authentication import ConfiguredAccount
from forge.database import Parameter, Row
from forge.names import RepositoryName
from forge.repositories import Repository, Visibility, find_repository
from tests.support.git_requests import RECEIVE, SERVICES, UPLOAD, credentials, discover, post
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth, basic


@pytest.fixture(autouse=True)
def people(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    hearth.add_user("bob", "secret")
    hearth.add_repository("alice", "open", Visibility.PUBLIC)
    hearth.add_repository("alice", "closed", Visibility.PRIVATE)


def find(hearth: Hearth, owner: str, name: str) -> Repository | None:
    return hearth.run(find_repository(hearth.database, RepositoryName(owner, name)))


# Size


@pytest.fixture
def small(hearth: Hearth) -> Hearth:
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    hearth.app = hearth.new_app(Config(account, max_request_body=1_000))
    return hearth


@pytest.mark.parametrize("service", SERVICES)
def test_a_request_of_the_greatest_size_is_taken(small: Hearth, service: str) -> None:
    answer = post(small, "alice/open", service, credentials(small, "alice"), bytes(1_000))
    assert isinstance(answer, Forward)


def test_a_larger_fetch_is_refused(small: Hearth) -> None:
    answer = post(small, "alice/open", UPLOAD, {}, bytes(1_001))
    assert isinstance(answer, Reply)
    assert answer.status == 413
    assert b"larger than the 1,000 bytes" in answer.body


def test_a_larger_push_is_refused_inside_the_protocol_where_git_shows_the_reason(
    small: Hearth,
) -> None:
    answer = post(small, "alice/new", RECEIVE, credentials(small, "alice"), bytes(1_001))
    assert isinstance(answer, Reply)
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/x-git-receive-pack-result"
    length = int(answer.body[:4], 16)
    assert answer.body[4:5] == b"\x03"
    assert b"larger than the 1,000 bytes" in answer.body[5:length]
    assert answer.body[length:] == b"0000"
    assert find(small, "alice", "new") is None


def test_a_larger_push_of_a_stranger_is_refused_for_that(small: Hearth) -> None:
    answer = post(small, "alice/open", RECEIVE, {}, bytes(1_001))
    assert isinstance(answer, Reply)
    assert answer.status == 401


def test_a_body_of_unknown_length_is_passed_on_to_be_counted(small: Hearth) -> None:
    headers = credentials(small, "alice") | {"content-length": ""}
    answer = post(small, "alice/open", RECEIVE, headers, bytes(1_001))
    assert isinstance(answer, Forward)


# The first push makes the repository


def test_looking_at_a_repository_to_be_makes_nothing(hearth: Hearth) -> None:
    answer = discover(hearth, "ALICE/new.git", RECEIVE, credentials(hearth, "alice"))
    assert isinstance(answer, Forward)
    assert answer.store_name == "alice/new"
    assert answer.headers["x-hearth-repository"] == "alice/new"
    assert "x-hearth-created" not in answer.headers
    assert find(hearth, "alice", "new") is None


def test_the_first_push_makes_a_private_repository(hearth: Hearth) -> None:
    answer = post(hearth, "alice/new.git", RECEIVE, credentials(hearth, "alice"))
    assert isinstance(answer, Forward)
    assert answer.store_name == "alice/new"
    assert answer.headers["x-hearth-created"] == "1"
    made = find(hearth, "alice", "new")
    assert made is not None
    assert made.visibility is Visibility.PRIVATE
    assert made.store_name == "alice/new"


def test_the_second_push_does_not(hearth: Hearth) -> None:
    headers = credentials(hearth, "alice")
    post(hearth, "alice/new", RECEIVE, headers)
    answer = post(hearth, "alice/new", RECEIVE, headers)
    assert isinstance(answer, Forward)
    assert "x-hearth-created" not in answer.headers


def test_the_settings_say_who_sees_a_new_repository(hearth: Hearth) -> None:
    hearth.app = hearth.new_app(Config(default_visibility=Visibility.PUBLIC))
    post(hearth, "alice/new", RECEIVE, credentials(hearth, "alice"))
    made = find(hearth, "alice", "new")
    assert made is not None
    assert made.visibility is Visibility.PUBLIC


def test_a_freed_name_never_meets_the_old_data(hearth: Hearth) -> None:
    hearth.database.connection.execute("DELETE FROM repositories")
    headers = credentials(hearth, "alice")
    for answer in [
        discover(hearth, "alice/open", RECEIVE, headers),
        post(hearth, "alice/open", RECEIVE, headers),
    ]:
        assert isinstance(answer, Forward)
        assert answer.store_name == "alice/open~2"
        assert answer.headers["x-hearth-repository"] == "alice/open"


def test_the_configured_account_pushes_to_a_repository_of_its_own_at_its_first_visit(
    hearth: Hearth,
) -> None:
    headers = basic(ADMIN, ADMIN_PASSWORD)
    assert isinstance(discover(hearth, "admin/hello", RECEIVE, headers), Forward)
    assert isinstance(post(hearth, "admin/hello", RECEIVE, headers), Forward)
    assert find(hearth, ADMIN, "hello") is not None


def test_two_first_pushes_at_once_meet_in_one_store(hearth: Hearth) -> None:
    headers = credentials(hearth, "alice")
    first = hearth.database.first

    async def first_with_a_rival(sql: str, *parameters: Parameter) -> Row | None:
        """Somebody else makes the repository after we have found none."""
        row = await first(sql, *parameters)
        if "store_names" in sql:
            hearth.database.first = first
            await rival()
        return row

    async def rival() -> None:
        sql = "INSERT INTO store_names VALUES ('alice/new', 1)"
        hearth.database.connection.execute(sql)
        hearth.database.connection.execute(
            "INSERT INTO repositories"
            " (owner_id, name, store_name, visibility, created_at, updated_at)"
            " SELECT id, 'new', 'alice/new', 'private', 0, 0 FROM users WHERE name = 'alice'"
        )

    hearth.database.first = first_with_a_rival
    answer = post(hearth, "alice/new", RECEIVE, headers)
    assert isinstance(answer, Forward)
    assert answer.store_name == "alice/new"
    assert "x-hearth-created" not in answer.headers


# git's probe ahead of a large push


def test_the_probe_is_answered_with_nothing_and_makes_nothing(hearth: Hearth) -> None:
    answer = post(hearth, "alice/new", RECEIVE, credentials(hearth, "alice"), b"0000")
    assert isinstance(answer, Reply)
    assert answer.status == 200
    assert answer.body == b""
    assert answer.headers["content-type"] == "application/x-git-receive-pack-result"
    assert find(hearth, "alice", "new") is None


def test_the_probe_tells_whether_the_credentials_are_good(hearth: Hearth) -> None:
    answer = post(hearth, "alice/open", RECEIVE, credentials(hearth, "wrong password"), b"0000")
    assert isinstance(answer, Reply)
    assert answer.status == 401


def test_four_other_bytes_are_no_push(hearth: Hearth) -> None:
    answer = post(hearth, "alice/open", RECEIVE, credentials(hearth, "alice"), b"abcd")
    assert isinstance(answer, Reply)
    assert answer.status == 400
