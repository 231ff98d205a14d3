from __future__ import annotations

import pytest

from forge.names import RepositoryName
from forge.pushes import FinishedPush, find_visibility, record_push
from forge.repositories import (
    Repository,
    StoreName,
    Visibility,
    create_repository,
    find_repository,
    next_store_name,
)
from tests.support.hearth import START, Hearth

NAME = RepositoryName("alice", "hello")
STORE = StoreName("alice/hello", 1)


@pytest.fixture(autouse=True)
def alice(hearth: Hearth) -> None:
    hearth.add_user("alice", "secret")


def create(hearth: Hearth) -> None:
    hearth.run(create_repository(hearth.database, NAME, STORE, Visibility.PRIVATE, START))


def record(
    hearth: Hearth,
    *,
    created: bool = False,
    refs_exist: bool = True,
    visibility: Visibility | None = None,
    at: int = START + 60,
) -> None:
    push = FinishedPush(str(STORE), at, created, refs_exist, visibility, 5_000, "trunk")
    hearth.run(record_push(hearth.database, push))


def find(hearth: Hearth) -> Repository | None:
    return hearth.run(find_repository(hearth.database, NAME))


def pushed_at(hearth: Hearth) -> int | None:
    row = hearth.run(hearth.database.first("SELECT pushed_at FROM repositories"))
    return None if row is None else row.find_integer("pushed_at")


def test_a_push_is_noted_with_its_time(hearth: Hearth) -> None:
    create(hearth)
    assert pushed_at(hearth) is None
    record(hearth, created=True)
    assert pushed_at(hearth) == START + 60
    record(hearth, at=START + 90)
    assert pushed_at(hearth) == START + 90


def test_the_size_and_the_default_branch_are_noted(hearth: Hearth) -> None:
    create(hearth)
    record(hearth, created=True)
    row = hearth.run(hearth.database.first("SELECT size, default_branch FROM repositories"))
    assert row is not None
    assert (row.integer("size"), row.text("default_branch")) == (5_000, "trunk")


def test_a_failed_first_push_leaves_no_repository_and_frees_its_names(hearth: Hearth) -> None:
    create(hearth)
    record(hearth, created=True, refs_exist=False)
    assert find(hearth) is None
    assert hearth.run(next_store_name(hearth.database, NAME)) == STORE


def test_a_push_that_deletes_the_last_ref_keeps_the_repository(hearth: Hearth) -> None:
    create(hearth)
    record(hearth, created=True)
    record(hearth, refs_exist=False, at=START + 90)
    assert find(hearth) is not None
    assert pushed_at(hearth) == START + 90


def test_a_failed_push_into_an_empty_repository_keeps_it(hearth: Hearth) -> None:
    create(hearth)
    record(hearth, created=False, refs_exist=False)
    assert find(hearth) is not None


def test_a_failed_first_push_takes_nothing_from_one_that_succeeded_meanwhile(
    hearth: Hearth,
) -> None:
    create(hearth)
    record(hearth, created=False, refs_exist=True)
    record(hearth, created=True, refs_exist=False, at=START + 90)
    assert find(hearth) is not None
    assert hearth.run(next_store_name(hearth.database, NAME)).generation == 2


def test_a_push_that_succeeds_after_the_creating_one_failed_brings_it_back(
    hearth: Hearth,
) -> None:
    create(hearth)
    record(hearth, created=True, refs_exist=False)
    record(hearth, created=False, refs_exist=True)
    found = find(hearth)
    assert found is not None
    assert found.store_name == str(STORE)
    assert found.visibility is Visibility.PRIVATE
    assert pushed_at(hearth) == START + 60


def test_a_push_that_ends_after_its_repository_was_deleted_does_not_bring_it_back(
    hearth: Hearth,
) -> None:
    create(hearth)
    hearth.database.connection.execute("DELETE FROM repositories")
    record(hearth)
    assert find(hearth) is None


def test_the_creating_push_may_choose_who_sees_the_repository(hearth: Hearth) -> None:
    create(hearth)
    record(hearth, created=True, visibility=Visibility.PUBLIC)
    found = find(hearth)
    assert found is not None
    assert found.visibility is Visibility.PUBLIC


def test_no_later_push_may(hearth: Hearth) -> None:
    create(hearth)
    record(hearth, created=True)
    record(hearth, visibility=Visibility.PUBLIC)
    found = find(hearth)
    assert found is not None
    assert found.visibility is Visibility.PRIVATE


@pytest.mark.parametrize(
    ("options", "visibility"),
    [
        ([], None),
        ([b"ci.skip"], None),
        ([b"repo.private=true"], Visibility.PRIVATE),
        ([b"repo.private=false"], Visibility.PUBLIC),
        ([b"repo.private=false", b"repo.private=true"], Visibility.PRIVATE),
        ([b"repo.private=perhaps"], None),
        ([b"repo.private"], None),
    ],
)
def test_push_options_choose_by_one_name(
    options: list[bytes], visibility: Visibility | None
) -> None:
    assert find_visibility(options) is visibility
