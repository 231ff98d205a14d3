from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import DeltaError, LimitExceeded
from git.pack import delta as deltas
from tests.support.packs import copy, insert, size

BASE = bytes(range(200))


@dataclass(frozen=True)
class Told:
    """A delta, and what it has to make of its base."""

    base: bytes
    delta: bytes
    result: bytes


@st.composite
def told(draw: st.DrawFn) -> Told:
    base = draw(st.binary(min_size=1, max_size=300)) * draw(st.sampled_from([1, 1, 700]))
    instructions: list[bytes] = []
    result = b""
    for _ in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            start = draw(st.integers(0, len(base) - 1))
            count = draw(st.integers(1, min(len(base) - start, 0xFFFFFF)))
            instructions.append(copy(start, count))
            result += base[start : start + count]
        else:
            data = draw(st.binary(min_size=1, max_size=300))
            instructions.append(insert(data))
            result += data
    delta = size(len(base)) + size(len(result)) + b"".join(instructions)
    return Told(base, delta, result)


@given(told())
def test_a_delta_makes_its_result_of_its_base(case: Told) -> None:
    assert deltas.apply(case.base, case.delta) == case.result


@pytest.mark.parametrize("large", [0, 1 << 30])
def test_large_and_small_results_are_made_alike(
    large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deltas, "LARGE_RESULT", large)
    delta = size(200) + size(13) + copy(190, 10) + insert(b"end")
    assert deltas.apply(BASE, delta) == BASE[190:] + b"end"


def test_a_copy_of_size_zero_means_65536_bytes() -> None:
    base = bytes(1) + b"x" * 65536 + bytes(1)
    delta = size(len(base)) + size(65536) + b"\x81\x01"
    assert deltas.apply(base, delta) == b"x" * 65536


def test_every_byte_of_offset_and_size_counts() -> None:
    base = bytes(0x01020304) + b"y" * 0x030201
    delta = size(len(base)) + size(0x030201) + b"\xff\x04\x03\x02\x01\x01\x02\x03"
    assert deltas.apply(base, delta) == b"y" * 0x030201


def test_an_empty_object_can_be_made() -> None:
    assert deltas.apply(BASE, size(200) + size(0)) == b""


@pytest.mark.parametrize(
    ("delta", "message"),
    [
        (b"", "ends inside its header"),
        (b"\xc8", "ends inside its header"),
        (size(200), "ends inside its header"),
        (size(200) + b"\x80", "ends inside its header"),
        (b"\xff" * 10 + b"\x01" + size(1), "ends inside its header"),
        (size(200) + b"\x80" * 200, "ends inside its header"),
        (size(199) + size(1) + copy(0, 1), "wants a base of 199 bytes, not 200"),
        (size(200) + size(1) + b"\0", "reserved instruction 0"),
        (size(200) + size(2) + copy(0, 1), "makes 1 bytes and promises 2"),
        (size(200) + size(1), "makes 0 bytes and promises 1"),
        (size(200) + size(1) + insert(b"ab"), "makes more than it promises"),
        (size(200) + size(1) + copy(0, 2), "makes more than it promises"),
        (size(200) + size(0) + copy(0, 200) * 100_000, "makes more than it promises"),
        (size(200) + size(2) + copy(199, 2), "copies from beyond its base"),
        (size(200) + size(1) + copy(200, 1), "copies from beyond its base"),
        (size(200) + size(1) + copy(0xFFFFFFFF, 0xFFFFFF), "copies from beyond its base"),
        (size(200) + size(65536) + b"\x80", "copies from beyond its base"),
        (size(200) + size(5) + b"\x05abcd", "makes 4 bytes and promises 5"),
        *[
            (size(200) + size(5) + bytes([op]), "ends inside an instruction")
            for op in (0x81, 0x82, 0x84, 0x88, 0x90, 0xA0, 0xC0)
        ],
        (size(200) + size(5) + b"\xff\1\0\0\0\1\0", "ends inside an instruction"),
    ],
)
def test_a_delta_that_does_not_fit_is_refused(delta: bytes, message: str) -> None:
    with pytest.raises(DeltaError, match=message):
        deltas.apply(BASE, delta)


@given(told(), st.data())
def test_a_truncated_delta_is_refused(case: Told, data: st.DataObject) -> None:
    end = data.draw(st.integers(0, len(case.delta) - 1))
    with pytest.raises(DeltaError):
        deltas.apply(case.base, case.delta[:end])


@given(st.binary(max_size=40))
def test_noise_is_refused_or_keeps_its_promise(noise: bytes) -> None:
    for delta in (noise, size(200) + noise, size(200) + size(7) + noise):
        with suppress(DeltaError, LimitExceeded):
            made = deltas.apply(BASE, delta)
            _, at = deltas.decode_size(delta, 0)
            assert len(made) == deltas.decode_size(delta, at)[0]
