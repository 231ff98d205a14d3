from __future__ import annotations

import pytest

from git import headers
from git.errors import ObjectFormatError
from git.headers import Headers

HEX = b"ab" * 20


@pytest.mark.parametrize(
    ("block", "value"),
    [
        (b"", ()),
        (b"a 1\n", ((b"a", b"1"),)),
        (b"a 1\nb 2\na 3\n", ((b"a", b"1"), (b"b", b"2"), (b"a", b"3"))),
        (b"a \n", ((b"a", b""),)),
        (b"a 1\n 2\n \n  3\n", ((b"a", b"1\n2\n\n 3"),)),
    ],
)
def test_headers_and_their_lines_are_two_forms_of_one_thing(block: bytes, value: Headers) -> None:
    assert headers.decode(block) == value
    assert headers.encode(value) == block


def test_a_line_without_a_value_and_one_without_its_newline_are_read() -> None:
    assert headers.decode(b"a\nb 2") == ((b"a", b""), (b"b", b"2"))


def test_nothing_can_be_continued_before_the_first_header() -> None:
    with pytest.raises(ObjectFormatError, match="begins with a space"):
        headers.decode(b" 1\na 2\n")


@pytest.mark.parametrize(
    ("data", "block", "message"),
    [
        (b"a 1\n\nm\n\nn", b"a 1\n", b"m\n\nn"),
        (b"\nm", b"", b"m"),
        (b"a 1\n", b"a 1\n", b""),
        (b"a 1", b"a 1", b""),
        (b"a 1\n\n\n\nm", b"a 1\n", b"\n\nm"),
    ],
)
def test_the_first_empty_line_ends_the_headers(data: bytes, block: bytes, message: bytes) -> None:
    assert headers.split(data) == (block, message)
    assert headers.split(b"xyz" + data, 3) == (block, message)


def test_only_the_first_of_a_name_is_found_and_dropped() -> None:
    value = ((b"a", b"1"), (b"b", b"2"), (b"a", b"3"))
    assert headers.find(value, b"a") == b"1"
    assert headers.find(value, b"c") is None
    assert headers.drop_first(value, b"a", b"c") == ((b"b", b"2"), (b"a", b"3"))


def test_an_id_is_read_from_its_line() -> None:
    assert headers.read_oid(b"x\nobject " + HEX + b"\n", 2, b"object") == b"\xab" * 20
    assert headers.read_oid(b"object " + HEX.upper() + b"\n", 0, b"object") == b"\xab" * 20


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "expected a line"),
        (b"tree " + HEX + b"\n", "expected a line"),
        (b"object" + HEX + b"\n", "expected a line"),
        (b"object " + HEX, "expected a line"),
        (b"object " + HEX + b"0\n", "expected a line"),
        (b"object " + HEX[1:] + b"\n", "expected a line"),
        (b"object " + HEX[1:] + b"g\n", "malformed object id"),
        (b"object " + HEX[2:] + b"  \n", "malformed object id"),
    ],
)
def test_what_is_no_id_is_refused(data: bytes, message: str) -> None:
    with pytest.raises(ObjectFormatError, match=message):
        headers.read_oid(data, 0, b"object")
