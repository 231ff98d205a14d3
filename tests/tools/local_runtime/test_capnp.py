from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.local_runtime import capnp
from tools.local_runtime.capnp import Content, Module, encode_bundle

BODIES = [b"", b"1234567", b"12345678", b"123456789"]


def read_list(segment: bytes, word: int) -> bytes:
    """What the list-of-bytes pointer at `word` points to."""
    (pointer,) = struct.unpack_from("<Q", segment, word * 8)
    assert pointer & 3 == 1
    assert pointer >> 32 & 7 == 2
    offset, count = (pointer & 0xFFFFFFFF) >> 2, pointer >> 35
    start = (word + 1 + offset) * 8
    return segment[start : start + count]


def read_modules(message: bytes) -> list[Module]:
    """Follow the message's pointers as a reader does, from the root."""
    last_segment, words = struct.unpack_from("<II", message)
    segment = message[8:]
    assert last_segment == 0
    assert len(segment) == words * 8
    tag = struct.unpack_from("<Q", segment, 16)[0]
    modules: list[Module] = []
    for number in range((tag & 0xFFFFFFFF) >> 2):
        word = 3 + number * 5
        kind, content = struct.unpack_from("<HH", segment, word * 8)
        assert kind == capnp.INTERNAL
        name = read_list(segment, word + 1)
        assert name.endswith(b"\0")
        body = read_list(segment, word + 2)
        modules.append(Module(name[:-1].decode(), Content(content), body))
    return modules


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("content", Content)
def test_a_module_is_found_by_following_the_pointers(content: Content, body: bytes) -> None:
    module = Module("pyodideRuntime-internal:pyodide.asm", content, body)
    assert read_modules(encode_bundle([module])) == [module]


MODULES = st.builds(Module, st.text("abc:."), st.sampled_from(Content), st.binary())


@given(st.lists(MODULES, max_size=5))
def test_modules_keep_their_order_and_their_bytes(modules: list[Module]) -> None:
    assert read_modules(encode_bundle(modules)) == modules


def test_the_message_is_what_capnproto_itself_writes() -> None:
    # Written by the reference implementation from the schema in the module's docstring.
    written = bytes.fromhex(
        "000000000a0000000000000000000100010000002f0000000400000001000400"
        "02000100000000000d000000120000000d000000220000000000000000000000"
        "000000000000000061000000000000007761736d00000000"
    )
    assert encode_bundle([Module("a", Content.WASM, b"wasm")]) == written


def test_a_body_longer_than_a_list_can_count_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capnp, "MAX_LIST_BYTES", 3)
    with pytest.raises(ValueError, match="4 bytes do not fit"):
        encode_bundle([Module("a", Content.SRC, b"1234")])
