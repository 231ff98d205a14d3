"""Both servers with the same repository: what is pushed to one is pushed to the other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from tests.differential.sides import GitSide, HearthSide
from tests.differential.story import Story
from tests.support.histories import bare
from tests.support.raw_push import ZERO, Update, encode_commands

MAIN = "refs/heads/main"

COMMITS = 60


class Pair:
    """`source` has everything that can be pushed, `refs` are what both sides should have.

    `held` is all that was ever pushed and not pruned.
    """

    def __init__(self, folder: Path, seed: int) -> None:
        self.seed = seed
        self.story = Story(seed, COMMITS)
        self.world = self.story.world
        self.scratch = folder
        self.source = bare(folder / "source.git")
        self.source.git("index-pack", "--stdin", stdin=self.world.pack())
        self.hearth = HearthSide()
        self.git = GitSide(folder / "git.git")
        self.refs: dict[str, str] = {}
        self.held: set[str] = set()

    def close(self) -> None:
        self.hearth.close()

    def push(self, wanted: Mapping[str, str]) -> None:
        """Let refs be so on both sides, ZERO meaning none; nothing may be refused."""
        changes = {name: oid for name, oid in wanted.items() if self.refs.get(name, ZERO) != oid}
        if not changes:
            return
        updates = [
            Update(name.encode(), self.refs.get(name, ZERO), oid) for name, oid in changes.items()
        ]
        body = encode_commands(updates)
        tips = [oid for oid in changes.values() if oid != ZERO]
        if tips:
            body += self.pack(tips, self.refs.values())
        for side in (self.hearth, self.git):
            said = side.receive_pack(body)
            assert b"unpack ok" in said.body, said
            assert b"ng " not in said.body, said
        self.note(changes)

    def pack(self, tips: Iterable[str], had: Iterable[str]) -> bytes:
        """A thin pack, as a client makes it that knows of what the server has."""
        revs = "".join([*(f"{tip}\n" for tip in tips), *(f"^{oid}\n" for oid in had)])
        # The source holds nothing as a delta, and git would take that for a decision.
        options = ("--revs", "--stdout", "-q", "--thin", "--delta-base-offset", "--no-reuse-delta")
        return self.source.git("pack-objects", *options, stdin=revs.encode()).output

    def pack_of(self, oids: Iterable[str]) -> bytes:
        """Just these objects."""
        listed = "".join(f"{hex_oid}\n" for hex_oid in dict.fromkeys(oids)).encode()
        return self.source.git("pack-objects", "--stdout", "-q", stdin=listed).output

    def note(self, changes: Mapping[str, str]) -> None:
        """Refs have come to be so, ZERO meaning none."""
        for name, oid in changes.items():
            if oid == ZERO:
                self.refs.pop(name, None)
            else:
                self.refs[name] = oid
                self.held |= self.world.closure([oid])

    def maintain(self, days: int) -> None:
        self.hearth.maintain(days)
        self.git.maintain(days)

    def reachable(self) -> set[str]:
        """All that refs lead to."""
        return self.world.closure(self.refs.values())
