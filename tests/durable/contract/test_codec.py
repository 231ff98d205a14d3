from __future__ import annotations

import json

import pytest

from durable.browse import answers
from durable.contract import codec
from durable.contract.copies import TakeFrom
from durable.contract.files import Blob, Found, ReadPath, TagInfo
from durable.contract.message import MESSAGES, Ask, Caller, Failure, Message, Question, Reason
from durable.contract.refs import CommitInfo, ReflogEntry
from git.commit import Commit
from git.objects import ObjectType
from git.oid import ObjectId
from git.protocol.receive_pack import RefUpdate
from git.signature import Signature
from git.tag import Tag

OID = ObjectId(bytes(range(20)))
PERSON = Signature(b"Ren\xe9", b"r@example.com", 5, b"-0330")
COMMIT = Commit(OID, (OID, OID), PERSON, PERSON, ((b"gpgsig", b"a\nb"),), b"\0\xff message\n")

VALUES: list[Message] = [
    Failure(Reason.CONFLICT, "no", "sha"),
    CommitInfo(OID, COMMIT),
    TagInfo(OID, Tag(OID, ObjectType.COMMIT, b"v1", None, (), b"")),
    TagInfo(OID, Tag(OID, ObjectType.COMMIT, b"v1", PERSON, (), b"")),
    Found(b"a", Blob(OID, 3, b"\x80\0\n", 0o100644)),
    Found(b"a", Blob(OID, 3, None, 0o100644, OID)),
    ReflogEntry(1, "ä", 2, (RefUpdate(b"refs/heads/x", OID, OID),)),
    Ask(Caller("a", may_write=True), ReadPath(b"\xff", b"", 1 << 40)),
]


@pytest.mark.parametrize("message", VALUES)
def test_what_is_encoded_is_decoded_as_it_was(message: Message) -> None:
    assert codec.decode(codec.encode(message), type(message)) == message


def test_a_field_that_an_older_version_does_not_send_has_its_default() -> None:
    plain = {"is": "Caller", "name": "a"}
    assert codec.decode(json.dumps(plain).encode(), Caller) == Caller("a")


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"[]", b"1", b"{}", b"\xff", b'{"is":"Nothing"}', b'{"is":"Failure"}'),
        b'{"is":"Caller","name":1',
        b'{"is":"Failure","reason":"?","message":"","field":""}',
        b'{"is":"ReadCommit","rev":1}',
    ],
)
def test_what_is_no_message_is_refused(data: bytes) -> None:
    with pytest.raises(codec.NotAMessage):
        codec.decode(data, Message)


def test_a_message_of_another_kind_is_refused() -> None:
    with pytest.raises(codec.NotAMessage):
        codec.decode(codec.encode(Caller()), Failure)


def test_every_question_is_answered_by_somebody() -> None:
    questions = {name for name, kind in MESSAGES.items() if issubclass(kind, Question)}
    kinds = (*answers.READERS, *answers.WRITERS, *answers.SETTERS)
    answered = {kind.__name__ for kind in kinds}
    # The object itself answers what makes it wait for another.
    assert questions - {"Question"} == answered | {TakeFrom.__name__}
