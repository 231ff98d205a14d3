r"""Regular expressions as they are written: a tree of parts.

    abc  .  [a-z]  [^...]  (...)  (?:...)  |  *  +  ?  {n}  {n,}  {n,m}  ^  $
    \d \D \w \W \s \S  \t \xHH  and any other character after a backslash for itself

A pattern is bytes and matches bytes of one line. Not offered, because they cannot be matched in
linear time: back references and looking around. Lazy and possessive marks after a repetition
change nothing about whether a line matches, and are taken and ignored.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from git.errors import GitError

MAX_PATTERN = 1_000
"""Bytes of a pattern: what a person writes in one line, many times over."""

MAX_REPEAT = 200
"""The highest count in braces; it multiplies the states."""

MAX_DEPTH = 50
"""Brackets in brackets; the parser calls itself for each."""

ANY = frozenset(range(256)) - {0x0A}
_DIGITS = frozenset(b"0123456789")
_WORD = _DIGITS | frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_SPACE = frozenset(b" \t\r\v\f")
_CLASSES = {
    b"d": _DIGITS,
    b"w": _WORD,
    b"s": _SPACE,
    b"D": ANY - _DIGITS,
    b"W": ANY - _WORD,
    b"S": ANY - _SPACE,
}
_CONTROLS = {b"t": 0x09, b"r": 0x0D, b"f": 0x0C, b"v": 0x0B, b"a": 0x07, b"e": 0x1B}


class InvalidPattern(GitError):
    """A text that is no regular expression of this kind."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """One byte out of a set."""

    allowed: frozenset[int]


@dataclass(frozen=True, slots=True)
class Start:
    """The beginning of the line."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of the line."""


@dataclass(frozen=True, slots=True)
class Sequence:
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    options: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """`most` None is any number of times."""

    part: Part
    least: int
    most: int | None


Part: TypeAlias = Bytes | Start | End | Sequence | Choice | Repeat


def parse(pattern: bytes, *, ignores_case: bool = False) -> Part:
    """InvalidPattern, with what is wrong where, for anything else."""
    if len(pattern) > MAX_PATTERN:
        raise InvalidPattern(f"The pattern is longer than {MAX_PATTERN:,} bytes.")
    parser = _Parser(pattern, ignores_case=ignores_case)
    part = parser.choice(0)
    if parser.at < len(pattern):
        raise parser.error("there is a ) without its (")
    return part


def literal(text: bytes, *, ignores_case: bool = False) -> Part:
    """The pattern that matches `text` itself."""
    if len(text) > MAX_PATTERN:
        raise InvalidPattern(f"The pattern is longer than {MAX_PATTERN:,} bytes.")
    return Sequence(tuple(_one(byte, ignores_case=ignores_case) for byte in text))


def _one(byte: int, *, ignores_case: bool) -> Bytes:
    return _any_case(frozenset((byte,))) if ignores_case else Bytes(frozenset((byte,)))


def _any_case(allowed: frozenset[int]) -> Bytes:
    text = bytes(sorted(allowed))
    return Bytes(frozenset(text.lower() + text.upper()) | allowed)


