from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import GitError, LimitExceeded, ProtocolError, UnexpectedLine
from git.filter import NO_FILTER, Filter
from git.oid import ObjectId
from git.protocol import fetch
from git.protocol.capability import Capabilities
from git.protocol.command import Command
from git.protocol.fetch import Deepen, FetchRequest

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
HEX_A = b"a" * 40
HEX_B = b"b" * 40


def decoded(*arguments: bytes) -> FetchRequest:
    return fetch.decode(Command(b"fetch", Capabilities(), arguments))


def many(word: bytes, count: int) -> list[bytes]:
    return [b"%b %040x" % (word, number) for number in range(count)]


def test_a_clone_wants_and_is_done() -> None:
    found = decoded(
        b"thin-pack", b"no-progress", b"include-tag", b"ofs-delta",
        b"want " + HEX_A, b"want " + HEX_B, b"done",
    )  # fmt: skip
    assert found == FetchRequest(
        wants=(A, B), done=True, thin_pack=True, no_progress=True, include_tag=True, ofs_delta=True
    )


def test_an_object_wanted_twice_is_wanted_once() -> None:
    assert decoded(b"want " + HEX_B, b"want " + HEX_A, b"want " + HEX_B).wants == (B, A)


def test_haves_are_kept_as_they_were_sent() -> None:
    assert decoded(b"have " + HEX_B, b"have " + HEX_A, b"have " + HEX_B).haves == (B, A, B)


def test_refs_may_be_wanted_by_name() -> None:
    found = decoded(b"want-ref refs/heads/main", b"want-ref refs/tags/a b")
    assert found.want_refs == (b"refs/heads/main", b"refs/tags/a b")


def test_flags_are_what_they_are_called() -> None:
    assert decoded(b"sideband-all").sideband_all
    assert decoded(b"wait-for-done").wait_for_done
    assert decoded().done is False


@pytest.mark.parametrize(
    ("arguments", "nothing"),
    [
        ((), True),
        ((b"have " + HEX_A,), True),
        ((b"done",), True),
        ((b"want " + HEX_A,), False),
        ((b"want-ref refs/heads/main",), False),
        ((b"wait-for-done", b"have " + HEX_A), False),
    ],
)
def test_without_wants_nothing_is_asked_for(arguments: tuple[bytes, ...], nothing: bool) -> None:
    assert decoded(*arguments).asks_for_nothing is nothing


@pytest.mark.parametrize(
    ("arguments", "deepen"),
    [
        ((), None),
        ((b"deepen-relative",), None),
        ((b"shallow " + HEX_A,), None),
        ((b"deepen 3",), Deepen(depth=3)),
        ((b"deepen 2147483647",), Deepen(depth=fetch.INFINITE_DEPTH)),
        ((b"deepen 99999999999",), Deepen(depth=fetch.INFINITE_DEPTH)),
        ((b"deepen 2", b"deepen-relative"), Deepen(depth=2, relative=True)),
        ((b"deepen-since 1700000000",), Deepen(since=1700000000)),
        ((b"deepen-since 0",), Deepen(since=0)),
        ((b"deepen-not v1", b"deepen-not refs/heads/x"), Deepen(excluded=(b"v1", b"refs/heads/x"))),
        ((b"deepen-not v1", b"deepen-since 5"), Deepen(since=5, excluded=(b"v1",))),
    ],
)
def test_history_may_be_cut_in_four_ways(
    arguments: tuple[bytes, ...], deepen: Deepen | None
) -> None:
    assert decoded(*arguments).deepen == deepen


def test_a_shallow_client_says_where_its_history_is_cut() -> None:
    assert decoded(b"shallow " + HEX_A, b"shallow " + HEX_A).shallows == (A,)


def test_a_filter_is_decoded_with_the_request() -> None:
    assert decoded(b"filter combine:blob:none+tree:3").object_filter == Filter(0, 3)
    assert decoded().object_filter == NO_FILTER


@pytest.mark.parametrize(
    "line",
    [
        b"", b"foo", b"want", b"have", b"thin-pack ", b"thin-packs", b"Done", b"wants " + HEX_A,
        b"packfile-uris https", b"multi_ack", b"deepen-relative 1", HEX_A,
    ],
)  # fmt: skip
def test_an_unknown_argument_is_fatal(line: bytes) -> None:
    with pytest.raises(UnexpectedLine, match="unexpected line: '"):
        decoded(b"want " + HEX_A, line)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((b"want " + HEX_A[1:],), "not an object id"),
        ((b"want " + HEX_A + b" thin-pack",), "not an object id"),
        ((b"have main",), "not an object id: 'main'"),
        ((b"shallow x",), "not an object id: 'x'"),
        ((b"deepen 0",), "invalid deepen: '0'"),
        ((b"deepen -1",), "invalid deepen: '-1'"),
        ((b"deepen x",), "invalid deepen: 'x'"),
        ((b"deepen ",), "invalid deepen: ''"),
        ((b"deepen 1 ",), "invalid deepen: '1 '"),
        ((b"deepen-since -1",), "invalid deepen-since: '-1'"),
        ((b"deepen-since yesterday",), "invalid deepen-since: 'yesterday'"),
        ((b"deepen 1", b"deepen-since 1"), "cannot be used together"),
        ((b"deepen 1", b"deepen-not main"), "cannot be used together"),
        ((b"filter blob:none", b"filter tree:1"), "multiple filter-specs cannot be combined"),
        ((b"filter ",), "invalid filter-spec ''"),
        ((b"filter sparse:oid=x",), "'sparse:oid' not supported"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(
    arguments: tuple[bytes, ...], message: str
) -> None:
    with pytest.raises(ProtocolError, match=message):
        decoded(*arguments)


@pytest.mark.parametrize(
    ("word", "limit", "what"),
    [
        (b"want", fetch.MAX_WANTS, "the number of wants"),
        (b"have", fetch.MAX_HAVES, "the number of haves"),
        (b"shallow", fetch.MAX_SHALLOWS, "the number of shallow commits"),
        (b"want-ref", fetch.MAX_WANT_REFS, "the number of wanted refs"),
        (b"deepen-not", fetch.MAX_DEEPEN_NOT, "the number of deepen-not lines"),
    ],
)
def test_there_is_a_limit_to_each_list(word: bytes, limit: int, what: str) -> None:
    lines = many(word, limit + 1)
    decoded(*lines[:-1])
    with pytest.raises(LimitExceeded, match=what):
        decoded(*lines)


WORDS = st.sampled_from([b"", b"want ", b"have ", b"deepen ", b"deepen-since ", b"filter "])
LINES = st.tuples(WORDS, st.binary(max_size=41)).map(b"".join)


@given(st.lists(LINES, max_size=4))
def test_noise_is_refused_or_decoded_but_never_crashes(lines: list[bytes]) -> None:
    found = None
    with suppress(GitError):
        found = decoded(*lines)
    assert found is None or len(found.wants) <= len(lines)
