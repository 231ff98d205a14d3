from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from api.calls import TOLD_EVERY
from config import Config
from exchange import Reply
from forge.authentication import ConfiguredAccount
from forge.quotas import CallLimits
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth, basic, json_of

META = "/api/v3/meta"
KNOWN, STRANGERS = 20, 5
ADMINISTRATOR = basic(ADMIN, ADMIN_PASSWORD)


@pytest.fixture
def tight() -> Iterator[Hearth]:
    """An installation that allows few calls."""
    config = Config(ConfiguredAccount(ADMIN, ADMIN_PASSWORD))
    hearth = Hearth(replace(config, call_limits=CallLimits(KNOWN, STRANGERS)))
    yield hearth
    hearth.close()


def ask(hearth: Hearth, path: str = META, **headers: str) -> Reply:
    return hearth.reply("GET", path, headers)


def used(reply: Reply) -> tuple[int, int, int]:
    names = ("limit", "used", "remaining")
    limit, count, left = (int(reply.headers[f"x-ratelimit-{name}"]) for name in names)
    return limit, count, left


def test_every_answer_says_what_is_left(tight: Hearth) -> None:
    assert used(ask(tight)) == (STRANGERS, 1, 4)
    assert used(ask(tight)) == (STRANGERS, 2, 3)
    assert used(ask(tight, **ADMINISTRATOR)) == (KNOWN, 1, 19)
    missing = ask(tight, "/api/v3/repos/a/b", **ADMINISTRATOR)
    assert missing.status == 404
    assert used(missing) == (KNOWN, 2, 18)


def test_past_the_limit_one_has_to_wait_for_the_next_hour(tight: Hearth) -> None:
    statuses = [ask(tight).status for _ in range(STRANGERS + 2)]
    assert statuses == [200] * STRANGERS + [429] * 2
    refused = ask(tight)
    assert used(refused) == (STRANGERS, STRANGERS, 0)
    wait = int(refused.headers["retry-after"])
    assert int(refused.headers["x-ratelimit-reset"]) == tight.now + wait
    assert "5 calls" in json_of(refused)["message"]
    tight.now += wait
    assert ask(tight).status == 200


def test_addresses_and_credentials_have_budgets_of_their_own(tight: Hearth) -> None:
    for _ in range(STRANGERS):
        ask(tight)
    assert ask(tight).status == 429
    assert ask(tight, **{"cf-connecting-ip": "192.0.2.7"}).status == 200
    assert ask(tight, **ADMINISTRATOR).status == 200


def test_what_has_not_changed_costs_nothing(tight: Hearth) -> None:
    etag = ask(tight).headers["etag"]
    for _ in range(2 * STRANGERS):
        same = ask(tight, **{"if-none-match": etag})
        assert same.status == 304
        assert used(same) == (STRANGERS, 1, 4)


def test_asking_what_is_left_costs_nothing_and_tells_the_truth(tight: Hearth) -> None:
    for _ in range(3):
        ask(tight)
    for _ in range(2 * STRANGERS):
        ask(tight, "/api/v3/rate_limit")
    told = json_of(ask(tight, "/api/v3/rate_limit"))
    assert told["rate"] == told["resources"]["core"]
    assert (told["rate"]["used"], told["rate"]["remaining"]) == (3, 2)


def test_one_who_has_nothing_left_may_still_ask_when_again(tight: Hearth) -> None:
    for _ in range(STRANGERS + 1):
        ask(tight)
    assert json_of(ask(tight, "/api/v3/rate_limit"))["rate"]["remaining"] == 0


def test_another_isolate_knows_what_was_told(tight: Hearth) -> None:
    for _ in range(KNOWN):
        ask(tight, **ADMINISTRATOR)
    tight.app = tight.new_app(tight.config)
    told = json_of(ask(tight, "/api/v3/rate_limit", **ADMINISTRATOR))["rate"]
    assert told["used"] == TOLD_EVERY
