"""What real git makes of merges: many at once, by `git merge-tree --write-tree --stdin`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from tests.support.git_client import GitRepository

Stage: TypeAlias = tuple[int, bytes, int, bytes]
"""Stage, path, mode and raw oid of one version of a file in conflict."""

Message: TypeAlias = tuple[str, tuple[bytes, ...], str]
"""Kind, paths and text."""

_ADVICE = re.compile(
    rb"Recursive merging with submodules .*?commit the resulting index in the superproject\n",
    re.DOTALL,
)
"""What Git puts amid the fields without a NUL, for a person to read."""


@dataclass(frozen=True, slots=True)
class Judgement:
    tree: bytes
    is_clean: bool
    stages: frozenset[Stage]
    messages: frozenset[Message]


def judge(repository: GitRepository, pairs: Sequence[tuple[str, str]]) -> list[Judgement | None]:
    """The merge of each pair of revs, ours first; None where Git itself dies of a merge."""
    given = "".join(f"{one} {other}\n" for one, other in pairs).encode()
    asked = ("merge-tree", "--write-tree", "--allow-unrelated-histories", "--messages", "--stdin")
    outcome = repository.git(*asked, stdin=given, check=False)
    if outcome.code == 0:
        fields = iter(_ADVICE.sub(b"", outcome.output).split(b"\0"))
        return [_read(fields) for _ in pairs]
    if len(pairs) == 1:
        return [None]
    half = len(pairs) // 2
    return judge(repository, pairs[:half]) + judge(repository, pairs[half:])


def _read(fields: Iterator[bytes]) -> Judgement:
    is_clean = next(fields).strip() == b"1"
    tree = bytes.fromhex(next(fields).decode())
    stages = frozenset(_stages(fields))
    return Judgement(tree, is_clean, stages, frozenset(_messages(fields)))


def _stages(fields: Iterator[bytes]) -> Iterator[Stage]:
    while line := next(fields):
        facts, path = line.split(b"\t", 1)
        mode, oid, stage = facts.decode().split()
        yield int(stage), path, int(mode, 8), bytes.fromhex(oid)


def _messages(fields: Iterator[bytes]) -> Iterator[Message]:
    while count := next(fields).strip():
        paths = tuple(next(fields) for _ in range(int(count)))
        yield next(fields).decode(), paths, next(fields).decode("utf-8", "surrogateescape")
