from __future__ import annotations

import pytest

from tests.support.hearth import json_of
from tests.support.town import Town


def names(town: Town, path: str, who: dict[str, str]) -> list[str]:
    return [each["full_name"] for each in town.done("GET", path, who)]


def test_lists_show_what_may_be_read_in_pages(town: Town) -> None:
    everything = "/api/v3/repositories"
    assert names(town, everything, {}) == ["alice/old", "alice/open"]
    assert names(town, everything, town.sessions["bob"]) == [
        "acme/tool", "alice/closed", "alice/old", "alice/open", "alice/other",
    ]  # fmt: skip
    reply = town.reply("GET", f"{everything}?per_page=1&page=2", {})
    assert [each["name"] for each in json_of(reply)] == ["open"]
    assert reply.headers["x-total-count"] == "2"
    assert 'rel="prev"' in reply.headers["link"]
    assert 'rel="next"' not in reply.headers["link"]
    assert names(town, "/api/v3/users/alice/repos", {}) == ["alice/old", "alice/open"]
    assert names(town, "/api/v3/orgs/acme/repos", {}) == []
    assert town.reply("GET", "/api/v3/users/nobody/repos").status == 404


@pytest.mark.parametrize(
    "query", ["page=0", "page=x", "per_page=-1", "page=99999999999", "per_page=101", "page="]
)
def test_a_page_that_makes_no_sense_is_refused_by_its_name(town: Town, query: str) -> None:
    reply = town.reply("GET", f"/api/v3/repositories?{query}")
    assert reply.status == 422
    assert json_of(reply)["errors"][0]["field"] == query.partition("=")[0]


def test_beyond_the_last_page_there_is_an_empty_one(town: Town) -> None:
    assert names(town, "/api/v3/repositories?page=1000000", {}) == []


def test_a_list_holds_what_the_one_rule_would_let_one_read(town: Town) -> None:
    paths = ["alice/open", "alice/closed", "alice/old", "alice/other", "alice/present",
             "alice/gone", "acme/tool"]  # fmt: skip
    for who, headers in town.actors().items():
        if who == "wrong token":
            continue
        readable = [
            p for p in paths if town.reply("GET", f"/api/v3/repos/{p}", headers).status == 200
        ]
        reply = town.reply("GET", "/api/v3/repositories?per_page=100", headers)
        listed = [each["full_name"] for each in json_of(reply)]
        assert sorted(listed) == sorted(readable), who
        assert reply.headers["x-total-count"] == str(len(listed))
