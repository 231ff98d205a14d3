from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import signature
from git.signature import Signature

WELL_FORMED = [
    (
        b"A U Thor <author@example.com> 1112911993 -0700",
        Signature(b"A U Thor", b"author@example.com", 1112911993, b"-0700"),
    ),
    (b"A <> 0 +0000", Signature(b"A", b"", 0, b"+0000")),
    (b" <e@x> 1 +0530", Signature(b"", b"e@x", 1, b"+0530")),
    (b"A <e@x> 1 -0000", Signature(b"A", b"e@x", 1, b"-0000")),
    (
        b"\xff\xfe <\xfc@x> 99999999999 +1400",
        Signature(b"\xff\xfe", b"\xfc@x", 99999999999, b"+1400"),
    ),
    (b"two  spaces  <e@x> 1 +0000", Signature(b"two  spaces ", b"e@x", 1, b"+0000")),
]


@pytest.mark.parametrize(("line", "value"), WELL_FORMED)
def test_a_line_and_its_value_are_two_forms_of_one_thing(line: bytes, value: Signature) -> None:
    assert signature.decode(line) == value
    assert signature.encode(value) == line


@pytest.mark.parametrize(
    ("line", "value"),
    [
        (b"", Signature(b"", b"", 0, b"+0000")),
        (b"only a name", Signature(b"only a name", b"", 0, b"+0000")),
        (b"A <e@x", Signature(b"A", b"e@x", 0, b"+0000")),
        (b"A <e@x>", Signature(b"A", b"e@x", 0, b"+0000")),
        (b"A<e@x>5 +0100", Signature(b"A", b"e@x", 5, b"+0100")),
        (b"A <a> b <e@x> 5 +0100", Signature(b"A", b"a> b <e@x", 5, b"+0100")),
        (b"A <e@x> 5", Signature(b"A", b"e@x", 5, b"+0000")),
        (b"A <e@x> -5 +0000", Signature(b"A", b"e@x", 0, b"+0000")),
        (b"A <e@x> 5 +051800", Signature(b"A", b"e@x", 5, b"+051800")),
        (b"A <e@x> %d +0000" % 2**63, Signature(b"A", b"e@x", 0, b"+0000")),
    ],
)
def test_a_damaged_line_gives_what_can_be_found(line: bytes, value: Signature) -> None:
    assert signature.decode(line) == value


@pytest.mark.parametrize(
    ("offset", "minutes"),
    [
        (b"+0000", 0),
        (b"+0530", 330),
        (b"-0700", -420),
        (b"-0030", -30),
        (b"+051800", 0),
        (b"UTC", 0),
        (b"--700", 0),
    ],
)
def test_the_offset_is_minutes_east_and_nonsense_is_utc(offset: bytes, minutes: int) -> None:
    assert Signature(b"", b"", 0, offset).offset_minutes == minutes


def test_a_time_is_read_up_to_63_bits_and_is_zero_beyond() -> None:
    assert signature.decode_seconds(b"%d" % signature.MAX_SECONDS) == signature.MAX_SECONDS
    assert signature.decode_seconds(b"%d" % (signature.MAX_SECONDS + 1)) == 0
    assert signature.decode_seconds(b"9" * 100_000) == 0


@given(st.binary(max_size=60))
def test_no_line_is_too_damaged_to_decode(line: bytes) -> None:
    decoded = signature.decode(line)
    assert decoded.seconds <= signature.MAX_SECONDS
    signature.encode(decoded)
