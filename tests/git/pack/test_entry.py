from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import PackFormatError
from git.pack import entry
from git.pack.entry import OFS_DELTA, REF_DELTA

KINDS = st.sampled_from([1, 2, 3, 4, OFS_DELTA, REF_DELTA])
SIZES = st.integers(0, 2**64 - 1)


@pytest.mark.parametrize(
    ("kind", "size", "header"),
    [
        (1, 0, b"\x10"),
        (3, 15, b"\x3f"),
        (3, 16, b"\xb0\x01"),
        (2, 2047, b"\xaf\x7f"),
        (4, 2048, b"\xc0\x80\x01"),
        (OFS_DELTA, 1, b"\x61"),
        (REF_DELTA, 2**64 - 1, b"\xff" * 9 + b"\x0f"),
    ],
)
def test_a_header_is_type_and_size(kind: int, size: int, header: bytes) -> None:
    assert entry.encode_header(kind, size) == header
    assert entry.decode_header(header, 0) == (kind, size, len(header))


@pytest.mark.parametrize(
    ("distance", "number"),
    [
        (1, b"\x01"),
        (127, b"\x7f"),
        (128, b"\x80\x00"),
        (255, b"\x80\x7f"),
        (256, b"\x81\x00"),
        (16511, b"\xff\x7f"),
        (16512, b"\x80\x80\x00"),
    ],
)
def test_a_distance_has_one_spelling(distance: int, number: bytes) -> None:
    assert entry.encode_distance(distance) == number
    assert entry.decode_distance(number, 0) == (distance, len(number))


@given(KINDS, SIZES, st.binary(max_size=5), st.binary(max_size=5))
def test_headers_are_read_where_they_stand(
    kind: int, size: int, before: bytes, after: bytes
) -> None:
    header = entry.encode_header(kind, size)
    data = before + header + after
    assert entry.decode_header(data, len(before)) == (kind, size, len(before) + len(header))


@given(SIZES, st.binary(max_size=5), st.binary(max_size=5))
def test_distances_are_read_where_they_stand(distance: int, before: bytes, after: bytes) -> None:
    number = entry.encode_distance(distance)
    data = before + number + after
    assert entry.decode_distance(data, len(before)) == (distance, len(before) + len(number))


@given(KINDS, SIZES)
def test_an_unfinished_number_says_that_more_must_come(kind: int, size: int) -> None:
    header, number = entry.encode_header(kind, size), entry.encode_distance(size)
    for end in range(len(header)):
        with pytest.raises(IndexError):
            entry.decode_header(header[:end], 0)
    for end in range(len(number)):
        with pytest.raises(IndexError):
            entry.decode_distance(number[:end], 0)


def test_a_size_of_more_than_64_bits_is_refused_without_waiting_for_its_end() -> None:
    with pytest.raises(PackFormatError, match="more than 64 bits"):
        entry.decode_header(b"\xb0" + b"\x80" * 9 + b"\x01", 0)
    with pytest.raises(PackFormatError, match="more than 64 bits"):
        entry.decode_header(b"\xb0" + b"\xff" * 1000, 0)


def test_a_distance_of_more_than_64_bits_is_refused_without_waiting_for_its_end() -> None:
    with pytest.raises(PackFormatError, match="more than 64 bits"):
        entry.decode_distance(b"\xff" * 10 + b"\x01", 0)
    with pytest.raises(PackFormatError, match="more than 64 bits"):
        entry.decode_distance(b"\xff" * 1000, 0)
