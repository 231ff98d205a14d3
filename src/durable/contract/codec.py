"""Messages as JSON, both ways.

    dataclass      {"is": its name, field: value, ...}
    bytes          a text of code points below 256
    Enum           its value
    tuple          a list

`decode` knows the types of fields from the dataclasses, so nothing else is marked. A field that
is not there takes its default: an object may still run older code than the Worker that asks it.
"""

from __future__ import annotations

import json
import types
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from typing import Any, NewType, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from durable.contract.message import MESSAGES, Message

Plain = Any
"""What JSON has."""

Decoder = Callable[[Plain], object]
Kind = TypeVar("Kind", bound=Message)


class NotAMessage(Exception):
    """Bytes that are no message of this contract: a bug, or versions that do not fit."""


def encode(message: Message) -> bytes:
    return json.dumps(to_plain(message), ensure_ascii=False, separators=(",", ":")).encode()


def decode(data: bytes, *expected: type[Kind]) -> Kind:
    """The message; NotAMessage when it is none, or not one of `expected`."""
    try:
        message = _by_name(json.loads(data))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotAMessage(f"cannot decode: {error!r}") from error
    if not isinstance(message, expected):
        raise NotAMessage(f"did not expect {type(message).__name__}")
    return message


def to_plain(value: object) -> Plain:
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        return [to_plain(each) for each in cast("tuple[object, ...]", value)]
    if is_dataclass(value):
        plain: dict[str, Plain] = {"is": type(value).__name__}
        for each in fields(value):
            plain[each.name] = to_plain(getattr(value, each.name))
        return plain
    return value


def _by_name(plain: Plain) -> object:
    return _decoder(MESSAGES[plain["is"]])(plain)


@cache
def _decoder(hint: object) -> Decoder:
    """What makes a value of type `hint` of what JSON has."""
    if isinstance(hint, NewType):
        return _decoder(hint.__supertype__)
    if hint is bytes:
        return _to_bytes
    origin = get_origin(hint)
    if origin is tuple:
        return _tuple_decoder(get_args(hint))
    if origin in (Union, types.UnionType):
        return _union_decoder(get_args(hint))
    return _class_decoder(cast("type[object]", origin or hint))


def _class_decoder(kind: type[object]) -> Decoder:
    if issubclass(kind, Enum):
        return cast("Decoder", kind)
    if is_dataclass(kind):
        return _dataclass_decoder(kind)
    return _by_name if issubclass(kind, Message) else _as_it_is


def _to_bytes(plain: Plain) -> bytes:
    return plain.encode("latin-1")


def _as_it_is(plain: Plain) -> Plain:
    return plain


def _tuple_decoder(items: tuple[object, ...]) -> Decoder:
    if len(items) == 2 and items[1] is Ellipsis:
        item = _decoder(items[0])
        return lambda plain: tuple(map(item, plain))
    decoders = tuple(map(_decoder, items))
    return lambda plain: tuple(decoder(each) for decoder, each in zip(decoders, plain, strict=True))


def _union_decoder(options: tuple[object, ...]) -> Decoder:
    others = [option for option in options if option is not types.NoneType]
    decoder = _decoder(others[0]) if len(others) == 1 else _by_name
    return lambda plain: None if plain is None else decoder(plain)


def _dataclass_decoder(kind: type[Any]) -> Decoder:
    hints = get_type_hints(kind)
    decoders = {each.name: _decoder(hints[each.name]) for each in fields(kind)}
    optional = {
        each.name
        for each in fields(kind)
        if each.default is not MISSING or each.default_factory is not MISSING
    }

    def decode_fields(plain: Plain) -> object:
        values = {
            name: decoder(plain[name])
            for name, decoder in decoders.items()
            if name in plain or name not in optional
        }
        return kind(**values)

    return decode_fields
