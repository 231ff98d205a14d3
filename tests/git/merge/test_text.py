from __future__ import annotations

import random
from pathlib import Path

import pytest

from git.diff import histogram
from git.merge.text import Labels, merge
from tests.git.merge.cases import Case, make
from tests.support.histories import bare
from tests.support.merge_oracle import judge

LABELS = Labels(b"ours", b"theirs")
GENERATED = 250


def lines(*numbers: int) -> bytes:
    return b"".join(b"line %d\n" % number for number in numbers)


def test_changes_in_different_places_are_both_taken() -> None:
    merged = merge((lines(*range(9)), lines(0, 0, *range(1, 9)), lines(*range(8))), LABELS)
    assert merged.content == lines(0, 0, *range(1, 8))
    assert not merged.hunks


def test_a_conflict_shows_what_each_side_has() -> None:
    merged = merge((lines(1, 2, 3), lines(1, 7, 3), lines(1, 8, 3)), LABELS)
    assert merged.content == (
        b"line 1\n<<<<<<< ours\nline 7\n=======\nline 8\n>>>>>>> theirs\nline 3\n"
    )
    assert len(merged.hunks) == 1


def test_markers_are_longer_where_they_may_nest() -> None:
    merged = merge((b"1\n", b"2\n", b"3\n"), LABELS, 9)
    assert merged.content == b"<" * 9 + b" ours\n2\n=========\n3\n" + b">" * 9 + b" theirs\n"


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    merged = merge((lines(1, 2, 3), lines(1, 7, 3), lines(1, 7, 3)), LABELS)
    assert merged.content == lines(1, 7, 3)


def generated(seed: int) -> tuple[bytes, bytes, bytes]:
    chance = random.Random(seed)  # noqa: S311 - the same files every time
    words = [b"", b"}", b"  x", *(b"l%d" % n for n in range(chance.choice((3, 30, 300))))]
    end = chance.choice((b"\n", b"\n", b"\r\n"))

    def some(count: int) -> list[bytes]:
        return [chance.choice(words) + end for _ in range(count)]

    def changed(old: list[bytes]) -> bytes:
        new = list(old)
        for _ in range(chance.choice((1, 2, 5, 12))):
            at = chance.randrange(len(new) + 1)
            new[at : at + chance.choice((0, 1, 1, 4))] = some(chance.choice((0, 1, 1, 2, 4)))
        text = b"".join(new)
        return text.rstrip(b"\r\n") if chance.random() < 0.2 else text

    base = some(chance.choice((0, 1, 3, 10, 60, 200)))
    return b"".join(base), changed(base), changed(base)


def test_generated_files_are_merged_as_git_merges_them(tmp_path: Path) -> None:
    repository = bare(tmp_path / "git")
    contents = [generated(seed) for seed in range(GENERATED)]
    pairs = make(repository, [Case(*({"f": each} for each in triple)) for triple in contents])
    conflicts = 0
    for triple, pair, judged in zip(contents, pairs, judge(repository, pairs), strict=True):
        if len(set(triple)) < 3:
            continue
        merged = merge(triple, Labels(*(label.encode() for label in pair)))
        assert judged is not None
        told = repository.git("cat-file", "blob", f"{judged.tree.hex()}:f").output
        assert merged.content == told
        assert bool(merged.hunks) is not judged.is_clean
        conflicts += not judged.is_clean
    assert 50 < conflicts < 200


def test_too_costly_a_search_ends_in_a_plainer_one(monkeypatch: pytest.MonkeyPatch) -> None:
    old = [b"%d\n" % (number % 7) for number in range(40)]
    new = [b"%d\n" % (number % 5) for number in range(40)]
    assert histogram.compare(old, new)
    monkeypatch.setattr(histogram, "MAX_EFFORT", 10)
    changes = histogram.compare(old, new)
    made = list(old)
    for change in reversed(changes):
        made[change.old_start : change.old_stop] = new[change.new_start : change.new_stop]
    assert made == new
