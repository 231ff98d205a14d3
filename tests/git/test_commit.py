from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import commit
from git.commit import Commit
from git.errors import ObjectFormatError
from git.oid import ObjectId
from git.signature import Signature

TREE = ObjectId(bytes(range(20)))
FIRST = ObjectId(b"\xaa" * 20)
SECOND = ObjectId(b"\n\0" * 10)
WHO = Signature(b"A U Thor", b"a@example.com", 1112911993, b"-0700")
LATER = Signature(b"C O Mitter", b"c@example.com", 1112912000, b"+0000")

HEAD = b"tree %s\n" % TREE.hex().encode()
PARENTS = b"parent %s\nparent %s\n" % (FIRST.hex().encode(), SECOND.hex().encode())
PEOPLE = (
    b"author A U Thor <a@example.com> 1112911993 -0700\n"
    b"committer C O Mitter <c@example.com> 1112912000 +0000\n"
)
GPGSIG = b"-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n"
FOLDED = b"gpgsig " + GPGSIG.replace(b"\n", b"\n ") + b"\n"

SAME_BOTH_WAYS = [
    pytest.param(
        HEAD + PEOPLE + b"\nSubject\n",
        Commit(TREE, (), WHO, LATER, (), b"Subject\n"),
        id="root",
    ),
    pytest.param(
        HEAD + PARENTS + PEOPLE + b"\n",
        Commit(TREE, (FIRST, SECOND), WHO, LATER, (), b""),
        id="merge without a message",
    ),
    pytest.param(
        HEAD + PEOPLE + b"encoding latin-1\n" + FOLDED + b"\n\n\nGr\xfc\xdfe\n\nbody",
        Commit(
            TREE,
            (),
            WHO,
            LATER,
            ((b"encoding", b"latin-1"), (b"gpgsig", GPGSIG)),
            b"\n\nGr\xfc\xdfe\n\nbody",
        ),
        id="encoding and signature",
    ),
    pytest.param(
        HEAD + PEOPLE + b"HG:extra x:y\nHG:extra z\n\nm\0essage",
        Commit(TREE, (), WHO, LATER, ((b"HG:extra", b"x:y"), (b"HG:extra", b"z")), b"m\0essage"),
        id="repeated headers and NUL",
    ),
]


@pytest.mark.parametrize(("data", "value"), SAME_BOTH_WAYS)
def test_a_commit_and_its_bytes_are_two_forms_of_one_thing(data: bytes, value: Commit) -> None:
    assert commit.decode(data) == value
    assert commit.encode(value) == data


@pytest.mark.parametrize(("data", "value"), SAME_BOTH_WAYS)
def test_the_narrow_readings_agree_with_the_whole(data: bytes, value: Commit) -> None:
    assert commit.references(data) == (value.tree, list(value.parents))
    assert commit.commit_time(data) == value.committer.seconds


def test_encoding_and_gpgsig_are_found_among_the_extra_headers() -> None:
    decoded = commit.decode(HEAD + PEOPLE + b"encoding latin-1\n" + FOLDED + b"\nm")
    assert decoded.encoding == b"latin-1"
    assert decoded.gpgsig == GPGSIG
    assert commit.decode(HEAD + PEOPLE + b"\ngpgsig in the message").gpgsig is None


MALFORMED = [
    b"",
    b"tree",
    b"tree \n",
    HEAD[:-1],
    HEAD[1:],
    b"trie" + HEAD[4:],
    HEAD[:44] + b"g\n" + PEOPLE,
    HEAD[:43] + b" 0\n" + PEOPLE,
    HEAD[:45] + b" \n" + PEOPLE,
    HEAD + PARENTS[:-1],
    HEAD + PARENTS[:20],
    HEAD + b"parent \n" + PEOPLE,
    HEAD + b"parent x" + PARENTS[8:] + PEOPLE,
    b"\n" + HEAD + PEOPLE,
]


@pytest.mark.parametrize("data", MALFORMED)
def test_malformed_references_are_refused_by_both_readings(data: bytes) -> None:
    with pytest.raises(ObjectFormatError):
        commit.references(data)
    with pytest.raises(ObjectFormatError):
        commit.decode(data)


def test_a_continued_line_must_continue_something() -> None:
    with pytest.raises(ObjectFormatError, match="begins with a space"):
        commit.decode(HEAD + b" author\n\n")


def test_upper_case_digits_are_read_as_git_reads_them() -> None:
    data = b"tree " + b"AB" * 20 + b"\n" + PEOPLE + b"\n"
    assert commit.references(data) == (b"\xab" * 20, [])


@pytest.mark.parametrize(
    ("data", "seconds"),
    [
        (HEAD + b"\ncommitter A <a> 5 +0000\n", 0),
        (HEAD + PEOPLE.replace(b"1112912000", b""), 0),
        (HEAD + PEOPLE.replace(b"1112912000", b"-1"), 0),
        (HEAD + PEOPLE.replace(b"1112912000", b"9" * 30), 0),
        (HEAD + PEOPLE.replace(b"1112912000", b"1x"), 1),
        (HEAD + PEOPLE.replace(b"O Mitter", b"> 7"), 1112912000),
        (HEAD + b"committer A <a> 5 +0000\n\n", 5),
    ],
)
def test_the_time_of_a_damaged_commit_is_what_can_be_read_of_it(data: bytes, seconds: int) -> None:
    assert commit.commit_time(data) == seconds


def test_a_commit_without_people_can_still_be_shown() -> None:
    nobody = Signature(b"", b"", 0, b"+0000")
    assert commit.decode(HEAD + b"\nhello") == Commit(TREE, (), nobody, nobody, (), b"hello")


def test_a_commit_that_ends_with_its_headers_has_an_empty_message() -> None:
    assert commit.decode(HEAD + PEOPLE).message == b""


@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    for candidate in (data, HEAD + data, HEAD + PARENTS + PEOPLE + data):
        try:
            decoded = commit.decode(candidate)
        except ObjectFormatError:
            continue
        assert commit.references(candidate) == (decoded.tree, list(decoded.parents))
        commit.commit_time(candidate)


TEXT = st.binary(max_size=30)
KEYS = st.sampled_from([b"encoding", b"gpgsig", b"mergetag", b"x"])


@given(st.lists(st.tuples(KEYS, TEXT), max_size=4), TEXT)
def test_extra_headers_and_messages_survive_the_round_trip(
    extra: list[tuple[bytes, bytes]], message: bytes
) -> None:
    value = Commit(TREE, (FIRST,), WHO, LATER, tuple(extra), message)
    assert commit.decode(commit.encode(value)) == value
