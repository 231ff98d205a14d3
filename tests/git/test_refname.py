from __future__ import annotations

import subprocess

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from git import refname

INVALID = [
    (b"", "begin with 'refs/'"),
    (b"HEAD", "begin with 'refs/'"),
    (b"heads/main", "begin with 'refs/'"),
    (b"/refs/heads/main", "begin with 'refs/'"),
    (b"Refs/heads/main", "begin with 'refs/'"),
    (b"refs", "begin with 'refs/'"),
    (b"refs/", "end with '/'"),
    (b"refs/stash", "further part"),
    (b"refs//main", "'//'"),
    (b"refs/heads/", "end with '/'"),
    (b"refs/heads//main", "'//'"),
    (b"refs/heads/main/", "end with '/'"),
    (b"refs/./main", "begin with '.'"),
    (b"refs/heads/.main", "begin with '.'"),
    (b"refs/heads/.a/b", "begin with '.'"),
    (b"refs/heads/.lock", "begin with '.'"),
    (b"refs/heads/a..b", "'..'"),
    (b"refs/../main", "'..'"),
    (b"refs/heads/main.", "end with '.'"),
    (b"refs/heads/main.lock", "'.lock'"),
    (b"refs/heads/a.lock/b", "'.lock'"),
    (b"refs/heads/a b", "space"),
    (b"refs/heads/a\tb", "control"),
    (b"refs/heads/a\nb", "control"),
    (b"refs/heads/main\n", "control"),
    (b"refs/heads/a\0b", "control"),
    (b"refs/heads/a\x7f", "control"),
    (b"refs/heads/\x1b[31m", "control"),
    (b"refs/heads/a~1", "any of"),
    (b"refs/heads/a^", "any of"),
    (b"refs/heads/a:b", "any of"),
    (b"refs/heads/a?", "any of"),
    (b"refs/heads/*", "any of"),
    (b"refs/heads/a[b", "any of"),
    (b"refs/heads/a\\b", "any of"),
    (b"refs/heads/a@{1}", "'@{'"),
    (b"refs/heads/" + b"a" * refname.MAX_LENGTH, "longer than 1,024"),
]

VALID = [
    b"refs/heads/main",
    b"refs/heads/a/b/c",
    b"refs/heads/a.b",
    b"refs/heads/a./b",
    b"refs/heads/a.lockx",
    b"refs/heads/lock",
    b"refs/heads/main.LOCK",
    b"refs/heads/@",
    b"refs/heads/@a",
    b"refs/heads/a@",
    b"refs/heads/a{b}",
    b"refs/heads/-",
    b"refs/heads/a]b",
    b"refs/heads/\xff\xfe",
    "refs/heads/größe".encode(),
    b"refs/tags/v1.0",
    b"refs/heads/refs/heads/x",
    b"refs/heads/<b>&\"'`$(x)",
    b"refs/heads/" + b"a" * (refname.MAX_LENGTH - 11),
]


@pytest.mark.parametrize("name", VALID)
def test_a_valid_name_passes_both_forms_of_the_check(name: bytes) -> None:
    refname.check(name)
    assert refname.is_valid(name)


@pytest.mark.parametrize(("name", "rule"), INVALID)
def test_an_invalid_name_is_refused_with_the_rule_it_breaks(name: bytes, rule: str) -> None:
    assert not refname.is_valid(name)
    with pytest.raises(refname.InvalidRefname) as caught:
        refname.check(name)
    assert rule in caught.value.reason
    assert caught.value.refname == name


def test_the_message_shows_hostile_bytes_harmlessly_and_not_all_of_them() -> None:
    error = refname.InvalidRefname(b"refs/heads/\xff" + b"x" * 5000, "why")
    assert "\\xff" in str(error)
    assert len(str(error)) < 200


def accepted_by_git(name: bytes) -> bool:
    """As receive-pack asks it: what follows refs/ must be a name of two levels."""
    if not name.startswith(b"refs/"):
        return False
    tail = name.removeprefix(b"refs/")
    command = [b"git", b"check-ref-format", tail]
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


@pytest.mark.parametrize(
    "name", [n for n in VALID + [bad for bad, _ in INVALID[:-1]] if b"\0" not in n]
)
def test_git_judges_every_name_of_the_tables_alike(name: bytes) -> None:
    assert refname.is_valid(name) == accepted_by_git(name)


PIECES = [b"a", b".", b"/", b".lock", b"@", b"{", b"~", b"-", b"\xc3\xa9", b"\x01", b"\\", b"refs/"]
NAMES = st.lists(st.sampled_from(PIECES), max_size=8).map(lambda p: b"refs/h/" + b"".join(p))


@given(NAMES)
@example(b"refs/h/a.lock/a")
def test_both_forms_of_the_check_agree(name: bytes) -> None:
    try:
        refname.check(name)
        raised = False
    except refname.InvalidRefname:
        raised = True
    assert raised != refname.is_valid(name)


def test_git_judges_generated_names_alike() -> None:
    alphabet = [b"a", b".", b"/", b".lock", b"@{", b"~"]
    names = [
        b"refs/h/" + first + second + third
        for first in alphabet
        for second in alphabet
        for third in alphabet
    ]
    assert [refname.is_valid(n) for n in names] == [accepted_by_git(n) for n in names]


SORTED = sorted(
    [b"refs/heads/a", b"refs/heads/b/c", b"refs/heads/b/c-d", b"refs/heads/d.e", b"refs/tags/a"]
)


@pytest.mark.parametrize(
    ("name", "conflict"),
    [
        (b"refs/heads/a/x", b"refs/heads/a"),
        (b"refs/heads/a/x/y/z", b"refs/heads/a"),
        (b"refs/heads/b", b"refs/heads/b/c"),
        (b"refs/heads/b/c/d", b"refs/heads/b/c"),
        (b"refs/heads", b"refs/heads/a"),
        (b"refs/heads/a", None),
        (b"refs/heads/ab", None),
        (b"refs/heads/a-x", None),
        (b"refs/heads/b/x", None),
        (b"refs/heads/d", None),
        (b"refs/heads/d.e.f", None),
        (b"refs/zzz/a", None),
    ],
)
def test_a_name_and_a_folder_of_that_name_exclude_each_other(
    name: bytes, conflict: bytes | None
) -> None:
    assert refname.find_conflict(name, SORTED) == conflict


def test_nothing_conflicts_where_nothing_is() -> None:
    assert refname.find_conflict(b"refs/heads/a", []) is None


PATHS = st.lists(st.sampled_from([b"a", b"b", b"a.", b"a0", b"a-"]), min_size=1, max_size=3)
REFNAMES = PATHS.map(lambda parts: b"refs/heads/" + b"/".join(parts))


@given(REFNAMES, st.sets(REFNAMES))
def test_the_search_finds_a_conflict_exactly_when_a_full_scan_does(
    name: bytes, existing: set[bytes]
) -> None:
    expected = {
        other
        for other in existing
        if other.startswith(name + b"/") or name.startswith(other + b"/")
    }
    found = refname.find_conflict(name, sorted(existing))
    assert (found in expected) if expected else (found is None)
