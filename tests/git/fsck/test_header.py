from __future__ import annotations

import pytest

from git.fsck.header import find_unreadable, is_hex_oid


@pytest.mark.parametrize("data", [b"a\n\nm", b"a\nb\n", b"\n", b"\n\n\0", b"a\n\nm\0"])
def test_headers_that_end_may_be_read(data: bytes) -> None:
    assert find_unreadable(data) is None


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"", "unterminatedHeader: unterminated header"),
        (b"a", "unterminatedHeader: unterminated header"),
        (b"a\nb", "unterminatedHeader: unterminated header"),
        (b"a\n\0b\n\nm", "nulInHeader: unterminated header: NUL at offset 2"),
        (b"\0", "nulInHeader: unterminated header: NUL at offset 0"),
    ],
)
def test_headers_without_an_end_or_with_a_nul_may_not_be_read(data: bytes, text: str) -> None:
    assert str(find_unreadable(data)) == text


@pytest.mark.parametrize(
    ("digits", "is_oid"),
    [
        (b"0aB" + b"0" * 37, True),
        (b"", False),
        (b"0" * 39, False),
        (b"0" * 38, False),
        (b"0" * 42, False),
        (b"0" * 39 + b"g", False),
        (b"0" * 38 + b" 0", False),
        (b"\xff" * 40, False),
    ],
)
def test_an_id_is_forty_digits(digits: bytes, is_oid: bool) -> None:
    assert is_hex_oid(digits) == is_oid
