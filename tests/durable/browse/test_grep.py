from __future__ import annotations

import pytest

from durable.browse import grep as grep_module
from durable.contract.message import Reason
from durable.contract.refs import ReadSummary
from durable.contract.search import Grep
from tests.support.git_client import GitRepository
from tests.support.stored import Stored


def found(stored: Stored, question: Grep) -> list[bytes]:
    """As `git grep -n` prints it."""
    return [
        b"%b%b%d%b%b" % (file.path, sign, line.number, sign, line.text)
        for file in stored.ask(question).files
        for line in file.lines
        for sign in [b":" if line.is_match else b"-"]
    ]


@pytest.mark.parametrize(
    ("pattern", "options"),
    [
        ("def [a-z_]+\\(self", ()),
        ("[0-9a-f]{8}0", ()),
        ("^import |^from ", ()),
        ("change|note$", ()),
        ("the first", ("-F",)),
        ("(", ("-F",)),
        ("TEST", ("-i",)),
    ],
)
def test_lines_are_those_of_git_grep(
    sample: Stored, pattern: str, options: tuple[str, ...]
) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    mode = () if "-F" in options else ("-E",)
    shown = sample.git.git("grep", "-nI", *mode, *options, "-e", pattern, head, check=False).output
    prefix = f"{head}:".encode()
    expected = [line.removeprefix(prefix) for line in shown.splitlines()]
    question = Grep(
        b"HEAD",
        pattern.encode(),
        ignores_case="-i" in options,
        is_fixed="-F" in options,
        limit=1_000,
    )
    ours = found(sample, question)
    links = {line for line in expected if line not in ours}
    if len(expected) < 1_000:
        assert ours == [line for line in expected if line not in links]
        assert all(line.endswith(b":run") for line in links)
    else:
        assert ours == expected[:1_000]


def test_context_is_shown_once(work: GitRepository) -> None:
    work.commit("first", {"a": b"1\n2\nx\n4\nx\n6\n7\n8\n", "b": b"x"})
    stored = Stored(work)
    lines = found(stored, Grep(b"main", b"x", context=2))
    assert lines == [b"a-1-1", b"a-2-2", b"a:3:x", b"a-4-4", b"a:5:x", b"a-6-6", b"a-7-7", b"b:1:x"]
    stored.close()


def test_only_text_below_the_path_is_searched(work: GitRepository) -> None:
    files = {"src/a": b"x\n", "srcs": b"x\n", "src/bin": b"x\0x\n", "src/long": b"x" * (1 << 21)}
    work.commit("first", files)
    stored = Stored(work)
    assert found(stored, Grep(b"main", b"x", path=b"src/")) == [b"src/a:1:x"]
    stored.close()


def test_a_search_that_ends_early_says_so(
    work: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    work.commit("first", {f"f{n}": b"x\n" * 10 for n in range(10)})
    stored = Stored(work)
    some = stored.ask(Grep(b"main", b"x", limit=15))
    assert not some.is_complete
    assert sum(len(file.lines) for file in some.files) == 15
    assert stored.ask(Grep(b"main", b"x", limit=101)).is_complete
    monkeypatch.setattr(grep_module, "MAX_INFLATED", 60)
    assert not stored.ask(Grep(b"main", b"x", limit=1_000)).is_complete
    stored.close()


@pytest.mark.parametrize("pattern", [b"", b"(", b"a" * 1_001])
def test_a_pattern_that_cannot_be_read_is_refused(sample: Stored, pattern: bytes) -> None:
    failure = sample.refused(Grep(b"HEAD", pattern))
    assert (failure.reason, failure.field) == (Reason.INVALID, "pattern")
