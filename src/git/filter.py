"""Object filters: what a partial clone leaves out.

    blob:none | blob:limit=<n>[kmg] | tree:<depth> | object:type=(blob|tree|commit|tag)
    combine:<filter>[+<filter>…]        each %-encoded

Filters combine to one that leaves out what any of them leaves out, so all of them together are
four numbers; `sparse:oid=` needs an object's content and is refused. Objects that a client asks
for by id are sent whatever the filter.

Specification: git-rev-list(1), `--filter`; the parser follows list-objects-filter-options.c.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from git.errors import LimitExceeded, ProtocolError
from git.objects import TYPE_BY_LABEL, ObjectType

MAX_SPEC_BYTES = 4096
"""Bytes of a specification: the longest of a real client is below a hundred."""

MAX_FILTERS = 64
"""Filters combined in one, however they are nested: four kinds of them make sense."""

_ALL_TYPES = frozenset(ObjectType)

_NUMBER = re.compile(rb"([0-9]{1,18})([kKmMgG]?)")

_UNITS = {b"": 1, b"k": 1024, b"m": 1024**2, b"g": 1024**3}

_MUST_BE_ESCAPED = frozenset(b"~`!@#$^&*()[]{}\\;'\",<>?") | frozenset(range(33))


@dataclass(frozen=True, slots=True)
class Filter:
    """What passes; the default lets everything pass.

    `blob_limit`: only blobs of fewer bytes pass; 0 is `blob:none`.
    `tree_depth`: only trees and blobs fewer steps below a commit's root pass; the root tree is at
    depth 0, so 0 lets none pass. Commits and tags have no depth.
    `types`: only these types pass. What does not pass is still walked through.
    """

    blob_limit: int | None = None
    tree_depth: int | None = None
    types: frozenset[ObjectType] = _ALL_TYPES

    @property
    def limits_blobs_alone(self) -> bool:
        """Whether an entry's type and size tell whether it passes, wherever it stands."""
        return self.tree_depth is None and self.types == _ALL_TYPES

    def allows_type(self, object_type: ObjectType) -> bool:
        """Whether any object of the type can pass: False spares looking at them."""
        if object_type is ObjectType.BLOB and self.blob_limit == 0:
            return False
        if object_type in (ObjectType.TREE, ObjectType.BLOB) and self.tree_depth == 0:
            return False
        return object_type in self.types

    def allows_depth(self, depth: int) -> bool:
        """Whether a tree or blob at `depth` can pass; False holds for all below it, too."""
        return self.tree_depth is None or depth < self.tree_depth

    def allows_blob_size(self, size: int) -> bool:
        return self.blob_limit is None or size < self.blob_limit

    def combined_with(self, other: Filter) -> Filter:
        """The filter that lets pass what both let pass."""
        return Filter(
            _smaller(self.blob_limit, other.blob_limit),
            _smaller(self.tree_depth, other.tree_depth),
            self.types & other.types,
        )


NO_FILTER = Filter()


def decode(spec: bytes) -> Filter:
    """ProtocolError, in words for the person at the client, for what is no filter of ours."""
    if len(spec) > MAX_SPEC_BYTES:
        raise LimitExceeded("the filter specification in bytes", MAX_SPEC_BYTES)
    found = NO_FILTER
    for simple in _iter_simple(spec):
        found = found.combined_with(_decode_simple(simple))
    return found


def _iter_simple(spec: bytes) -> Iterable[bytes]:
    """The filters in a specification that are no combination."""
    waiting = [spec]
    seen = 0
    while waiting:
        current = waiting.pop()
        seen += 1
        if seen > MAX_FILTERS:
            raise LimitExceeded("the number of combined filters", MAX_FILTERS)
        if current.startswith(b"combine:"):
            waiting += _split(current.removeprefix(b"combine:"))
        else:
            yield current


def _split(specs: bytes) -> list[bytes]:
    if not specs:
        raise ProtocolError("expected something after combine:")
    return [_unescaped(spec) for spec in specs.split(b"+")]


def _unescaped(spec: bytes) -> bytes:
    for character in spec:
        if character in _MUST_BE_ESCAPED:
            raise ProtocolError(f"must escape char in sub-filter-spec: '{chr(character)}'")
    return unquote_to_bytes(spec)


def _decode_simple(spec: bytes) -> Filter:
    if spec == b"blob:none":
        return Filter(blob_limit=0)
    if spec.startswith(b"blob:limit="):
        return Filter(blob_limit=_decode_number(spec, b"blob:limit="))
    if spec.startswith(b"tree:"):
        return Filter(tree_depth=_decode_number(spec, b"tree:"))
    if spec.startswith(b"object:type="):
        return Filter(types=frozenset({_decode_type(spec.removeprefix(b"object:type="))}))
    if spec.startswith(b"sparse:"):
        raise ProtocolError("filter 'sparse:oid' not supported")
    raise ProtocolError(f"invalid filter-spec '{_shown(spec)}'")


def _decode_number(spec: bytes, prefix: bytes) -> int:
    found = _NUMBER.fullmatch(spec, len(prefix))
    if found is None:
        raise ProtocolError(f"invalid filter-spec '{_shown(spec)}'")
    return int(found[1]) * _UNITS[found[2].lower()]


def _decode_type(label: bytes) -> ObjectType:
    object_type = TYPE_BY_LABEL.get(label)
    if object_type is None:
        raise ProtocolError(
            f"'{_shown(label)}' for 'object:type=<type>' is not a valid object type"
        )
    return object_type


def _smaller(one: int | None, other: int | None) -> int | None:
    if one is None or other is None:
        return one if other is None else other
    return min(one, other)


def _shown(text: bytes) -> str:
    return text[:100].decode("utf-8", "backslashreplace")
