from __future__ import annotations

import pytest

from forge.errors import InvalidValue
from forge.names import (
    MAX_NAME,
    RepositoryName,
    check_owner,
    find_name_problem,
    find_owner_problem,
    find_repository_name,
)

VALID = ["a", "A", "7", "_", "hello", "hello-world", "hello.world", "a_b", ".dotfiles", "a" * 100]

INVALID = [
    "",
    ".",
    "..",
    "...",
    "-a",
    "a b",
    "a/b",
    "a\\b",
    "a~2",
    "a%2e",
    "a\n",
    "a\0",
    "é",
    "\uff41",
    "a" * (MAX_NAME + 1),
    ".git",
    "a.git",
    "a.GIT",
    "a.wiki",
    "a.lock",
    "a:b",
    "a@b",
    "a?b",
    "a#b",
]


@pytest.mark.parametrize("name", VALID)
def test_letters_digits_dots_dashes_and_underscores_make_a_name(name: str) -> None:
    assert find_name_problem(name) is None


@pytest.mark.parametrize("name", INVALID)
def test_anything_else_is_no_name_for_a_repository_or_an_owner(name: str) -> None:
    assert find_name_problem(name)
    assert find_owner_problem(name)


@pytest.mark.parametrize("name", ["api", "API", "health", "login", "assets", ".well-known", "_"])
def test_no_owner_takes_the_address_of_a_page(name: str) -> None:
    assert find_owner_problem(name) == "is reserved"
    assert find_name_problem(name) is None


def test_the_usual_name_of_the_first_account_is_free() -> None:
    assert check_owner("admin", "ADMIN_USER") == "admin"


def test_a_refused_owner_is_refused_by_the_name_of_the_field() -> None:
    with pytest.raises(InvalidValue, match="ADMIN_USER must not be empty") as caught:
        check_owner("", "ADMIN_USER")
    assert caught.value.field == "ADMIN_USER"


@pytest.mark.parametrize("segment", ["hello", "hello.git"])
def test_git_at_the_end_of_an_address_is_no_part_of_the_name(segment: str) -> None:
    assert find_repository_name("alice", segment) == RepositoryName("alice", "hello")


@pytest.mark.parametrize(
    ("owner", "repository"),
    [
        ("alice", "hello.git.git"),
        ("alice", ".git"),
        ("alice", "..git"),
        ("alice", ".."),
        ("..", "hello"),
        ("alice", "%2e%2e"),
        ("api", "hello"),
        ("alice.git", "hello"),
    ],
)
def test_an_address_that_no_repository_can_have_spells_no_name(owner: str, repository: str) -> None:
    assert find_repository_name(owner, repository) is None


def test_a_name_reads_as_its_address() -> None:
    assert str(RepositoryName("alice", "hello")) == "alice/hello"
