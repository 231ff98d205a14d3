from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import UnexpectedLine
from git.oid import ObjectId
from git.protocol import ls_refs, pktline
from git.protocol.capability import Capabilities
from git.protocol.command import Command
from git.protocol.ls_refs import LsRefs
from git.protocol.pktline import Special
from git.refs import AnyRef, Ref, Unborn
from tests.git.protocol import real_git

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
HEX_A = b"a" * 40
HEX_B = b"b" * 40
LISTING: tuple[AnyRef, ...] = (
    Ref(b"HEAD", A, symref_target=b"refs/heads/main"),
    Ref(b"refs/heads/alias", A, symref_target=b"refs/heads/main"),
    Ref(b"refs/heads/main", A),
    Ref(b"refs/tags/v1", B, peeled=A),
)
EVERYTHING = LsRefs(peel=True, symrefs=True, unborn=True)


def decoded(*arguments: bytes) -> LsRefs:
    return ls_refs.decode(Command(b"ls-refs", Capabilities(), arguments))


def lines_of(asked: LsRefs, *refs: AnyRef) -> list[bytes]:
    *lines, end = pktline.decode_all(b"".join(ls_refs.encode(asked, refs)))
    assert end is Special.FLUSH
    return [line for line in lines if isinstance(line, bytes)]


def test_nothing_is_restricted_unless_asked_for() -> None:
    assert decoded() == LsRefs()
    assert lines_of(LsRefs(), *LISTING) == [
        HEX_A + b" HEAD\n",
        HEX_A + b" refs/heads/alias\n",
        HEX_A + b" refs/heads/main\n",
        HEX_B + b" refs/tags/v1\n",
    ]


def test_symbolic_refs_and_tags_lead_further_when_asked_for() -> None:
    assert decoded(b"peel", b"symrefs", b"unborn") == EVERYTHING
    assert lines_of(EVERYTHING, *LISTING) == [
        HEX_A + b" HEAD symref-target:refs/heads/main\n",
        HEX_A + b" refs/heads/alias symref-target:refs/heads/main\n",
        HEX_A + b" refs/heads/main\n",
        HEX_B + b" refs/tags/v1 peeled:" + HEX_A + b"\n",
    ]


def test_a_ref_may_be_symbolic_and_lead_to_a_tag() -> None:
    ref = Ref(b"refs/tags/latest", B, A, b"refs/tags/v1")
    assert lines_of(EVERYTHING, ref) == [
        HEX_B + b" refs/tags/latest symref-target:refs/tags/v1 peeled:" + HEX_A + b"\n"
    ]


def test_an_unborn_head_is_told_to_who_understands_it() -> None:
    head = Unborn(b"refs/heads/trunk")
    assert lines_of(EVERYTHING, head) == [b"unborn HEAD symref-target:refs/heads/trunk\n"]
    assert lines_of(LsRefs(symrefs=True), head) == []
    assert lines_of(LsRefs(unborn=True), head) == []
    assert lines_of(LsRefs(True, True, True, (b"refs/",)), head) == []
    assert lines_of(LsRefs(True, True, True, (b"HEAD",)), head) != []


def test_prefixes_choose_refs() -> None:
    asked = decoded(b"ref-prefix refs/tags/", b"ref-prefix HEAD")
    assert [line.split()[1] for line in lines_of(asked, *LISTING)] == [b"HEAD", b"refs/tags/v1"]


def test_prefixes_are_sorted_and_none_begins_with_another() -> None:
    asked = decoded(
        b"ref-prefix refs/tags/", b"ref-prefix refs/heads/", b"ref-prefix refs/heads/main",
        b"ref-prefix refs/heads/", b"ref-prefix HEAD",
    )  # fmt: skip
    assert asked.prefixes == (b"HEAD", b"refs/heads/", b"refs/tags/")


def test_the_empty_prefix_is_no_restriction() -> None:
    assert decoded(b"ref-prefix ", b"ref-prefix refs/heads/").prefixes == ()


@pytest.mark.parametrize("line", [b"foo", b"", b"peel ", b"ref-prefix", b"PEEL", b"symrefs=1"])
def test_an_unknown_argument_is_fatal(line: bytes) -> None:
    with pytest.raises(UnexpectedLine, match="unexpected line: '"):
        decoded(b"peel", line)


def test_too_many_prefixes_are_none_at_all() -> None:
    lines = [b"ref-prefix refs/heads/%d" % number for number in range(ls_refs.MAX_PREFIXES)]
    assert len(decoded(*lines[:10], *lines[:10]).prefixes) == 10
    assert decoded(*lines[:-1]).matches(b"refs/other") is False
    assert decoded(*lines).matches(b"refs/other") is True


NAMES = st.text("abc/", max_size=5).map(str.encode)


@given(st.lists(NAMES, min_size=1, max_size=6), NAMES)
def test_a_name_matches_when_it_begins_with_a_prefix(prefixes: list[bytes], name: bytes) -> None:
    asked = decoded(*(b"ref-prefix " + prefix for prefix in prefixes))
    assert asked.matches(name) == name.startswith(tuple(prefixes))


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        (b"peel",),
        (b"symrefs",),
        (b"unborn",),
        (b"peel", b"symrefs", b"unborn"),
        (b"peel", b"symrefs", b"unborn", b"ref-prefix refs/heads/", b"ref-prefix HEAD"),
        (b"peel", b"ref-prefix refs/tags/"),
        (b"symrefs", b"unborn", b"ref-prefix nothing"),
        (b"ref-prefix refs/heads/feature", b"ref-prefix refs/heads/feature/x"),
    ],
)
@pytest.mark.parametrize("which", ["filled", "empty"])
def test_git_lists_the_same_refs(
    arguments: tuple[bytes, ...], which: str, request: pytest.FixtureRequest
) -> None:
    repository: Path = request.getfixturevalue(which)
    body = pktline.encode(b"command=ls-refs\n") + b"0001"
    body += b"".join(map(pktline.encode, arguments)) + b"0000"
    theirs = real_git.git(
        repository, "upload-pack", "--stateless-rpc", ".", stdin=body, protocol="version=2"
    )
    refs = real_git.refs_of(repository)
    assert b"".join(ls_refs.encode(decoded(*arguments), refs)) == theirs
