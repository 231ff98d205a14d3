"""Which paths an attribute of `.gitattributes` is set for (gitattributes(5)).

One attribute at a time, and only whether it is set: that is what its readers need. Patterns in
quotes, and macros but their own name, are not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass

from dulwich.attrs import Pattern
from dulwich.wildmatch import MalformedPattern

MAX_ATTRIBUTES = 1 << 20
"""Bytes of a file that is read: thousands of lines. A longer one counts as none."""


@dataclass(frozen=True, slots=True)
class _Line:
    """`is_set` is None where the attribute is unspecified again."""

    pattern: Pattern
    is_for_folders: bool
    is_set: bool | None


class Attributes:
    """What is known of `name` from the root down to some folder; the last line that fits counts."""

    def __init__(self, name: bytes, lines: tuple[_Line, ...] = ()) -> None:
        self._name = name
        self._lines = lines

    def with_file(self, folder: bytes, data: bytes) -> Attributes:
        """The same, and what the file in `folder` says; a path without a slash at its end."""
        if len(data) > MAX_ATTRIBUTES:
            return self
        found = (self._find_line(folder, line) for line in data.split(b"\n"))
        return Attributes(self._name, (*self._lines, *filter(None, found)))

    def is_set(self, path: bytes, *, is_folder: bool) -> bool:
        for line in reversed(self._lines):
            if (is_folder or not line.is_for_folders) and line.pattern.match(path):
                return line.is_set is True
        return False

    def _find_line(self, folder: bytes, line: bytes) -> _Line | None:
        pattern, *states = line.split() or [b"#"]
        if pattern.startswith((b"#", b"!", b'"', b"[attr]")):
            return None
        known = {
            self._name: True,
            b"-" + self._name: False,
            b"!" + self._name: None,
        }
        said = [state for state in states if state in known or state.startswith(self._name + b"=")]
        if not said:
            return None
        try:
            compiled = Pattern(pattern.removesuffix(b"/"), folder)
        except MalformedPattern:
            return None
        # With a value an attribute is neither set nor unset.
        return _Line(compiled, pattern.endswith(b"/"), known.get(said[-1], False))
