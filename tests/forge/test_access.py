from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from forge.access import (
    ALL_SCOPES,
    ANONYMOUS,
    OUTSIDER,
    Action,
    Actor,
    Decision,
    Scope,
    authorize,
    may_administer,
    may_administer_installation,
    may_change,
    may_create,
    may_manage_account,
)
from forge.names import RepositoryName
from forge.owners import Owner
from forge.repositories import Repository, Visibility
from forge.roles import Grant, Role
from forge.users import Kind, User

OWNER = User(1, "Alice")
OTHER = User(2, "bob")
AGENT = User(3, "builder")
ADMINISTRATOR = User(4, "root", is_admin=True)
THIS, ANOTHER = 7, 8
"""Ids of repositories."""

ACTORS = {
    "anonymous": ANONYMOUS,
    "outsider": OUTSIDER,
    "owner": Actor(OWNER, ALL_SCOPES),
    "owner's administering token": Actor(OWNER, frozenset({Scope.ADMIN})),
    "owner's writing token": Actor(OWNER, frozenset({Scope.WRITE})),
    "owner's reading token": Actor(OWNER, frozenset({Scope.READ})),
    "owner's empty token": Actor(OWNER, frozenset()),
    "owner's token for this": Actor(OWNER, frozenset({Scope.WRITE}), None, frozenset({THIS})),
    "owner's token for another": Actor(OWNER, frozenset({Scope.WRITE}), None, frozenset({ANOTHER})),
    "owner's token for none": Actor(OWNER, frozenset({Scope.ADMIN}), None, frozenset()),
    "owner's agent": Actor(OWNER, frozenset({Scope.WRITE}), AGENT),
    "reader": Actor(OTHER, ALL_SCOPES),
    "writer": Actor(OTHER, ALL_SCOPES),
    "writer's reading token": Actor(OTHER, frozenset({Scope.READ})),
    "administrator of it": Actor(OTHER, ALL_SCOPES),
    "administrator's agent": Actor(OTHER, frozenset({Scope.WRITE}), AGENT),
    "other": Actor(OTHER, ALL_SCOPES),
    "other's empty token": Actor(OTHER, frozenset()),
    "administrator of the installation": Actor(ADMINISTRATOR, ALL_SCOPES),
}
GRANTS = {
    "reader": Role.READ,
    "writer": Role.WRITE,
    "writer's reading token": Role.WRITE,
    "administrator of it": Role.ADMIN,
    "administrator's agent": Role.ADMIN,
}
"""What OTHER was given, in the row of that name."""

ALLOWED = {
    "owner": "rdaw",
    "owner's administering token": "rdaw",
    "owner's writing token": "rdw",
    "owner's reading token": "r",
    "owner's token for this": "rdw",
    "owner's agent": "rdw",
    "reader": "rd",
    "writer": "rdw",
    "writer's reading token": "r",
    "administrator of it": "rdaw",
    "administrator's agent": "rdw",
}
"""Of a private repository; whoever is not here sees nothing of it. All but the outsider may read
a public one."""

STRANGERS_WHO_SPEAK = {"other", "administrator of the installation"}
"""And these may say something about a public one."""

LETTERS = {"r": Action.READ, "d": Action.DISCUSS, "a": Action.ADMIN, "w": Action.WRITE}
MATRIX = list(itertools.product(ACTORS, Visibility, Action, (False, True)))


def repository(who: str, visibility: Visibility, *, is_archived: bool = False) -> Repository:
    return Repository(
        id=THIS,
        owner_id=OWNER.id,
        name=RepositoryName("Alice", "hello"),
        store_name="Alice/hello",
        visibility=visibility,
        is_archived=is_archived,
        grant=Grant(OTHER.id, GRANTS[who]) if who in GRANTS else None,
    )


@pytest.mark.parametrize(("who", "visibility", "action", "is_archived"), MATRIX)
def test_the_matrix_of_who_may_do_what(
    who: str, visibility: Visibility, action: Action, is_archived: bool
) -> None:
    allowed = {LETTERS[letter] for letter in ALLOWED.get(who, "")}
    if visibility is Visibility.PUBLIC and who != "outsider":
        allowed.add(Action.READ)
        if who in STRANGERS_WHO_SPEAK:
            allowed.add(Action.DISCUSS)
    can_see = Action.READ in allowed
    if is_archived:
        allowed -= {Action.WRITE, Action.DISCUSS}
    subject = repository(who, visibility, is_archived=is_archived)
    decision = authorize(ACTORS[who], action, subject)
    assert (decision is Decision.ALLOWED) == (action in allowed)
    # What one may read is known to exist; the rest is not.
    assert (decision is Decision.HIDDEN) == (not can_see)


