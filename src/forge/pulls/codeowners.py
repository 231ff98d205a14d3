"""CODEOWNERS: whose review changes of which files ask for.

    # comment
    *.py    @alice @acme/core
    /docs/  docs@example.org

The last line whose pattern matches a file wins, even when it names nobody. Patterns are those of
gitignore without `!` and `[ ]`, and `docs/*` means the files of the folder, not those below.
People are named by their names here; teams and e-mail addresses are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dulwich.ignore import Pattern

PLACES = (b".github/CODEOWNERS", b"CODEOWNERS", b"docs/CODEOWNERS")
"""The first that is there counts."""

MAX_SIZE = 262_144
"""Bytes of the file; GitHub takes 3 MB, and every file of a change is held against every line."""

MAX_RULES = 1_000
"""Lines that count; those after them do not."""

MAX_OWNERS = 20
"""Whom one change asks for a review at most: beyond that nobody feels asked."""

_PERSON = re.compile(r"@([A-Za-z0-9._][A-Za-z0-9._-]*)")


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: Pattern
    is_shallow: bool
    people: tuple[str, ...]

    def matches(self, path: bytes) -> bool:
        if self.pattern.match(path):
            return True
        if self.is_shallow:
            return False
        parts = path.split(b"/")
        return any(
            self.pattern.match(b"/".join(parts[:count]) + b"/") for count in range(1, len(parts))
        )


class CodeOwners:
    """What the file `data` says."""

    def __init__(self, data: bytes) -> None:
        lines = data[:MAX_SIZE].splitlines()
        rules = [rule for rule in map(_read_rule, lines) if rule is not None]
        self._rules = rules[:MAX_RULES][::-1]

    def of(self, paths: Iterable[bytes]) -> list[str]:
        """Whose review a change of these files asks for, each once, without `@`."""
        found: dict[str, None] = {}
        for path in paths:
            rule = next((rule for rule in self._rules if rule.matches(path)), None)
            found.update(dict.fromkeys(rule.people if rule else ()))
        return list(found)[:MAX_OWNERS]


def _read_rule(line: bytes) -> _Rule | None:
    text = line.partition(b" #")[0].strip()
    if not text or text.startswith((b"#", b"!")) or b"[" in text:
        return None
    # A blank in a pattern is written with a backslash before it.
    pattern, *owners = re.split(rb"(?<!\\)\s+", text)
    matches = (_PERSON.fullmatch(owner.decode("utf-8", "replace")) for owner in owners)
    people = tuple(match[1] for match in matches if match is not None)
    is_shallow = pattern.endswith(b"/*")
    return _Rule(Pattern(pattern.replace(b"\\ ", b" ")), is_shallow, people)
