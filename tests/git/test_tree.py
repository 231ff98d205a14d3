from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import tree
from git.errors import ObjectFormatError
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.tree import EXECUTABLE, FILE, GITLINK, SYMLINK, TREE, Entry

A = ObjectId(b"a" * 20)
NASTY = ObjectId(b"40000 x\x00100644 y\0\n\0\n")
NAUGHTY = ObjectId(b"\0" * 10 + b"100644 x\0\n")


def test_entries_and_bytes_are_two_forms_of_one_thing() -> None:
    entries = [
        Entry(FILE, b"a", A),
        Entry(TREE, b"b", NASTY),
        Entry(EXECUTABLE, b"c\xff d", NAUGHTY),
        Entry(SYMLINK, b"d", A),
        Entry(GITLINK, b"e", A),
    ]
    data = (
        b"100644 a\0" + A + b"40000 b\0" + NASTY + b"100755 c\xff d\0" + NAUGHTY
        + b"120000 d\0" + A + b"160000 e\0" + A
    )  # fmt: skip
    assert tree.decode(data) == entries
    assert tree.encode(entries) == data


def test_the_empty_tree_is_no_bytes() -> None:
    assert tree.decode(b"") == []
    assert tree.encode([]) == b""
    assert tree.references(b"") == ([], [])


def test_a_tree_sorts_as_if_its_name_ended_in_a_slash() -> None:
    entries = [Entry(TREE, b"a", A), Entry(FILE, b"a.c", A), Entry(FILE, b"a0", A)]
    names = [entry.name for entry in tree.decode(tree.encode(reversed(entries)))]
    assert names == [b"a.c", b"a", b"a0"]


def test_an_old_zero_padded_mode_is_read_and_written_without_its_zero() -> None:
    entries = tree.decode(b"040000 a\0" + A)
    assert entries == [Entry(TREE, b"a", A)]
    assert tree.encode(entries) == b"40000 a\0" + A


@pytest.mark.parametrize(
    "data",
    [
        b"1",
        b"100644",
        b"100644 a",
        b"100644 a\0",
        b"100644 a\0" + A[:-1],
        b"100644 a\0" + A + b"1",
        b" a\0" + A,
        b"100644 \0" + A,
        b"100648 a\0" + A,
        b"1006 44\0" + A + b"x",
        b"\0" + A,
    ],
)
def test_bytes_that_are_no_tree_are_refused(data: bytes) -> None:
    with pytest.raises(ObjectFormatError, match="tree entry at byte"):
        tree.decode(data)


MODES = st.sampled_from([FILE, EXECUTABLE, SYMLINK, TREE, GITLINK])
ODD_MODES = st.sampled_from([0, 0o4000, 0o10644, 0o100664, 0o40755, 0o400000, 0o777777])
NAMES = st.one_of(
    st.binary(min_size=1, max_size=12).filter(lambda name: b"\0" not in name),
    st.sampled_from([b"40000 x", b"100644 y", b" ", b"\n"]),
)
OIDS = st.one_of(
    st.binary(min_size=20, max_size=20).map(ObjectId), st.sampled_from([A, NASTY, NAUGHTY])
)


@given(st.lists(st.builds(Entry, st.one_of(MODES, MODES, MODES, ODD_MODES), NAMES, OIDS)))
def test_references_are_the_trees_and_blobs_whatever_bytes_ids_and_names_hold(
    entries: list[Entry],
) -> None:
    data = tree.encode(entries)
    ordered = sorted(entries, key=tree.sort_key)
    assert tree.decode(data) == ordered
    assert tree.references(data) == (
        [entry.oid for entry in ordered if tree.is_tree(entry.mode)],
        [entry.oid for entry in ordered if tree.is_blob(entry.mode)],
    )


def test_zero_padded_trees_are_referenced_as_trees() -> None:
    assert tree.references(b"100644 a\0" + A + b"040000 b\0" + NASTY) == ([NASTY], [A])


@given(st.binary(max_size=80))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        entries = tree.decode(data)
    except ObjectFormatError:
        return
    assert len(data) >= 24 * len(entries)


def test_git_makes_the_same_tree_of_the_same_entries(tmp_path: Path) -> None:
    names = [b"a", b"a.b", b"a-b", b"a0", b"B", b"\xc3\xa9", b"z"]
    entries = [Entry(TREE if i % 2 else FILE, name, A) for i, name in enumerate(names)]
    lines = b"".join(
        b"%06o %s %s\t%s\0"
        % (e.mode, b"tree" if tree.is_tree(e.mode) else b"blob", A.hex().encode(), e.name)
        for e in entries
    )
    subprocess.run(["git", "init", "-q", "--bare", tmp_path], check=True)
    mktree = ["git", "-C", str(tmp_path), "mktree", "--missing", "-z"]
    made = subprocess.run(mktree, input=lines, capture_output=True, check=True).stdout
    assert hash_object(ObjectType.TREE, tree.encode(entries)).hex() == made.decode().strip()
