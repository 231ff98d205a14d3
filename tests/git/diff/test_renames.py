from __future__ import annotations

from git.diff.renames import MAX_PAIRS, find_renames
from git.diff.stat import encode_rename
from git.diff.trees import TreeChange
from git.objects import ObjectType, hash_object
from git.tree import FILE, Entry

BLOBS: dict[bytes, bytes] = {}


def file(name: str, content: bytes) -> Entry:
    oid = hash_object(ObjectType.BLOB, content)
    BLOBS[oid] = content
    return Entry(FILE, name.encode(), oid)


def found(old: list[Entry], new: list[Entry]) -> dict[str, str]:
    changes = [TreeChange(each, None) for each in old] + [TreeChange(None, each) for each in new]
    renames = find_renames(changes, BLOBS.__getitem__, lambda oid: len(BLOBS[oid]))
    return {
        each.new.name.decode(): f"{each.old.name.decode()} {each.similarity}"
        for each in renames
        if each.old and each.new
    }


TEXT = b"".join(b"line %d\n" % number for number in range(50))


def test_the_same_content_elsewhere_is_a_rename() -> None:
    assert found([file("a", TEXT)], [file("b", TEXT)]) == {"b": "a 100"}


def test_of_two_the_one_with_the_same_name_was_moved() -> None:
    old = [file("x/other", TEXT), file("x/name", TEXT)]
    assert found(old, [file("y/name", TEXT)]) == {"y/name": "x/name 100"}


def test_half_alike_is_alike_enough() -> None:
    half = TEXT[: TEXT.index(b"line 27")]
    assert found([file("a", TEXT)], [file("b", half + b"x" * 10)]) != {}
    assert found([file("a", TEXT)], [file("b", half[: len(half) // 2] + b"y\n" * 100)]) == {}


def test_among_too_many_only_the_same_content_is_found() -> None:
    count = int(MAX_PAIRS**0.5) + 2
    old = [file(f"old{n}", TEXT + b"%d" % n) for n in range(count)]
    new = [file(f"new{n}", TEXT + b"%d!" % n) for n in range(count)]
    assert found(old, new) == {}
    assert len(found(old[:4], new[:4])) == 4
    assert found([*old, file("a", TEXT)], [*new, file("b", TEXT)]) == {"b": "a 100"}


def test_what_both_paths_have_is_written_once() -> None:
    table = {
        ("a/b/c", "a/x/c"): "a/{b => x}/c",
        ("a/c", "a/b/c"): "a/{ => b}/c",
        ("old", "new"): "old => new",
        ("a/old", "a/new"): "a/{old => new}",
        ("one/f", "two/f"): "{one => two}/f",
        ("a b", "\u00e9"): 'a b => "\\303\\251"',
    }
    for (old, new), expected in table.items():
        assert encode_rename(old.encode(), new.encode()).decode() == expected
