from __future__ import annotations

import itertools

import pytest

from forge.access import (
    ANONYMOUS,
    Action,
    Actor,
    Decision,
    Scope,
    authorize,
    may_create,
    may_manage_account,
)
from forge.names import RepositoryName
from forge.repositories import Repository, Visibility
from forge.users import User

OWNER = User(1, "Alice")
OTHER = User(2, "bob")
ALL = frozenset(Scope)

ACTORS = {
    "anonymous": ANONYMOUS,
    "owner": Actor(OWNER, ALL),
    "owner's writing token": Actor(OWNER, frozenset({Scope.WRITE})),
    "owner's reading token": Actor(OWNER, frozenset({Scope.READ})),
    "owner's empty token": Actor(OWNER, frozenset()),
    "other": Actor(OTHER, ALL),
    "other's empty token": Actor(OTHER, frozenset()),
}

ALLOWED = {
    ("owner", "public"): {Action.READ, Action.WRITE, Action.ADMIN},
    ("owner", "private"): {Action.READ, Action.WRITE, Action.ADMIN},
    ("owner's writing token", "public"): {Action.READ, Action.WRITE},
    ("owner's writing token", "private"): {Action.READ, Action.WRITE},
    ("owner's reading token", "public"): {Action.READ},
    ("owner's reading token", "private"): {Action.READ},
    ("owner's empty token", "public"): {Action.READ},
    ("other", "public"): {Action.READ},
    ("other's empty token", "public"): {Action.READ},
    ("anonymous", "public"): {Action.READ},
}
"""Whatever is not here is refused."""

MATRIX = list(itertools.product(ACTORS, Visibility, Action))


def repository(visibility: Visibility) -> Repository:
    return Repository(7, OWNER.id, RepositoryName("Alice", "hello"), "Alice/hello", visibility)


@pytest.mark.parametrize(("who", "visibility", "action"), MATRIX)
def test_the_matrix_of_who_may_do_what(who: str, visibility: Visibility, action: Action) -> None:
    allowed = ALLOWED.get((who, visibility.value), set())
    decision = authorize(ACTORS[who], action, repository(visibility))
    assert (decision is Decision.ALLOWED) == (action in allowed)
    # What one may read is known to exist; the rest is not.
    assert (decision is Decision.HIDDEN) == (Action.READ not in allowed)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("action", Action)
def test_what_does_not_exist_is_hidden_from_everybody(who: str, action: Action) -> None:
    assert authorize(ACTORS[who], action, None) is Decision.HIDDEN


@pytest.mark.parametrize("who", ACTORS)
def test_only_the_owner_by_a_name_of_his_own_may_create(who: str) -> None:
    expected = who in ("owner", "owner's writing token")
    assert may_create(ACTORS[who], RepositoryName("alice", "new")) == expected


@pytest.mark.parametrize("who", ACTORS)
def test_only_somebody_with_the_password_manages_an_account_and_only_the_own_one(who: str) -> None:
    assert may_manage_account(ACTORS[who], "ALICE") == (who == "owner")
