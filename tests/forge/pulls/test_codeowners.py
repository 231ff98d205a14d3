from __future__ import annotations

import pytest

from forge.pulls.codeowners import MAX_OWNERS, MAX_RULES, CodeOwners

FILE = b"""
# who owns what
*                @alice
*.js             @bob   # scripts
/build/logs/     @carol
docs/*           @dave
apps/            @erin docs@example.org @acme/team
/scripts/        @alice @bob
/apps/github
**/logs          @carol
with\\ blank.txt  @bob
!ignored         @mallory
[ab].txt         @mallory
"""


@pytest.mark.parametrize(
    ("path", "people"),
    [
        ("anything", ["alice"]),
        ("a/b/c.js", ["bob"]),
        ("build/logs/x/y.txt", ["carol"]),
        ("x/build/logs/y.txt", ["carol"]),
        ("docs/start.md", ["dave"]),
        ("docs/build/start.md", ["alice"]),
        ("x/apps/y", ["erin"]),
        ("scripts/a/b", ["alice", "bob"]),
        ("apps/github", []),
        ("apps/github/x", []),
        ("deeply/nested/logs/a", ["carol"]),
        ("with blank.txt", ["bob"]),
        ("ignored", ["alice"]),
        ("a.txt", ["alice"]),
    ],
)
def test_the_last_line_that_matches_wins(path: str, people: list[str]) -> None:
    assert CodeOwners(FILE).of([path.encode()]) == people


def test_everybody_is_asked_once() -> None:
    assert CodeOwners(FILE).of([b"a.js", b"x", b"b.js"]) == ["bob", "alice"]


def test_a_file_of_too_many_lines_or_people_counts_in_part() -> None:
    many = b"x @alice\n" * MAX_RULES + b"x @bob\n"
    assert CodeOwners(many).of([b"x"]) == ["alice"]
    crowd = b"x " + b" ".join(b"@u%d" % number for number in range(MAX_OWNERS + 1))
    assert len(CodeOwners(crowd).of([b"x"])) == MAX_OWNERS


@pytest.mark.parametrize("data", [b"", b"\xff\xfe @\xff", b"***** @a", b"\\", b"/ @a", b"@a"])
def test_nonsense_owns_nothing(data: bytes) -> None:
    assert CodeOwners(data).of([b"x/y"]) in ([], ["a"])
