from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import rev
from git.rev import Ancestor, InvalidRev, Parent, Peel, PeelKind, Rev
from tests.support.git_fsck import ENVIRONMENT

COMMIT, TREE, NO_TAG = (Peel(PeelKind(kind)) for kind in (b"commit", b"tree", b""))

CASES = [
    (b"HEAD", Rev(b"HEAD")),
    (b"@", Rev(b"HEAD")),
    (b"@~2", Rev(b"HEAD", (Ancestor(2),))),
    (b"main", Rev(b"main")),
    (b"refs/heads/a/b", Rev(b"refs/heads/a/b")),
    (b"a@b", Rev(b"a@b")),
    (b"v1.0", Rev(b"v1.0")),
    ("größe".encode(), Rev("größe".encode())),
    (b"\xff", Rev(b"\xff")),
    (b"HEAD~", Rev(b"HEAD", (Ancestor(1),))),
    (b"HEAD~3", Rev(b"HEAD", (Ancestor(3),))),
    (b"HEAD~0", Rev(b"HEAD", (Ancestor(0),))),
    (b"HEAD~007", Rev(b"HEAD", (Ancestor(7),))),
    (b"HEAD^", Rev(b"HEAD", (Parent(1),))),
    (b"HEAD^^", Rev(b"HEAD", (Parent(1), Parent(1)))),
    (b"HEAD^0", Rev(b"HEAD", (Parent(0),))),
    (b"main^2~1", Rev(b"main", (Parent(2), Ancestor(1)))),
    (b"v1^{}", Rev(b"v1", (NO_TAG,))),
    (b"v1^{commit}~2^{tree}", Rev(b"v1", (COMMIT, Ancestor(2), TREE))),
    (b"v1^{tag}^{object}", Rev(b"v1", (Peel(PeelKind.TAG), Peel(PeelKind.OBJECT)))),
    (b"HEAD:", Rev(b"HEAD", (), b"")),
    (b"HEAD:src/a.py", Rev(b"HEAD", (), b"src/a.py")),
    (b"HEAD~1:a:b^~ ..@{x", Rev(b"HEAD", (Ancestor(1),), b"a:b^~ ..@{x")),
    (b"HEAD:.x/..y", Rev(b"HEAD", (), b".x/..y")),
]


@pytest.mark.parametrize(("text", "value"), CASES)
def test_a_rev_is_read_into_base_steps_and_path(text: bytes, value: Rev) -> None:
    assert rev.decode(text) == value


@pytest.mark.parametrize("value", [value for _, value in CASES])
def test_a_rev_that_is_written_is_read_as_it_was(value: Rev) -> None:
    assert rev.decode(rev.encode(value)) == value


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"", "nothing that could be a name"),
        (b"^{tree}", "nothing that could be a name"),
        (b"~1", "nothing that could be a name"),
        (b"a b", "nothing that could be a name"),
        (b"a\0", "nothing that could be a name"),
        (b"main.lock", "nothing that could be a name"),
        (b"a//b", "nothing that could be a name"),
        (b"/", "nothing that could be a name"),
        (b"HEAD@{1}", "reflog"),
        (b"@{upstream}", "reflog"),
        (b"main@{yesterday}:x", "reflog"),
        (b"a..b", "range"),
        (b"a...b", "range"),
        (b"..", "range"),
        (b"^main", "exclusion"),
        (b"main^@", "several commits"),
        (b"main^!", "several commits"),
        (b"main^-1", "several commits"),
        (b":/fix", "searching"),
        (b"main^{/fix: this}", "searching"),
        (b":README", "index"),
        (b":0:README", "index"),
        (b"HEAD:./x", "relative"),
        (b"HEAD:../x", "relative"),
        (b"HEAD:..", "relative"),
        (b"HEAD^{twig}", "no type 'twig'"),
        (b"HEAD^{tree", "no such step: '{tree'"),
        (b"HEAD^1x", "no such step: 'x'"),
        (b"HEAD~1/x", "no such step: '/x'"),
        (b"HEAD~%d" % (rev.MAX_NUMBER + 1), "no history"),
        (b"HEAD~" + b"9" * 5000, "no history"),
        (b"HEAD" + b"^" * (rev.MAX_STEPS + 1), "more than 100 steps"),
        (b"HEAD:" + b"x" * rev.MAX_LENGTH, "longer than 8,192 bytes"),
    ],
)
def test_what_means_no_object_is_refused_with_the_reason(text: bytes, reason: str) -> None:
    with pytest.raises(InvalidRev) as caught:
        rev.decode(text)
    assert reason in caught.value.reason
    assert caught.value.text == text
    assert len(str(caught.value)) < 250


def test_what_stays_within_the_limits_is_read() -> None:
    assert len(rev.decode(b"HEAD" + b"^" * rev.MAX_STEPS).steps) == rev.MAX_STEPS
    assert rev.decode(b"HEAD~%d" % rev.MAX_NUMBER).steps == (Ancestor(rev.MAX_NUMBER),)
    assert rev.decode(b"HEAD:" + b"x" * (rev.MAX_LENGTH - 5)).path == b"x" * (rev.MAX_LENGTH - 5)


@pytest.mark.parametrize(
    ("base", "digits"),
    [
        (b"abcd", b"abcd"),
        (b"ABCD12", b"abcd12"),
        (b"0" * 40, b"0" * 40),
        (b"v1.0-3-gabc123", b"abc123"),
        (b"abc", None),
        (b"0" * 41, None),
        (b"abcg", None),
        (b"gabc123", None),
        (b"HEAD", None),
    ],
)
def test_a_base_may_be_the_beginning_of_an_object_id(base: bytes, digits: bytes | None) -> None:
    assert rev.decode(base).abbreviation == digits


PIECES = [b"HEAD", b"@", b"~", b"^", b"1", b"{", b"}", b"tree", b":", b"/", b".", b"-", b" ", b"\n"]


@given(st.lists(st.sampled_from(PIECES), max_size=8).map(b"".join))
def test_any_text_is_read_or_refused_and_what_is_read_survives_the_round_trip(text: bytes) -> None:
    try:
        value = rev.decode(text)
    except InvalidRev:
        return
    assert rev.decode(rev.encode(value)) == value


HISTORY = """\
commit refs/heads/main
committer A <a> 1 +0000
data 1
a
M 100644 inline src/x
data 1
x

commit refs/heads/side
committer A <a> 2 +0000
data 1
b

commit refs/heads/main
committer A <a> 3 +0000
data 1
c
merge refs/heads/side

tag v1
from refs/heads/main
tagger A <a> 4 +0000
data 1
t
"""


def test_git_finds_the_same_object_by_the_text_and_by_what_was_read(tmp_path: Path) -> None:
    def git(*arguments: str | bytes, data: bytes = b"") -> bytes:
        command = ["git", *arguments]
        run = subprocess.run(
            command, cwd=tmp_path, input=data, check=True, capture_output=True, env=ENVIRONMENT
        )
        return run.stdout

    git("init", "-q", "--bare", "-b", "main")
    git("fast-import", "--quiet", data=HISTORY.encode())
    texts = [
        b"@", b"HEAD", b"main~", b"main^", b"main^2", b"main^0", b"v1", b"v1^{}", b"v1^{tag}",
        b"v1~1",
        b"v1^{commit}^2^{tree}", b"heads/main", b"refs/tags/v1^{object}", b"HEAD:", b"HEAD^:src",
        b"v1:src/x", b"@~0^1~00",
    ]  # fmt: skip
    written = [rev.encode(rev.decode(text)) for text in texts]
    assert git("rev-parse", *written) == git("rev-parse", *texts)
