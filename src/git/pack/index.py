r"""The index of a pack, version 2: from an oid to an offset (gitformat-pack(5), «pack-*.idx»).

    \\377tOc, version 2               8 bytes
    fan-out: objects with a first byte <= i, for i in 0..255      256 x 4
    oids, sorted                     n x 20
    CRC-32 of the packed bytes       n x 4
    offsets, or 1<<31 | row below    n x 4
    offsets of 2^31 and more         m x 8
    trailer of the pack, trailer of this file                     20 + 20

«Rank» is an object's number in the order of oids.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from hashlib import sha1
from itertools import pairwise
from struct import Struct
from sys import byteorder

from git import oid_column
from git.errors import PackFormatError
from git.oid import SIZE, ObjectId
from git.pack.table import PackTable

_MAGIC = b"\xfftOc\0\0\0\2"
_FANOUT = len(_MAGIC)
_OIDS = _FANOUT + 256 * 4
_LARGE = 1 << 31
_U32 = Struct(">I")
_U64 = Struct(">Q")


def encode(table: PackTable, order: Sequence[int], pack_trailer: bytes) -> Iterator[bytes]:
    """The index of the pack whose rows are in `table`; `order` is its positions by oid.

    In pieces: whole it would be as large as the table it is made of. PackFormatError when an
    object is in the pack twice: which of the two is found would be left to chance, and one may
    be a delta of the other.
    """
    digest = sha1()
    for piece in _pieces(table, order):
        digest.update(piece)
        yield piece
    digest.update(pack_trailer)
    yield pack_trailer + digest.digest()


def _pieces(table: PackTable, order: Sequence[int]) -> Iterator[bytes]:
    yield _MAGIC
    yield _big_endian(_fanout(table.oids))
    last = b""
    for oids in oid_column.iter_arranged(table.oids, order):
        _check_unique(last + oids)
        yield oids
        last = oids[-SIZE:]
    yield _big_endian(array("I", map(table.crcs.__getitem__, order)))
    offsets = table.offsets
    large = array("Q", (offset for offset in map(offsets.__getitem__, order) if offset >= _LARGE))
    rows = {offset: _LARGE | row for row, offset in enumerate(large)}
    if rows:
        small = array("I", (rows.get(offsets[position], offsets[position]) for position in order))
    else:
        small = array("I", map(offsets.__getitem__, order))
    yield _big_endian(small)
    yield _big_endian(large)


def _check_unique(oids: bytes) -> None:
    for one, next_one in pairwise(oid_column.iter_oids(oids)):
        if one == next_one:
            raise PackFormatError(f"the pack holds object {one.hex()} twice")


def _big_endian(column: array[int]) -> bytes:
    if byteorder == "little":
        column.byteswap()
    return column.tobytes()


def _fanout(oids: bytearray) -> array[int]:
    counts = [0] * 256
    for first_byte in oids[::SIZE]:
        counts[first_byte] += 1
    total = 0
    fanout = array("I")
    for count in counts:
        total += count
        fanout.append(total)
    return fanout


class PackIndex:
    """Look-ups in the bytes of an index."""

    def __init__(self, data: bytes | bytearray) -> None:
        if data[:_FANOUT] != _MAGIC or len(data) < _OIDS + 2 * SIZE:
            raise PackFormatError("this is not a version 2 pack index")
        self._data = data
        self._fanout = (0, *(_U32.unpack_from(data, _FANOUT + 4 * i)[0] for i in range(256)))
        self.objects = self._fanout[256]
        self._crcs = _OIDS + SIZE * self.objects
        self._offsets = self._crcs + 4 * self.objects
        self._large = self._offsets + 4 * self.objects
        if len(data) < self._large + 2 * SIZE:
            raise PackFormatError("the pack index ends early")
        if sha1(memoryview(data)[:-SIZE]).digest() != data[-SIZE:]:
            raise PackFormatError("the pack index is damaged")

    def __len__(self) -> int:
        return len(self._data)

    def find(self, oid: bytes) -> int | None:
        """The rank of `oid`."""
        first = oid[0]
        low = _OIDS + SIZE * self._fanout[first]
        at = oid_column.find(self._data, oid, low, _OIDS + SIZE * self._fanout[first + 1])
        return None if at < 0 else (at - _OIDS) // SIZE

    def oid(self, rank: int) -> ObjectId:
        at = _OIDS + SIZE * rank
        return ObjectId(bytes(self._data[at : at + SIZE]))

    def oids(self) -> bytes:
        """All oids, sorted, end to end."""
        return bytes(self._data[_OIDS : self._crcs])

    def crc(self, rank: int) -> int:
        crc: int = _U32.unpack_from(self._data, self._crcs + 4 * rank)[0]
        return crc

    def offset(self, rank: int) -> int:
        offset: int = _U32.unpack_from(self._data, self._offsets + 4 * rank)[0]
        if offset & _LARGE:
            offset = _U64.unpack_from(self._data, self._large + 8 * (offset ^ _LARGE))[0]
        return offset

    def iter_prefixed(self, hex_prefix: str) -> Iterator[ObjectId]:
        """The oids whose digits begin so; at least two digits."""
        whole = bytes.fromhex(hex_prefix[: len(hex_prefix) // 2 * 2])
        for rank in range(self._fanout[whole[0]], self._fanout[whole[0] + 1]):
            oid = self.oid(rank)
            if oid.startswith(whole) and oid.hex().startswith(hex_prefix):
                yield oid
