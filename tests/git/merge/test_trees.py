"""Every kind of conflict, and what is none: real git is the judge of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from git.diff.renames import Similarity
from git.errors import LimitExceeded
from git.merge import content, renames, work
from git.merge.conflict import Kind
from git.merge.trees import MergeResult
from git.oid import ObjectId
from git.tree import Entry
from tests.git.merge.cases import Case, Files, make
from tests.support.histories import bare
from tests.support.merge_cases import fill
from tests.support.merge_oracle import judge
from tests.support.merge_store import Merger, judgement_of

LONG = b"".join(b"line %d of a file\n" % number for number in range(30))
OTHER = b"".join(b"another %d\n" % number for number in range(30))
CHANGED = LONG.replace(b"line 3 ", b"line three ")
CHANGED_ELSEWHERE = LONG.replace(b"line 25 ", b"line twenty-five ")
CHANGED_TOO = LONG.replace(b"line 3 ", b"line III ")
BINARY = b"\0\1\2" * 20
LINK = ("120000", b"target")
RUN = ("100755", LONG)
MODULE, MODULE_2, MODULE_3 = (("160000", digit * 40) for digit in (b"1", b"2", b"3"))
FOLDER = {f"old/{number}": LONG + b"%d\n" % number for number in range(4)}
MOVED = {path.replace("old", "new"): file for path, file in FOLDER.items()}

CASES: dict[str, tuple[Files, Files, Files]] = {
    "both add different files": ({}, {"a": LONG}, {"b": OTHER}),
    "both add the same file": ({}, {"a": LONG}, {"a": LONG}),
    "both add another file": ({}, {"a": LONG}, {"a": OTHER}),
    "both change other lines": ({"a": LONG}, {"a": CHANGED}, {"a": CHANGED_ELSEWHERE}),
    "both change the same line": ({"a": LONG}, {"a": CHANGED}, {"a": CHANGED_TOO}),
    "change and deletion": ({"a": LONG, "k": b"1"}, {"a": CHANGED, "k": b"1"}, {"k": b"1"}),
    "deletion and change": ({"a": LONG, "k": b"1"}, {"k": b"1"}, {"a": CHANGED, "k": b"1"}),
    "both delete": ({"a": LONG, "k": b"1"}, {"k": b"1"}, {"k": b"1"}),
    "all go": ({"a": LONG, "b": OTHER}, {"a": LONG}, {"b": OTHER}),
    "rename and change": ({"a": LONG}, {"b": LONG}, {"a": CHANGED}),
    "renamed and changed on both sides": ({"a": LONG}, {"b": CHANGED}, {"a": CHANGED_TOO}),
    "rename to two places": ({"a": LONG}, {"b": CHANGED}, {"c": CHANGED_TOO}),
    "rename to one place": ({"a": LONG}, {"b": CHANGED}, {"b": CHANGED_ELSEWHERE}),
    "two files to one name": (
        {"a": LONG, "b": OTHER},
        {"c": LONG, "b": OTHER},
        {"a": LONG, "c": OTHER},
    ),
    "rename and addition": ({"a": LONG}, {"b": LONG}, {"a": CHANGED, "b": OTHER}),
    "a conflict in a renamed file that collides": (
        {"a": LONG},
        {"b": CHANGED},
        {"a": CHANGED_TOO, "b": OTHER},
    ),
    "rename and deletion": ({"a": LONG, "k": b"1"}, {"b": LONG, "k": b"1"}, {"k": b"1"}),
    "rename, deletion, addition": ({"a": LONG}, {"b": LONG}, {"b": OTHER}),
    "a new file in a moved folder": (FOLDER, MOVED, {**FOLDER, "old/added": OTHER}),
    "a file moved into a moved folder": (
        {**FOLDER, "x": OTHER},
        {**MOVED, "x": OTHER},
        {**FOLDER, "old/x": OTHER},
    ),
    "a moved folder where a file is in the way": (
        {**FOLDER, "x": b"1"},
        {**MOVED, "x": b"1"},
        {**FOLDER, "old/added": OTHER, "new/added": LONG, "x": b"1"},
    ),
    "a folder moved to two places": (
        FOLDER,
        {"one/0": FOLDER["old/0"], "one/1": FOLDER["old/1"], "two/2": FOLDER["old/2"]}
        | {"two/3": FOLDER["old/3"]},
        {**FOLDER, "old/added": OTHER},
    ),
    "folders that come together": (
        {**FOLDER, "second/s": OTHER, "second/t": OTHER + b"t\n"},
        {**MOVED, "new/s": OTHER, "new/t": OTHER + b"t\n"},
        {**FOLDER, "second/s": OTHER, "second/t": OTHER + b"t\n"}
        | {"old/same": b"1\n", "second/same": b"2\n"},
    ),
    "both move a folder": (FOLDER, MOVED, {f"third/{n}": LONG + b"%d\n" % n for n in range(4)}),
    "a folder moved into one that was moved": (
        {**FOLDER, "two/x": OTHER, "two/y": OTHER + b"y\n"},
        {**MOVED, "two/x": OTHER, "two/y": OTHER + b"y\n"},
        {**FOLDER, "old/x": OTHER, "old/y": OTHER + b"y\n"},
    ),
    "a file becomes a folder": ({"a": LONG}, {"a/b": OTHER}, {"a": CHANGED}),
    "a folder becomes a file": ({"a/b": LONG}, {"a": OTHER}, {"a/b": CHANGED}),
    "a folder becomes a file, both change": ({"a/b": LONG}, {"a": OTHER, "c": b"1"}, {"a/d": LONG}),
    "a mode on one side": ({"a": LONG}, {"a": RUN}, {"a": CHANGED}),
    "modes on both sides": ({"a": b"1\n"}, {"a": RUN}, {"a": ("100755", CHANGED)}),
    "other modes are added": ({}, {"a": LONG}, {"a": RUN}),
    "a link on both sides": ({"a": LINK}, {"a": ("120000", b"x")}, {"a": ("120000", b"y")}),
    "a link and a file": ({"a": LONG}, {"a": LINK}, {"a": CHANGED}),
    "a new link and a new file": ({}, {"a": LONG}, {"a": LINK}),
    "a submodule and a link": ({}, {"a": MODULE}, {"a": LINK}),
    "a submodule on one side": ({"a": MODULE}, {"a": MODULE_2}, {"a": MODULE}),
    "a submodule on both sides": ({"a": MODULE}, {"a": MODULE_2}, {"a": MODULE_3}),
    "new submodules": ({}, {"a": MODULE_2}, {"a": MODULE_3}),
    "binaries": ({"a": BINARY}, {"a": BINARY + b"1"}, {"a": BINARY + b"2"}),
    "new binaries": ({}, {"a": BINARY + b"1"}, {"a": BINARY + b"2"}),
    "a binary renamed to two places": ({"a": BINARY}, {"b": BINARY}, {"c": BINARY}),
    "carriage returns": (
        {"a": LONG.replace(b"\n", b"\r\n")},
        {"a": CHANGED.replace(b"\n", b"\r\n")},
        {"a": CHANGED_TOO.replace(b"\n", b"\r\n")},
    ),
    "no newline at the end": ({"a": b"1\n2"}, {"a": b"1\n3"}, {"a": b"1\n4"}),
    "empty files": ({"a": b"", "b": b"1\n"}, {"c": b"", "b": b"1\n"}, {"a": b"2\n", "b": b"1\n"}),
    "an empty file is filled": ({"a": b""}, {"a": LONG}, {"a": OTHER}),
    "a name that is not UTF-8": ({"\xe9": LONG}, {"\xe9": CHANGED}, {"\xe9": CHANGED_TOO}),
}


@pytest.fixture(scope="module")
def merged(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[object, object]]:
    """What Hearth and what git makes of each case."""
    repository = bare(tmp_path_factory.mktemp("cases") / "git")
    pairs = make(repository, [Case(*case) for case in CASES.values()])
    merger = Merger(repository)
    ours = [judgement_of(merger.merge(*pair)[0]) for pair in pairs]
    return dict(zip(CASES, zip(ours, judge(repository, pairs), strict=True), strict=True))


@pytest.mark.parametrize("name", CASES)
def test_trees_are_merged_as_git_merges_them(
    name: str, merged: dict[str, tuple[object, object]]
) -> None:
    ours, gits = merged[name]
    assert ours == gits


def test_generated_trees_are_merged_as_git_merges_them(tmp_path: Path) -> None:
    repository = bare(tmp_path / "git")
    pairs = fill(repository, 7, 150)
    merger = Merger(repository)
    judged = judge(repository, pairs)
    for pair, judgement in zip(pairs, judged, strict=True):
        if judgement is not None:
            assert judgement_of(merger.merge(*pair)[0]) == judgement


def merge(tmp_path: Path, case: Case) -> MergeResult:
    repository = bare(tmp_path / "git")
    (pair,) = make(repository, [case])
    return Merger(repository).merge(*pair)[0]


TWO = Case({"a": LONG, "b": OTHER}, {"a": CHANGED, "b": b"1\n"}, {"a": CHANGED_TOO, "b": b"2\n"})
RENAMES = Case(
    {"a": LONG, "b": OTHER},
    {"x": CHANGED, "y": OTHER + b"end\n"},
    {"a": CHANGED_ELSEWHERE, "b": b"start\n" + OTHER},
)


@pytest.mark.parametrize(
    ("limit", "value", "case"),
    [
        ("collect.MAX_PATHS", 1, TWO),
        ("collect.MAX_DEPTH", 1, Case({}, {"a/b/c": b"1\n"}, {"a/b/c": b"2\n"})),
        ("content.MAX_MERGED", 600, TWO),
        ("renames.MAX_CANDIDATES", 1, RENAMES),
    ],
)
def test_a_merge_beyond_its_limits_is_refused_in_words(
    limit: str, value: int, case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"git.merge.{limit}", value)
    with pytest.raises(LimitExceeded):
        merge(tmp_path, case)


@pytest.mark.parametrize(("limit", "value"), [("MAX_TEXT", 100), ("MAX_LINES", 10)])
def test_files_too_long_for_lines_are_merged_like_binaries(
    limit: str, value: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, limit, value)
    case = Case({"a": LONG}, {"a": CHANGED}, {"a": CHANGED_ELSEWHERE})
    assert Kind.BINARY in {note.kind for note in merge(tmp_path, case).notes}


def test_beyond_the_limit_of_renames_only_plain_ones_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(renames, "RENAME_LIMIT", 1)
    result = merge(tmp_path, RENAMES)
    assert not result.has_all_renames
    assert {note.kind for note in result.notes} == {Kind.MODIFY_DELETE}


def test_only_so_much_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(work, "MAX_NOTES", 1)
    result = merge(tmp_path, TWO)
    assert len(result.notes) == 1
    assert len(result.conflicted) == 2


def test_what_does_not_fit_is_counted_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("git.diff.renames.MAX_HELD", 40)
    assert min(scores()) > 55_000


def test_beyond_so_much_effort_files_count_as_different(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("git.diff.renames.MAX_EFFORT", 500)
    assert 0 in scores()


def scores() -> set[int]:
    """Of files that are alike, each with each."""
    blobs = {bytes([n]) * 20: LONG + b"%d\n" % n for n in range(5)}
    similarity = Similarity(blobs.__getitem__, lambda oid: len(blobs[oid]))
    entries = [Entry(0o100644, b"f", ObjectId(oid)) for oid in blobs]
    return {similarity.score(one, other) for one in entries for other in entries}
