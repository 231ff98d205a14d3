from __future__ import annotations

import pytest

from config import Config
from forge.access import ANONYMOUS, Actor, Scope
from forge.authentication import Authenticator, ConfiguredAccount, Doorkeeping
from forge.errors import BadCredentials
from forge.proof.password_memory import LIFETIME
from forge.proof.passwords import MAX_PASSWORD
from forge.users import find_login
from tests.support.hashlib_pbkdf2 import LOW_COST
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth, basic
from tests.support.token_texts import TOKENS

ONE_HASH = LOW_COST.links


def authenticator(hearth: Hearth, configured: ConfiguredAccount | None = None) -> Authenticator:
    """One isolate: what it remembers, no other does."""
    keeping = Doorkeeping(hearth.database, hearth.passwords, lambda: hearth.now, hearth.gate)
    return Authenticator(keeping, configured)


def sign_in(hearth: Hearth, people: Authenticator, user_name: str, password: str) -> Actor:
    return hearth.run(people.authenticate(basic(user_name, password)["authorization"]))


def is_refused(hearth: Hearth, people: Authenticator, user_name: str, password: str) -> bool:
    try:
        sign_in(hearth, people, user_name, password)
    except BadCredentials:
        return True
    return False


def stored_hash(hearth: Hearth, user_name: str) -> str | None:
    found = hearth.run(find_login(hearth.database, user_name))
    return found and found.password_hash


CONFIGURED = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)


def test_who_shows_nothing_is_anonymous(hearth: Hearth) -> None:
    assert hearth.run(authenticator(hearth).authenticate(None)) is ANONYMOUS


@pytest.mark.parametrize("user_name", ["alice", "Alice", "ALICE"])
def test_a_password_opens_all_that_its_user_may_do(hearth: Hearth, user_name: str) -> None:
    alice = hearth.add_user("alice", "secret")
    actor = sign_in(hearth, authenticator(hearth), user_name, "secret")
    assert actor == Actor(alice, frozenset(Scope))


@pytest.mark.parametrize(
    ("user_name", "password"),
    [
        ("alice", "wrong"),
        ("alice", ""),
        ("alice", "secret "),
        ("bob", "secret"),
        ("", "secret"),
        ("agent", "secret"),
        ("alice", "x" * (MAX_PASSWORD + 1)),
        ("alice", TOKENS[0]),
        (TOKENS[1], ""),
    ],
)
def test_anything_else_is_refused_in_the_same_words(
    hearth: Hearth, user_name: str, password: str
) -> None:
    hearth.add_user("alice", "secret")
    hearth.database.connection.execute("INSERT INTO users (name, created_at) VALUES ('agent', 0)")
    with pytest.raises(BadCredentials, match="is not right, or it has expired"):
        sign_in(hearth, authenticator(hearth), user_name, password)


def test_the_longest_password_is_taken(hearth: Hearth) -> None:
    hearth.add_user("alice", "x" * MAX_PASSWORD)
    assert sign_in(hearth, authenticator(hearth), "alice", "x" * MAX_PASSWORD).user


@pytest.mark.parametrize("user_name", ["alice", "nobody", "agent", ADMIN])
def test_a_wrong_password_costs_the_same_whoever_it_is_for(hearth: Hearth, user_name: str) -> None:
    hearth.add_user("alice", "secret")
    hearth.add_user(ADMIN, "old password")
    hearth.database.connection.execute("INSERT INTO users (name, created_at) VALUES ('agent', 0)")
    people = authenticator(hearth, CONFIGURED)
    hearth.pbkdf2.calls = 0
    hearth.database.statements.clear()
    assert is_refused(hearth, people, user_name, "wrong")
    assert hearth.pbkdf2.calls == ONE_HASH
    assert len(hearth.database.statements) == 1


