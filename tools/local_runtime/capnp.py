"""The one Cap'n Proto message that workerd reads its Python from.

workerd's schema, as far as it is written here:

    struct Bundle { modules @0 :List(Module); }
    struct Module {
      name @0 :Text;
      union { src @1 :Data; wasm @4 :Data; data @5 :Data; json @6 :Text; }
      type @2 :ModuleType;  tsDeclaration @3 :Text;  compileCache @7 :Data;
    }
    enum ModuleType { bundle @0; builtin @1; internal @2; }

A Module is one word of data (type, then which member of the union is set, 16 bits each) and four
pointers (name, union, tsDeclaration, compileCache):

    word 0  segment table: one segment, and its length in words
         1  root pointer, to a Bundle
         2  Bundle: pointer to the list
         3  list tag: how many Modules, and their shape
         4  Modules, five words each
         .. names and contents, each padded to a whole word
"""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

WORD = 8
MODULE_DATA_WORDS = 1
MODULE_POINTERS = 4
MODULE_WORDS = MODULE_DATA_WORDS + MODULE_POINTERS
MODULES_START = 3
"""The word of the segment where the first Module lies."""

INTERNAL = 2
"""ModuleType of what only workerd itself may import."""

STRUCT_POINTER = 0
LIST_POINTER = 1
ELEMENT_BYTE = 2
ELEMENT_COMPOSITE = 7
MAX_LIST_BYTES = (1 << 29) - 1
"""A list pointer's count has 29 bits."""


class Content(IntEnum):
    """Which member of the union a module's bytes are, by its position there."""

    SRC = 0
    WASM = 1
    DATA = 2


@dataclass(frozen=True, slots=True)
class Module:
    """One module of the bundle."""

    name: str
    content: Content
    body: bytes


def encode_bundle(modules: Sequence[Module]) -> bytes:
    """The message in the standard, unpacked serialization, with one segment."""
    blobs = _Blobs(MODULES_START + len(modules) * MODULE_WORDS)
    words = [
        _struct_pointer(0, 0, 1),
        _list_pointer(0, ELEMENT_COMPOSITE, len(modules) * MODULE_WORDS),
        _struct_pointer(len(modules), MODULE_DATA_WORDS, MODULE_POINTERS),
    ]
    for number, module in enumerate(modules):
        start = MODULES_START + number * MODULE_WORDS
        words += [
            struct.pack("<HHI", INTERNAL, module.content, 0),
            blobs.place(start + 1, module.name.encode() + b"\0"),
            blobs.place(start + 2, module.body),
            bytes(WORD),
            bytes(WORD),
        ]
    segment = b"".join(words) + b"".join(blobs.parts)
    return struct.pack("<II", 0, len(segment) // WORD) + segment


class _Blobs:
    """Byte lists, one after another behind the structs."""

    def __init__(self, first_word: int) -> None:
        self.parts: list[bytes] = []
        self._next_word = first_word

    def place(self, pointer_word: int, content: bytes) -> bytes:
        """Append the bytes, and return the pointer to them that lies at `pointer_word`."""
        if len(content) > MAX_LIST_BYTES:
            raise ValueError(f"{len(content)} bytes do not fit into one Cap'n Proto list")
        pointer = _list_pointer(self._next_word - pointer_word - 1, ELEMENT_BYTE, len(content))
        padded = content + bytes(-len(content) % WORD)
        self.parts.append(padded)
        self._next_word += len(padded) // WORD
        return pointer


def _struct_pointer(offset: int, data_words: int, pointers: int) -> bytes:
    """Also a list's tag, where `offset` is the number of elements."""
    return struct.pack("<Q", STRUCT_POINTER | offset << 2 | data_words << 32 | pointers << 48)


def _list_pointer(offset: int, element: int, count: int) -> bytes:
    """`count` is in bytes for bytes, in words for composites."""
    return struct.pack("<Q", LIST_POINTER | offset << 2 | element << 32 | count << 35)
