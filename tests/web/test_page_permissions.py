"""Who may look at which page: every declared address, by everybody, of every kind of repository."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from config import Config
from exchange import Answer, Forward, Reply
from forge.access import Action
from forge.authentication import ConfiguredAccount
from tests.support.hearth import ADMIN, ADMIN_PASSWORD
from tests.support.town import ADMINISTRATOR, SECRET_KEY, Town
from web.address import Address, Audience
from web.routes import ADDRESSES

REACH = {
    "alice in a browser": Action.ADMIN,
    "bob in a browser": Action.READ,
    "carol in a browser": Action.WRITE,
    "dave in a browser": Action.ADMIN,
    "alice's reading token": Action.READ,
    "alice's writing token": Action.WRITE,
    "alice's administering token": Action.ADMIN,
    "alice's token for these": Action.ADMIN,
    "alice's agent": Action.WRITE,
    "dave's reading token": Action.READ,
}
"""What they may do to alice's repositories; who is not here has no role on them."""

ORDER = [Action.READ, Action.WRITE, Action.ADMIN]
SILENT = (
    "anonymous",
    "alice's reading token",
    "alice's token for another",
    "dave's reading token",
)
"""Who may read, but not speak."""

NOTHING = b"There is nothing at this address"
OF_REPOSITORIES = [each for each in ADDRESSES if each.action is not None]
OTHERS = [each for each in ADDRESSES if each.action is None]


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    town = Town()
    yield town
    town.close()


@pytest.fixture(scope="module")
def closed_town() -> Iterator[Town]:
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    town = Town(Config(account, secret_key=SECRET_KEY, is_closed=True))
    yield town
    town.close()


def name_of(address: Address) -> str:
    return f"{address.method} {address.pattern}"


def ask(town: Town, address: Address, who: dict[str, str], repository: str = "a") -> Answer:
    town.reset()
    words = dict.fromkeys(re.findall(r"\{(\w+\+?)\}", address.pattern), "a")
    path = address.pattern.format(**words | {"owner": "alice", "repository": repository})
    return town.ask(address.method, path, who)


def can_see(who: str, subject: str) -> bool:
    if subject == "absent":
        return False
    return subject in ("open", "old") or who in REACH


def may(who: str, subject: str, action: Action) -> bool:
    if subject == "old" and action in (Action.WRITE, Action.DISCUSS):
        return False
    if action is Action.DISCUSS:
        return who not in SILENT
    return ORDER.index(REACH.get(who, Action.READ)) >= ORDER.index(action)


def is_let_in(answer: Answer) -> bool:
    if isinstance(answer, Forward):
        return True
    return (
        answer.status not in (401, 403)
        and not leads_to_sign_in(answer)
        and (NOTHING not in answer.body)
    )


def leads_to_sign_in(reply: Reply) -> bool:
    return reply.status == 303 and reply.headers["location"].startswith("/login")


@pytest.mark.parametrize("subject", ["open", "closed", "old", "absent"])
@pytest.mark.parametrize("address", OF_REPOSITORIES, ids=name_of)
def test_everybody_at_every_page_of_a_repository(
    town: Town, address: Address, subject: str
) -> None:
    assert address.action is not None
    for who, headers in town.actors().items():
        answer = ask(town, address, headers, subject)
        if who == "wrong token":
            assert isinstance(answer, Reply)
            assert answer.status == 401
        elif not can_see(who, subject):
            assert isinstance(answer, Reply)
            assert answer.status == 404, (who, answer)
            assert NOTHING in answer.body
        elif may(who, subject, address.action):
            assert is_let_in(answer), (who, answer)
        elif who == "anonymous":
            assert isinstance(answer, Reply)
            assert leads_to_sign_in(answer), (who, answer)
        else:
            assert isinstance(answer, Reply)
            assert answer.status == 403, (who, answer)


@pytest.mark.parametrize("subject", ["closed", "gone", "former"])
@pytest.mark.parametrize("address", OF_REPOSITORIES, ids=name_of)
def test_a_page_that_one_may_not_see_answers_as_one_that_does_not_exist(
    town: Town, address: Address, subject: str
) -> None:
    for who, headers in town.actors().items():
        if who in REACH or who == "wrong token":
            continue
        hidden = ask(town, address, headers, subject)
        absent = ask(town, address, headers, "absent")
        assert shape(hidden, subject) == shape(absent, "absent"), who


def shape(answer: Answer, name: str) -> tuple[int, str]:
    assert isinstance(answer, Reply)
    return answer.status, answer.body.decode().replace(name, "…")


@pytest.mark.parametrize("address", OTHERS, ids=name_of)
def test_everybody_at_every_other_page(town: Town, address: Address) -> None:
    for who, headers in {**town.actors(), "administrator": ADMINISTRATOR}.items():
        answer = ask(town, address, headers)
        assert isinstance(answer, Reply)
        if who == "wrong token":
            assert answer.status == 401, (who, answer)
        elif who == "anonymous" and address.audience not in (Audience.ANYBODY, Audience.STRANGERS):
            assert leads_to_sign_in(answer), (who, answer)
        elif address.audience is Audience.ADMINISTRATORS and who != "administrator":
            assert answer.status == 404, (who, answer)
            assert NOTHING in answer.body
        elif address.audience is Audience.HOLDERS and ("token" in who or "agent" in who):
            assert answer.status == 403, (who, answer)
        else:
            assert answer.status not in (401, 403), (who, answer)


@pytest.mark.parametrize("address", ADDRESSES, ids=name_of)
def test_an_installation_that_is_closed_shows_strangers_only_the_way_in(
    closed_town: Town, address: Address
) -> None:
    for subject in ("open", "absent"):
        answer = ask(closed_town, address, {}, subject)
        assert isinstance(answer, Reply)
        assert leads_to_sign_in(answer) is (address.audience is not Audience.STRANGERS), answer
