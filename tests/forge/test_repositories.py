from __future__ import annotations

import pytest

from forge.errors import UniqueViolation
from forge.names import RepositoryName
from forge.repositories import (
    StoreName,
    Visibility,
    create_repository,
    find_repository,
    next_store_name,
    parse_store_name,
)
from tests.support.hearth import START, Hearth

NAME = RepositoryName("alice", "hello")


@pytest.fixture(autouse=True)
def alice(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")


def create(hearth: Hearth, name: RepositoryName, store: StoreName) -> None:
    hearth.run(create_repository(hearth.database, name, store, Visibility.PUBLIC, START))


def test_what_was_made_is_found(hearth: Hearth) -> None:
    create(hearth, NAME, StoreName("alice/hello", 1))
    found = hearth.run(find_repository(hearth.database, NAME))
    assert found is not None
    assert found.name == NAME
    assert found.store_name == "alice/hello"
    assert found.visibility is Visibility.PUBLIC


def test_what_was_not_made_is_not(hearth: Hearth) -> None:
    create(hearth, NAME, StoreName("alice/hello", 1))
    for name in [RepositoryName("alice", "hello2"), RepositoryName("bob", "hello")]:
        assert hearth.run(find_repository(hearth.database, name)) is None


def test_case_does_not_matter_and_the_first_spelling_is_kept(hearth: Hearth) -> None:
    create(hearth, NAME, StoreName("alice/hello", 1))
    found = hearth.run(find_repository(hearth.database, RepositoryName("ALICE", "Hello")))
    assert found is not None
    assert found.name == NAME


@pytest.mark.parametrize("name", ["hello", "HELLO"])
def test_a_name_is_taken_once(hearth: Hearth, name: str) -> None:
    create(hearth, NAME, StoreName("alice/hello", 1))
    with pytest.raises(UniqueViolation):
        create(hearth, RepositoryName("alice", name), StoreName("alice/hello", 2))
    # Nothing of the second attempt remains.
    assert hearth.run(next_store_name(hearth.database, NAME)) == StoreName("alice/hello", 2)


def test_a_freed_name_gets_a_fresh_store(hearth: Hearth) -> None:
    assert hearth.run(next_store_name(hearth.database, NAME)) == StoreName("alice/hello", 1)
    for generation in (1, 2, 3):
        store = hearth.run(next_store_name(hearth.database, NAME))
        assert store == StoreName("alice/hello", generation)
        create(hearth, NAME, store)
        hearth.database.connection.execute("DELETE FROM repositories")
    other_case = RepositoryName("alice", "Hello")
    assert hearth.run(next_store_name(hearth.database, other_case)).generation == 4


def test_a_store_name_is_never_given_out_twice(hearth: Hearth) -> None:
    create(hearth, NAME, StoreName("alice/hello", 1))
    hearth.database.connection.execute("DELETE FROM repositories")
    with pytest.raises(UniqueViolation):
        create(hearth, NAME, StoreName("alice/hello", 1))


@pytest.mark.parametrize(
    ("text", "store"),
    [
        ("alice/hello", StoreName("alice/hello", 1)),
        ("alice/hello~2", StoreName("alice/hello", 2)),
        ("alice/hello~10", StoreName("alice/hello", 10)),
    ],
)
def test_store_names_read_as_they_are_written(text: str, store: StoreName) -> None:
    assert str(store) == text
    assert parse_store_name(text) == store
