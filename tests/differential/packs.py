"""What is in a pack, by `git index-pack`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.support.git_client import GitRepository


@dataclass(frozen=True, slots=True)
class Contents:
    """Hex oids; `bases` are the objects outside of the pack that its deltas need."""

    objects: frozenset[str]
    bases: frozenset[str]


def read_pack(repository: GitRepository, pack: bytes, scratch: Path) -> Contents:
    """`repository` must have every base; nothing is written to it."""
    target = scratch / "read.pack"
    for path in (target, target.with_suffix(".idx"), target.with_suffix(".rev")):
        path.unlink(missing_ok=True)
    repository.git("index-pack", "--stdin", "--fix-thin", str(target), stdin=pack)
    listed = repository.git("show-index", stdin=target.with_suffix(".idx").read_bytes()).output
    entries = sorted(
        (int(line.split()[0]), line.split()[1].decode()) for line in listed.splitlines()
    )
    count = int.from_bytes(pack[8:12], "big")
    oids = [hex_oid for _, hex_oid in entries]
    assert len(set(oids[:count])) == count, "an object comes twice"
    return Contents(frozenset(oids[:count]), frozenset(oids[count:]))
