from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from git.diff.lines import compare, split_lines
from git.diff.unified import encode_hunks
from tests.support.git_client import GitRepository

LINES = st.lists(
    st.sampled_from([b"a\n", b"b\n", b"  c\n", b"\n", b"\tdef\n", b"} \n"]), max_size=30
)


def rebuilt(old: list[bytes], new: list[bytes]) -> list[bytes]:
    """`new`, made of `old` and the changes alone."""
    made: list[bytes] = []
    at = 0
    for change in compare(old, new):
        made += old[at : change.old_start] + new[change.new_start : change.new_stop]
        at = change.old_stop
    return made + old[at:]


@given(LINES, LINES)
def test_changes_lead_from_one_file_to_the_other(old: list[bytes], new: list[bytes]) -> None:
    assert rebuilt(old, new) == new


def test_files_that_have_nothing_in_common_differ_in_one_change() -> None:
    old, new = [b"a\n"] * 3_000, [b"b\n"] * 3_000
    assert len(compare(old, new)) == 1


def test_a_search_that_costs_too_much_is_cut_off() -> None:
    """Shuffled lines that all occur on both sides: the shortest way is out of reach."""
    old = [b"%d\n" % (number * 7_919 % 4_001) for number in range(4_001)]
    new = [b"%d\n" % (number * 104_729 % 4_001) for number in range(4_001)]
    assert rebuilt(old, new) == new


def test_the_last_line_may_lack_its_newline() -> None:
    assert split_lines(b"a\nb") == [b"a\n", b"b"]
    assert split_lines(b"a\n\n") == [b"a\n", b"\n"]
    assert split_lines(b"") == []


def test_hunks_are_those_of_git(work: GitRepository) -> None:
    random = [[b"%d\n" % (seed * number % 17) for number in range(60)] for seed in range(1, 40)]
    for old, new in pairwise(random):
        (work.folder / "old").write_bytes(b"".join(old))
        (work.folder / "new").write_bytes(b"".join(new))
        shown = work.git("diff", "--no-index", "old", "new", check=False).output
        assert shown[shown.find(b"\n@@") + 1 :] == encode_hunks(old, new, compare(old, new))


def test_white_space_is_passed_over_as_git_does(work: GitRepository) -> None:
    spaces = [b"", b" ", b"\t", b"  ", b" \r"]
    for seed in range(1, 40):
        words = [b"%d x" % (seed * number % 17) for number in range(60)]
        old = [b"def\n" if at % 9 == 0 else word + b"\n" for at, word in enumerate(words)]
        new = [
            line[:1] + spaces[(at * seed) % 5] + line[1:-1] + spaces[at % 5] + b"\n"
            for at, line in enumerate(old)
            if (at * seed + 1) % 23
        ]
        new[seed % 37] = b"new " * (seed % 3) + new[seed % 37]
        (work.folder / "old").write_bytes(b"".join(old))
        (work.folder / "new").write_bytes(b"".join(new))
        for context in (0, 3, 10):
            options = ["diff", "--no-index", "-w", f"-U{context}", "old", "new"]
            shown = work.git(*options, check=False).output
            hunks = encode_hunks(old, new, compare(old, new, ignore_space=True), context)
            assert shown[shown.find(b"\n@@") + 1 :] == hunks
