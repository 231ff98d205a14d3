from __future__ import annotations

import pytest

from forge.access import GRANTABLE_SCOPES, Scope
from forge.audit import Deed
from forge.errors import InvalidValue, TooMany
from forge.tokens import (
    LAST_USE_STEP,
    MAX_TOKENS,
    NewToken,
    create_token,
    delete_token,
    find_actor,
    list_tokens,
)
from forge.users import User
from tests.support.hearth import START, Hearth
from tests.support.token_texts import TOKENS


@pytest.fixture
def alice(hearth: Hearth) -> User:
    return hearth.add_user("alice", "secret")


def add(hearth: Hearth, user: User, name: str = "laptop", expires_at: int | None = None) -> str:
    new = NewToken(name, GRANTABLE_SCOPES, expires_at)
    _, text = hearth.run(create_token(hearth.database, Deed.of(user, START), user, new))
    return text


def test_a_token_speaks_for_its_user_within_its_scopes(hearth: Hearth, alice: User) -> None:
    new = NewToken("reader", (Scope.READ,), None)
    _, text = hearth.run(create_token(hearth.database, Deed.of(alice, START), alice, new))
    actor = hearth.run(find_actor(hearth.database, text, START))
    assert actor is not None
    assert actor.user == alice
    assert actor.scopes == {Scope.READ}


@pytest.mark.parametrize("text", ["", "secret", TOKENS[0]])
def test_an_unknown_token_speaks_for_nobody(hearth: Hearth, alice: User, text: str) -> None:
    add(hearth, alice)
    assert hearth.run(find_actor(hearth.database, text, START)) is None


def test_what_cannot_be_a_token_is_not_looked_up(hearth: Hearth) -> None:
    hearth.database.statements.clear()
    hearth.run(find_actor(hearth.database, "hearth_mistyped", START))
    assert hearth.database.statements == []


def test_a_token_ends_when_it_expires(hearth: Hearth, alice: User) -> None:
    text = add(hearth, alice, expires_at=START + 10)
    assert hearth.run(find_actor(hearth.database, text, START + 9)) is not None
    assert hearth.run(find_actor(hearth.database, text, START + 10)) is None


def test_a_deleted_token_speaks_for_nobody(hearth: Hearth, alice: User) -> None:
    text = add(hearth, alice)
    (token,) = hearth.run(list_tokens(hearth.database, alice))
    assert hearth.run(delete_token(hearth.database, Deed.of(alice, START), alice, token.id))
    assert hearth.run(find_actor(hearth.database, text, START)) is None
    assert not hearth.run(delete_token(hearth.database, Deed.of(alice, START), alice, token.id))


def test_nobody_deletes_or_lists_the_tokens_of_others(hearth: Hearth, alice: User) -> None:
    text = add(hearth, alice)
    bob = hearth.add_user("bob", "secret")
    (token,) = hearth.run(list_tokens(hearth.database, alice))
    assert not hearth.run(delete_token(hearth.database, Deed.of(bob, START), bob, token.id))
    assert hearth.run(list_tokens(hearth.database, bob)) == []
    assert hearth.run(find_actor(hearth.database, text, START)) is not None


def test_the_last_use_is_noted_once_an_hour(hearth: Hearth, alice: User) -> None:
    text = add(hearth, alice)

    def use(now: int) -> int | None:
        hearth.run(find_actor(hearth.database, text, now))
        (token,) = hearth.run(list_tokens(hearth.database, alice))
        return token.last_used_at

    assert use(START) == START
    assert use(START + LAST_USE_STEP - 1) == START
    assert use(START + LAST_USE_STEP) == START + LAST_USE_STEP


def test_only_the_last_characters_of_a_token_are_kept(hearth: Hearth, alice: User) -> None:
    text = add(hearth, alice)
    (token,) = hearth.run(list_tokens(hearth.database, alice))
    assert token.last_eight == text[-8:]
    dump = "\n".join(hearth.database.connection.iterdump())
    assert token.last_eight in dump
    assert text[:-8] not in dump
    assert "secret" not in dump


def test_two_tokens_of_a_user_may_not_have_one_name(hearth: Hearth, alice: User) -> None:
    add(hearth, alice)
    with pytest.raises(InvalidValue, match="name is that of another token already"):
        add(hearth, alice)
    add(hearth, hearth.add_user("bob", "secret"))


def test_nobody_has_more_tokens_than_the_limit(hearth: Hearth, alice: User) -> None:
    for number in range(MAX_TOKENS):
        add(hearth, alice, str(number))
    with pytest.raises(TooMany, match="more than 100 tokens"):
        add(hearth, alice, "one more")
    assert len(hearth.run(list_tokens(hearth.database, alice))) == MAX_TOKENS
