"""The four kinds of object, and the name every object has: the hash of its header and data.

Numbers are those of a pack entry (gitformat-pack(5)); the header is that of a loose object,
`<type> <size>` and a NUL.
"""

from __future__ import annotations

from enum import IntEnum
from hashlib import sha1

from git.oid import ObjectId


class ObjectType(IntEnum):
    COMMIT = 1
    TREE = 2
    BLOB = 3
    TAG = 4

    @property
    def label(self) -> bytes:
        """The name in object headers and tags: `commit`, `tree`, `blob`, `tag`."""
        return _LABELS[self]


_LABELS = {
    ObjectType.COMMIT: b"commit",
    ObjectType.TREE: b"tree",
    ObjectType.BLOB: b"blob",
    ObjectType.TAG: b"tag",
}

TYPE_BY_LABEL = {label: object_type for object_type, label in _LABELS.items()}


def encode_header(object_type: ObjectType, size: int) -> bytes:
    return b"%s %d\0" % (_LABELS[object_type], size)


def hash_object(object_type: ObjectType, data: bytes) -> ObjectId:
    return ObjectId(sha1(encode_header(object_type, len(data)) + data).digest())
