from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import tag
from git.errors import ObjectFormatError
from git.objects import ObjectType
from git.oid import ObjectId
from git.signature import Signature
from git.tag import Tag

TARGET = ObjectId(b"\xab\n" * 10)
OBJECT = b"object %s\n" % TARGET.hex().encode()
TAGGER = b"tagger T A Gger <t@example.com> 1112911993 -0700\n"
WHO = Signature(b"T A Gger", b"t@example.com", 1112911993, b"-0700")

SAME_BOTH_WAYS = [
    (
        OBJECT + b"type commit\ntag v1.0\n" + TAGGER + b"\nFirst\n",
        Tag(TARGET, ObjectType.COMMIT, b"v1.0", WHO, (), b"First\n"),
    ),
    (
        OBJECT + b"type tree\ntag old\n\nno tagger",
        Tag(TARGET, ObjectType.TREE, b"old", None, (), b"no tagger"),
    ),
    (
        OBJECT + b"type blob\ntag \xff\n" + TAGGER + b"encoding latin-1\n\n",
        Tag(TARGET, ObjectType.BLOB, b"\xff", WHO, ((b"encoding", b"latin-1"),), b""),
    ),
    (
        OBJECT + b"type tag\ntag t\n" + TAGGER + b"\nm\n-----BEGIN PGP SIGNATURE-----\n",
        Tag(TARGET, ObjectType.TAG, b"t", WHO, (), b"m\n-----BEGIN PGP SIGNATURE-----\n"),
    ),
]


@pytest.mark.parametrize(("data", "value"), SAME_BOTH_WAYS)
def test_a_tag_and_its_bytes_are_two_forms_of_one_thing(data: bytes, value: Tag) -> None:
    assert tag.decode(data) == value
    assert tag.encode(value) == data
    assert tag.references(data) == (value.target, value.target_type)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        OBJECT,
        OBJECT[:-1],
        OBJECT + b"type commit",
        OBJECT + b"type commitment\n",
        OBJECT + b"type \n",
        OBJECT + b"commit\n",
        OBJECT + b"tag x\ntype commit\n",
        b"object " + b"g" * 40 + b"\ntype commit\n",
        b"object " + b"a" * 38 + b" a\ntype commit\n",
        b"type commit\n" + OBJECT,
    ],
)
def test_malformed_references_are_refused_by_both_readings(data: bytes) -> None:
    with pytest.raises(ObjectFormatError):
        tag.references(data)
    with pytest.raises(ObjectFormatError):
        tag.decode(data)


def test_a_tag_without_a_name_can_still_be_shown() -> None:
    assert tag.decode(OBJECT + b"type commit\n\nhello").name == b""


@given(st.binary(max_size=100))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    for candidate in (data, OBJECT + data, OBJECT + b"type commit\ntag x\n" + data):
        try:
            decoded = tag.decode(candidate)
        except ObjectFormatError:
            continue
        assert tag.references(candidate) == (decoded.target, decoded.target_type)
