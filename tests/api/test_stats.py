from __future__ import annotations

import pytest

from exchange import Forward
from forge.repositories import Visibility
from tests.support.hearth import Hearth, basic, json_of


@pytest.fixture(autouse=True)
def people(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    hearth.add_user("bob", "secret")
    hearth.add_repository("alice", "open", Visibility.PUBLIC)
    hearth.add_repository("alice", "closed", Visibility.PRIVATE)


@pytest.mark.parametrize("repository", ["open", "closed", "OPEN"])
def test_the_owner_is_sent_on_to_the_repository(hearth: Hearth, repository: str) -> None:
    answer = hearth.forward("GET", f"/alice/{repository}.git/stats", basic("alice", "secret"))
    assert isinstance(answer, Forward)
    assert answer.store_name == f"alice/{repository.lower()}"
    assert answer.path == "/stats"


PATHS = ["alice/open", "alice/closed", "alice/none", "alice/-no-name"]


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("who", ["bob", "alice's token"])
def test_to_others_who_sign_in_there_is_nothing(hearth: Hearth, path: str, who: str) -> None:
    token = hearth.add_token("alice", "secret")
    headers = basic("bob", "secret") if who == "bob" else {"authorization": f"Bearer {token}"}
    reply = hearth.reply("GET", f"/{path}.git/stats", headers)
    assert reply.status == 404
    assert json_of(reply) == {"message": "There is nothing at this address."}


@pytest.mark.parametrize("path", PATHS)
def test_who_does_not_sign_in_is_asked_to(hearth: Hearth, path: str) -> None:
    reply = hearth.reply("GET", f"/{path}.git/stats")
    assert reply.status == 401
    assert "www-authenticate" in reply.headers


def test_a_wrong_password_is_called_one(hearth: Hearth) -> None:
    assert hearth.reply("GET", "/alice/open.git/stats", basic("alice", "wrong")).status == 401


def test_only_the_repository_itself_has_numbers(hearth: Hearth) -> None:
    for path in ["/alice/open/stats", "/alice/stats", "/open.git/stats"]:
        assert hearth.reply("GET", path, basic("alice", "secret")).status == 404
