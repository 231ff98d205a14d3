"""Annotated tags: an object, a name for it, who and when, and a message (git-mktag(1)).

object <40 digits>
type <commit, tree, blob or tag>
tag <name>
tagger <signature>          missing in the oldest tags
<further headers>           gpgsig in the SHA-256 transition, else rare

<message>                   a signature, if any, stands at its end
"""

from __future__ import annotations

from dataclasses import dataclass

from git import headers, signature
from git.errors import ObjectFormatError
from git.headers import Headers
from git.objects import TYPE_BY_LABEL, ObjectType
from git.oid import HEX_SIZE, ObjectId, encode_hex
from git.signature import Signature

_TYPE_AT = len("object ") + HEX_SIZE + 1


@dataclass(frozen=True, slots=True)
class Tag:
    """`name` is the short name, without `refs/tags/`."""

    target: ObjectId
    target_type: ObjectType
    name: bytes
    tagger: Signature | None
    extra: Headers
    message: bytes


def references(data: bytes) -> tuple[ObjectId, ObjectType]:
    """What the tag points to; ObjectFormatError where that is malformed."""
    target = headers.read_oid(data, 0, b"object")
    line = data[_TYPE_AT : _TYPE_AT + len("type commit\n")].partition(b"\n")
    target_type = TYPE_BY_LABEL.get(line[0].removeprefix(b"type "))
    if not line[0].startswith(b"type ") or not line[1] or target_type is None:
        raise ObjectFormatError("a tag must name the type of its object in its second line")
    return target, target_type


def decode(data: bytes) -> Tag:
    target, target_type = references(data)
    block, message = headers.split(data, _TYPE_AT)
    found = headers.decode(block)
    tagger = headers.find(found, b"tagger")
    return Tag(
        target=target,
        target_type=target_type,
        name=headers.find(found, b"tag") or b"",
        tagger=None if tagger is None else signature.decode(tagger),
        extra=headers.drop_first(found, b"type", b"tag", b"tagger"),
        message=message,
    )


def encode(tag: Tag) -> bytes:
    """The bytes a well-formed tag was decoded from; one without message gets its empty line."""
    lines = [
        b"object %s\n" % encode_hex(tag.target),
        b"type %s\n" % tag.target_type.label,
        b"tag %s\n" % tag.name,
    ]
    if tag.tagger is not None:
        lines.append(b"tagger %s\n" % signature.encode(tag.tagger))
    lines += [headers.encode(tag.extra), b"\n", tag.message]
    return b"".join(lines)