def test_the_requests_of_one_push_hash_the_password_once(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    people = authenticator(hearth)
    hearth.pbkdf2.calls = 0
    for _ in range(3):
        sign_in(hearth, people, "alice", "secret")
    assert hearth.pbkdf2.calls == ONE_HASH
    hearth.now += LIFETIME
    sign_in(hearth, people, "alice", "secret")
    assert hearth.pbkdf2.calls == 2 * ONE_HASH


def test_a_changed_password_is_forgotten_at_once(hearth: Hearth) -> None:
    hearth.add_user("alice", "old")
    people = authenticator(hearth)
    sign_in(hearth, people, "alice", "old")
    hearth.add_user("alice", "new")
    assert is_refused(hearth, people, "alice", "old")
    assert sign_in(hearth, people, "alice", "new").user


def test_wrong_passwords_are_not_remembered(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    people = authenticator(hearth)
    assert is_refused(hearth, people, "alice", "wrong")
    assert is_refused(hearth, people, "alice", "wrong")


def test_the_configured_account_is_made_at_its_first_use(hearth: Hearth) -> None:
    people = authenticator(hearth, CONFIGURED)
    assert stored_hash(hearth, ADMIN) is None
    actor = sign_in(hearth, people, ADMIN, ADMIN_PASSWORD)
    assert actor.user is not None
    assert actor.user.name == ADMIN
    record = stored_hash(hearth, ADMIN)
    assert record is not None
    assert ADMIN_PASSWORD not in record


def test_it_is_the_same_account_ever_after(hearth: Hearth) -> None:
    first = sign_in(hearth, authenticator(hearth, CONFIGURED), ADMIN, ADMIN_PASSWORD)
    record = stored_hash(hearth, ADMIN)
    again = sign_in(hearth, authenticator(hearth, CONFIGURED), ADMIN.upper(), ADMIN_PASSWORD)
    assert first == again
    assert stored_hash(hearth, ADMIN) == record


def test_a_password_replaced_in_the_settings_opens_nothing_even_before_the_new_is_used(
    hearth: Hearth,
) -> None:
    sign_in(hearth, authenticator(hearth, ConfiguredAccount(ADMIN, "old")), ADMIN, "old")
    people = authenticator(hearth, CONFIGURED)
    assert is_refused(hearth, people, ADMIN, "old")
    before = stored_hash(hearth, ADMIN)
    sign_in(hearth, people, ADMIN, ADMIN_PASSWORD)
    assert stored_hash(hearth, ADMIN) != before
    assert is_refused(hearth, people, ADMIN, "old")


def test_the_account_remains_when_the_settings_no_longer_name_it(hearth: Hearth) -> None:
    configured = sign_in(hearth, authenticator(hearth, CONFIGURED), ADMIN, ADMIN_PASSWORD)
    assert sign_in(hearth, authenticator(hearth), ADMIN, ADMIN_PASSWORD) == configured


def test_the_configured_account_leaves_room_for_others(hearth: Hearth) -> None:
    alice = hearth.add_user("alice", "secret")
    people = authenticator(hearth, CONFIGURED)
    assert sign_in(hearth, people, "alice", "secret").user == alice
    assert is_refused(hearth, people, "alice", ADMIN_PASSWORD)


def test_no_password_shows_when_the_settings_are_printed() -> None:
    assert ADMIN_PASSWORD not in repr(Config(CONFIGURED))


@pytest.mark.parametrize("form", ["{t} as password", "{t} as user name", "Bearer", "token"])
def test_a_token_speaks_in_every_form_git_and_clients_send_it(hearth: Hearth, form: str) -> None:
    alice = hearth.add_user("alice", "secret")
    token = hearth.add_token("alice", "secret", scopes=["repo:read"])
    header = {
        "{t} as password": basic("whoever", token)["authorization"],
        "{t} as user name": basic(token, "x-oauth-basic")["authorization"],
        "Bearer": f"Bearer {token}",
        "token": f"token {token}",
    }[form]
    actor = hearth.run(authenticator(hearth).authenticate(header))
    assert actor == Actor(alice, frozenset({Scope.READ}))


def test_a_token_needs_no_hashing(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    token = hearth.add_token("alice", "secret")
    hearth.pbkdf2.calls = 0
    hearth.run(authenticator(hearth).authenticate(f"Bearer {token}"))
    assert hearth.pbkdf2.calls == 0


def test_tokens_go_with_their_user(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")
    token = hearth.add_token("alice", "secret")
    hearth.database.connection.execute("DELETE FROM users")
    with pytest.raises(BadCredentials):
        hearth.run(authenticator(hearth).authenticate(f"Bearer {token}"))
