"""What a value of the API looks like: one declaration checks it and describes it.

The description is JSON Schema as OpenAPI 3.1 has it. A check returns the value, perhaps of
another type than it came in (a query's text becomes a number), and raises InvalidValue that
names the field.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeAlias, cast

from forge.errors import InvalidValue
from replies import Json

Description: TypeAlias = dict[str, Json]


class Schema(Protocol):
    def describe(self) -> Description: ...

    def check(self, value: object, field: str) -> object: ...


@dataclass(frozen=True, slots=True)
class Text:
    """`max_bytes` counts UTF-8, which is what is kept."""

    max_bytes: int = 65_536
    min_length: int = 0
    one_of: tuple[str, ...] = ()
    is_hex_oid: bool = False

    def describe(self) -> Description:
        told: Description = {"type": "string"}
        if self.one_of:
            told["enum"] = self.one_of
        if self.is_hex_oid:
            told["pattern"] = "^[0-9a-fA-F]{40}$"
        if self.min_length:
            told["minLength"] = self.min_length
        return told | {"maxLength": self.max_bytes}

    def check(self, value: object, field: str) -> object:
        if not isinstance(value, str):
            raise InvalidValue(field, "must be a text")
        if len(value.encode("utf-8", "surrogatepass")) > self.max_bytes:
            raise InvalidValue(field, f"must not be over {self.max_bytes:,} bytes")
        if len(value) < self.min_length:
            raise InvalidValue(field, "must not be empty")
        if not _is_unicode(value):
            raise InvalidValue(field, "must be Unicode")
        if self.one_of and value not in self.one_of:
            raise InvalidValue(field, f"must be one of {', '.join(self.one_of)}")
        if self.is_hex_oid and not _is_hex_oid(value):
            raise InvalidValue(field, "must be 40 hexadecimal digits")
        return value.lower() if self.is_hex_oid else value


@dataclass(frozen=True, slots=True)
class Line:
    """One line that people read, without the space around it; `max_length` in characters."""

    max_length: int

    def describe(self) -> Description:
        return {"type": "string", "minLength": 1, "maxLength": self.max_length}

    def check(self, value: object, field: str) -> object:
        if not isinstance(value, str):
            raise InvalidValue(field, "must be a text")
        text = value.strip()
        if not text or len(text) > self.max_length:
            raise InvalidValue(field, f"must have 1 to {self.max_length} characters")
        if not text.isprintable():
            raise InvalidValue(field, "must not hold control characters")
        return text


@dataclass(frozen=True, slots=True)
class Integer:
    minimum: int = 0
    maximum: int = 1_000_000

    def describe(self) -> Description:
        return {"type": "integer", "minimum": self.minimum, "maximum": self.maximum}

    def check(self, value: object, field: str) -> object:
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 10:
            value = int(value)
        if not isinstance(value, int) or isinstance(value, bool):
            raise InvalidValue(field, "must be a number")
        if not self.minimum <= value <= self.maximum:
            raise InvalidValue(field, f"must be from {self.minimum:,} to {self.maximum:,}")
        return value


@dataclass(frozen=True, slots=True)
class Boolean:
    def describe(self) -> Description:
        return {"type": "boolean"}

    def check(self, value: object, field: str) -> object:
        words = {"true": True, "1": True, "false": False, "0": False}
        if isinstance(value, str) and value.lower() in words:
            return words[value.lower()]
        if not isinstance(value, bool):
            raise InvalidValue(field, "must be true or false")
        return value


@dataclass(frozen=True, slots=True)
class ListOf:
    item: Schema
    max_items: int | None = None

    def describe(self) -> Description:
        told: Description = {"type": "array", "items": self.item.describe()}
        return told if self.max_items is None else told | {"maxItems": self.max_items}

    def check(self, value: object, field: str) -> object:
        if not isinstance(value, list):
            raise InvalidValue(field, "must be a list")
        values = cast("list[object]", value)
        if self.max_items is not None and len(values) > self.max_items:
            raise InvalidValue(field, f"must not have more than {self.max_items:,} items")
        return [self.item.check(each, f"{field}[{at}]") for at, each in enumerate(values)]


@dataclass(frozen=True, slots=True)
class Nullable:
    schema: Schema

    def describe(self) -> Description:
        return {"anyOf": [self.schema.describe(), {"type": "null"}]}

    def check(self, value: object, field: str) -> object:
        return None if value is None else self.schema.check(value, field)


@dataclass(frozen=True, slots=True)
class Object:
    """Fields that are not declared are let through unseen: clients send more than is known here."""

    fields: Mapping[str, Schema]
    required: Sequence[str] = ()

    def describe(self) -> Description:
        properties: Description = {name: each.describe() for name, each in self.fields.items()}
        told: Description = {"type": "object", "properties": properties}
        return told | {"required": list(self.required)} if self.required else told

    def check(self, value: object, field: str) -> object:
        if not isinstance(value, dict):
            raise InvalidValue(field or "body", "must be an object")
        given = cast("dict[str, object]", value)
        prefix = f"{field}." if field else ""
        for name in self.required:
            if name not in given:
                raise InvalidValue(prefix + name, "is missing")
        return {
            name: schema.check(given[name], prefix + name)
            for name, schema in self.fields.items()
            if name in given
        }


@dataclass(frozen=True, slots=True)
class Named:
    """A shape with a name of its own in the document."""

    name: str
    schema: Schema

    def describe(self) -> Description:
        return {"$ref": f"#/components/schemas/{self.name}"}

    def check(self, value: object, field: str) -> object:
        return self.schema.check(value, field)


@dataclass(frozen=True, slots=True)
class Anything:
    """Whatever JSON has."""

    def describe(self) -> Description:
        return {}

    def check(self, value: object, field: str) -> object:
        return value


def _is_unicode(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _is_hex_oid(text: str) -> bool:
    return len(text) == 40 and all(digit in "0123456789abcdefABCDEF" for digit in text)
