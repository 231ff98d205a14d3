from __future__ import annotations

import random
import time
from collections.abc import Sequence

import pytest

from git import ref_pattern
from git.ref_pattern import MAX_PATTERN, InvalidPattern
from tests.support.git_client import GitRepository

NAMES = [
    *("main", "release", "release/1.0", "release/1.0/fix", "a/b/c/d", "aXb", "a-b", "ab", "a]b"),
    *("v1", "v10", "v1.2.3", "aaa", "aaab", "abab", "x/a/b", "a/x/b", "a/x/y/b", "qa/x/1", "z!z"),
]

PATTERNS = [
    *(
        "main",
        "*",
        "**",
        "release/*",
        "release/**",
        "release/*/*",
        "**/b",
        "a/**/b",
        "a/**",
        "**/**",
    ),
    *(
        "a?b",
        "a*b",
        "a**b",
        "v[0-9]",
        "v[0-9]*",
        "a[!X]b",
        "a[^X]b",
        "a[]]b",
        "a[a-]b",
        "*a*b*",
        "?",
    ),
    *(
        "*/*",
        "*/**/b",
        "a\\*b",
        "[a-c]*",
        "v1.*",
        "r*e/1*",
        "**/a/**",
        "qa/**/*",
        "a[!]]b",
        "z\\!z",
    ),
]


def shown_by_git(work: GitRepository, names: Sequence[str], pattern: str) -> set[str]:
    """Which of the names match; each has a folder of its own, so that none is in another's way."""
    if not work.refs():
        oid = work.commit("one")
        lines = (f"update refs/heads/{n}/{name} {oid}\n" for n, name in enumerate(names))
        work.git("update-ref", "--stdin", stdin="".join(lines).encode())
    shown = work.read("for-each-ref", "--format=%(refname)", f"refs/heads/*/{pattern}").split()
    return {name.split("/", 3)[3] for name in shown}


def matching(names: Sequence[str], pattern: str) -> set[str]:
    parsed = ref_pattern.parse(pattern.encode())
    return {name for name in names if parsed.matches(name.encode())}


def test_patterns_match_what_they_match_for_git(work: GitRepository) -> None:
    for pattern in PATTERNS:
        assert matching(NAMES, pattern) == shown_by_git(work, NAMES, pattern), pattern


def test_random_patterns_match_what_they_match_for_git(work: GitRepository) -> None:
    chance = random.Random(7)  # noqa: S311 - the same names every time
    made = {"".join(chance.choices("ab/", k=chance.randint(1, 7))) for _ in range(400)}
    names = sorted(name for name in made if all(name.split("/")))
    words = ["a", "b", "/", "*", "**", "?", "[ab]"]
    patterns = {"".join(chance.choices(words, k=5)) for _ in range(150)}
    for pattern in sorted(each for each in patterns if all(each.split("/"))):
        assert matching(names, pattern) == shown_by_git(work, names, pattern), pattern


@pytest.mark.parametrize(
    "text",
    ["", "a//b", "/a", "a/", "[", "a[b", "a[]", "[[:alpha:]]", "a\\", "x" * (MAX_PATTERN + 1)],
)
def test_what_is_no_pattern_is_refused(text: str) -> None:
    with pytest.raises(InvalidPattern):
        ref_pattern.parse(text.encode())


def test_the_longest_pattern_is_taken() -> None:
    assert ref_pattern.parse(b"x" * MAX_PATTERN).matches(b"x" * MAX_PATTERN)


@pytest.mark.parametrize("pattern", [b"*a" * 127, b"**/*a/" * 40 + b"*b"])
def test_no_pattern_takes_long(pattern: bytes) -> None:
    parsed = ref_pattern.parse(pattern)
    started = time.perf_counter()
    assert not parsed.matches(b"a" * 2_000 + b"c")
    assert not parsed.matches(b"a/" * 1_000 + b"c")
    assert time.perf_counter() - started < 1