@pytest.mark.parametrize(
    ("who", "author", "expected"),
    [
        ("other", OTHER, True),
        ("reader", OTHER, True),
        ("reader", OWNER, False),
        ("writer", OWNER, True),
        ("writer's reading token", OTHER, False),
        ("owner's reading token", OWNER, False),
        ("owner", OTHER, True),
        ("administrator of the installation", OTHER, False),
        ("anonymous", OTHER, False),
    ],
)
def test_what_somebody_wrote_is_changed_by_them_and_by_who_may_write(
    who: str, author: User, *, expected: bool
) -> None:
    subject = repository(who, Visibility.PUBLIC)
    assert may_change(ACTORS[who], author, subject) == expected
    assert not may_change(ACTORS[who], author, replace(subject, is_archived=True))
    assert not may_change(ACTORS[who], author, None)


@pytest.mark.parametrize("who", ACTORS)
@pytest.mark.parametrize("action", Action)
def test_what_does_not_exist_is_hidden_from_everybody(who: str, action: Action) -> None:
    assert authorize(ACTORS[who], action, None) is Decision.HIDDEN


def test_a_role_that_was_given_to_one_is_nobody_elses() -> None:
    given_to_another = replace(
        repository("other", Visibility.PRIVATE), grant=Grant(OWNER.id, Role.ADMIN)
    )
    for who in ("other", "anonymous", "administrator of the installation"):
        assert authorize(ACTORS[who], Action.READ, given_to_another) is Decision.HIDDEN


def owner_for(actor: Actor, owner: User) -> Owner:
    """As `find_owner` tells it, where nobody is an organization's owner."""
    is_same = actor.user is not None and actor.user.id == owner.id
    return Owner(owner.id, owner.name, Kind.PERSON, owner.id if is_same else None)


@pytest.mark.parametrize("who", ACTORS)
def test_only_the_owner_by_credentials_for_everything_may_create(who: str) -> None:
    expected = who in {
        "owner",
        "owner's administering token",
        "owner's writing token",
        "owner's agent",
    }
    assert may_create(ACTORS[who], owner_for(ACTORS[who], OWNER)) == expected
    assert not may_create(ACTORS[who], None)


@pytest.mark.parametrize("who", ACTORS)
def test_only_the_owner_by_administering_credentials_may_administer(who: str) -> None:
    expected = who in {"owner", "owner's administering token"}
    assert may_administer(ACTORS[who], owner_for(ACTORS[who], OWNER)) == expected


def test_owners_of_an_organization_make_repositories_for_it() -> None:
    organization = Owner(9, "acme", Kind.ORGANIZATION, administered_by=OTHER.id)
    assert may_create(ACTORS["other"], organization)
    assert not may_create(ACTORS["owner"], organization)
    assert not may_create(ACTORS["owner"], replace(organization, administered_by=None))


@pytest.mark.parametrize("who", ACTORS)
def test_only_its_administrators_administer_the_installation(who: str) -> None:
    expected = who == "administrator of the installation"
    assert may_administer_installation(ACTORS[who]) == expected


def test_a_token_administers_the_installation_only_when_made_for_it() -> None:
    for scopes, ids, expected in [
        ({Scope.ADMIN}, None, True),
        ({Scope.WRITE}, None, False),
        ({Scope.ADMIN}, frozenset({THIS}), False),
    ]:
        actor = Actor(ADMINISTRATOR, frozenset(scopes), None, ids)
        assert may_administer_installation(actor) == expected


@pytest.mark.parametrize("who", ACTORS)
def test_only_somebody_with_the_password_manages_an_account_and_only_the_own_one(who: str) -> None:
    assert may_manage_account(ACTORS[who], "ALICE") == (who == "owner")


def test_an_agent_is_named_with_whom_it_acts_for() -> None:
    assert ACTORS["owner's agent"].label == "builder for Alice"
    assert ACTORS["owner"].label == "Alice"
    assert ANONYMOUS.label == ""