class _Parser:
    def __init__(self, text: bytes, *, ignores_case: bool) -> None:
        self.at = 0
        self._text = text
        self._ignores_case = ignores_case

    def error(self, problem: str) -> InvalidPattern:
        return InvalidPattern(f"Cannot read the pattern at byte {self.at + 1}: {problem}.")

    def choice(self, depth: int) -> Part:
        if depth > MAX_DEPTH:
            raise self.error(f"there are more than {MAX_DEPTH} brackets in each other")
        options = [self._sequence(depth)]
        while self._take(b"|"):
            options.append(self._sequence(depth))
        return options[0] if len(options) == 1 else Choice(tuple(options))

    def _sequence(self, depth: int) -> Part:
        parts: list[Part] = []
        while self._peek() not in (b"", b"|", b")"):
            parts.append(self._repeated(self._atom(depth)))
        return Sequence(tuple(parts))

    def _atom(self, depth: int) -> Part:
        byte = self._next()
        if byte == b"(":
            return self._group(depth)
        if byte == b"[":
            return self._set()
        if byte == b"\\":
            return self._cased(self._escaped())
        if byte in b"*+?":
            raise self.error("there is nothing to repeat")
        special: dict[bytes, Part] = {b".": Bytes(ANY), b"^": Start(), b"$": End()}
        return special.get(byte) or self._cased(frozenset(byte))

    def _cased(self, allowed: frozenset[int]) -> Bytes:
        return _any_case(allowed) if self._ignores_case else Bytes(allowed)

    def _group(self, depth: int) -> Part:
        if self._take(b"?") and not self._take(b":"):
            raise self.error("only (?: ) is offered of the brackets that begin with (?")
        part = self.choice(depth + 1)
        if not self._take(b")"):
            raise self.error("a ) is missing")
        return part

    def _set(self) -> Part:
        negated = self._take(b"^")
        allowed: set[int] = set()
        is_first = True
        while is_first or self._peek() != b"]":
            is_first = False
            allowed |= self._range()
        self._next()
        cased = self._cased(frozenset(allowed)).allowed
        return Bytes(ANY - cased if negated else cased)

    def _range(self) -> frozenset[int]:
        low = self._member()
        if len(low) > 1 or self._text[self.at : self.at + 1] != b"-":
            return low
        if self._text[self.at + 1 : self.at + 2] in (b"]", b""):
            return low
        self.at += 1
        high = self._member()
        if len(high) > 1 or min(high) < min(low):
            raise self.error("this is no range")
        return frozenset(range(min(low), min(high) + 1))

    def _member(self) -> frozenset[int]:
        byte = self._next()
        return self._escaped() if byte == b"\\" else frozenset(byte)

    def _escaped(self) -> frozenset[int]:
        byte = self._next()
        if byte in _CLASSES:
            return _CLASSES[byte]
        if byte in _CONTROLS:
            return frozenset((_CONTROLS[byte],))
        if byte == b"x":
            return frozenset((self._hexadecimal(),))
        if byte.isalnum():
            raise self.error(f"\\{byte.decode()} is not offered")
        return frozenset(byte)

    def _hexadecimal(self) -> int:
        digits = self._text[self.at : self.at + 2]
        if len(digits) < 2 or not all(digit in b"0123456789abcdefABCDEF" for digit in digits):
            raise self.error("two hexadecimal digits are missing")
        self.at += 2
        return int(digits, 16)

    def _repeated(self, part: Part) -> Part:
        counts = {b"*": (0, None), b"+": (1, None), b"?": (0, 1)}
        while True:
            byte = self._peek()
            if byte in counts:
                self.at += 1
                part = Repeat(part, *counts[byte])
            elif byte == b"{" and (braces := self._braces()):
                part = Repeat(part, *braces)
            else:
                return part
            # A second mark says how greedy the repetition is, which makes no difference here.
            if self._peek() in (b"?", b"+"):
                self.at += 1

    def _braces(self) -> tuple[int, int | None] | None:
        """The counts in braces, which are passed; None when these are just characters."""
        end = self._text.find(b"}", self.at)
        low, comma, high = self._text[self.at + 1 : max(end, self.at + 1)].partition(b",")
        if end < 0 or not low.isdigit() or (high and not high.isdigit()):
            return self._brace_as_text()
        if len(low) > 3 or len(high) > 3 or int(low) > MAX_REPEAT or int(high or 0) > MAX_REPEAT:
            raise self.error(f"a count may be at most {MAX_REPEAT}")
        least = int(low)
        most = int(high) if high else None if comma else least
        if most is not None and most < least:
            raise self.error("the counts are the wrong way round")
        self.at = end + 1
        return least, most

    def _brace_as_text(self) -> None:
        raise self.error("a { that stands for itself needs a backslash before it")

    def _peek(self) -> bytes:
        return self._text[self.at : self.at + 1]

    def _take(self, byte: bytes) -> bool:
        if self._peek() != byte:
            return False
        self.at += 1
        return True

    def _next(self) -> bytes:
        byte = self._peek()
        if not byte:
            raise self.error("it ends too early")
        self.at += 1
        return byte


def find_required(part: Part) -> bytes:
    """Bytes that stand in every line that matches, as many as are easily told; perhaps none."""
    parts = part.parts if isinstance(part, Sequence) else (part,)
    runs = [b""]
    for each in parts:
        if isinstance(each, Bytes) and len(each.allowed) == 1:
            runs[-1] += bytes(each.allowed)
        else:
            runs.append(b"")
    return max(runs, key=len)
