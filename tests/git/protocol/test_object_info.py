from __future__ import annotations

from pathlib import Path

import pytest

from git.errors import LimitExceeded, ProtocolError, UnexpectedLine
from git.oid import ObjectId
from git.protocol import object_info, pktline
from git.protocol.capability import Capabilities
from git.protocol.command import Command
from git.protocol.object_info import ObjectInfo
from git.protocol.pktline import Special
from tests.git.protocol import real_git

A = ObjectId(b"\xaa" * 20)
B = ObjectId(b"\xbb" * 20)
HEX_A = b"a" * 40
HEX_B = b"b" * 40


def decoded(*arguments: bytes) -> ObjectInfo:
    return object_info.decode(Command(b"object-info", Capabilities(), arguments))


def test_sizes_of_objects_are_asked_for_in_any_order_of_lines() -> None:
    asked = ObjectInfo((A, B), size=True)
    assert decoded(b"size", b"oid " + HEX_A, b"oid " + HEX_B) == asked
    assert decoded(b"oid " + HEX_A, b"oid " + HEX_B, b"size") == asked


def test_each_object_is_answered_and_a_missing_one_has_no_size() -> None:
    answer = b"".join(object_info.encode(ObjectInfo((A, B), size=True), [0, None]))
    assert list(pktline.decode_all(answer)) == [
        b"size",
        HEX_A + b" 0",
        HEX_B + b" ",
        Special.FLUSH,
    ]


def test_without_size_only_ids_come_back() -> None:
    assert b"".join(object_info.encode(ObjectInfo((A,)), [3])) == b"002c" + HEX_A + b"0000"


def test_nothing_is_said_about_nothing() -> None:
    assert b"".join(object_info.encode(ObjectInfo((), size=True), [])) == b"0000"


@pytest.mark.parametrize("line", [b"type", b"", b"oid", b"size ", b"want " + HEX_A])
def test_an_unknown_attribute_is_fatal(line: bytes) -> None:
    with pytest.raises(UnexpectedLine, match="unexpected line: '"):
        decoded(b"size", line)


@pytest.mark.parametrize("value", [b"", b"main", HEX_A[1:], HEX_A + b" "])
def test_only_whole_ids_are_taken(value: bytes) -> None:
    with pytest.raises(ProtocolError, match="not an object id"):
        decoded(b"oid " + value)


def test_there_is_a_limit_to_the_objects_of_a_request() -> None:
    lines = [b"oid " + HEX_A] * object_info.MAX_OIDS
    assert len(decoded(*lines).oids) == object_info.MAX_OIDS
    with pytest.raises(LimitExceeded, match="objects asked about"):
        decoded(*lines, b"oid " + HEX_A)


def test_git_tells_the_same_sizes(filled: Path) -> None:
    arguments = [b"size"]
    sizes: list[int | None] = []
    for oid in real_git.oids_of(filled, "--objects", "--no-object-names", "--all"):
        arguments.append(b"oid " + oid.hex().encode())
        sizes.append(int(real_git.git(filled, "cat-file", "-s", oid.hex())))
    arguments.append(b"oid " + HEX_A)
    sizes.append(None)
    theirs = real_git.git(
        filled,
        "upload-pack",
        "--stateless-rpc",
        ".",
        stdin=pktline.encode(b"command=object-info")
        + b"0001"
        + b"".join(map(pktline.encode, arguments))
        + b"0000",
        protocol="version=2",
    )
    assert b"".join(object_info.encode(decoded(*arguments), sizes)) == theirs
