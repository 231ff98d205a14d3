"""A repository of real git that has what a client has, and takes in what Hearth sends."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tests.differential import answers
from tests.differential.pair import Pair
from tests.differential.requests import Asked
from tests.support.histories import bare


class RealClient:
    def __init__(self, folder: Path, pair: Pair, asked: Asked) -> None:
        self._pair = pair
        self._asked = asked
        self._client = asked.client
        self._repository = bare(folder)
        self._cut(self._client.shallow)
        had = self._client.objects(pair.world)
        if had:
            self._repository.git("index-pack", "--stdin", stdin=pair.pack_of(sorted(had)))
        for number, tip in enumerate(self._client.tips):
            self._repository.git("update-ref", f"refs/heads/had-{number}", tip)

    def fetch(self) -> bool:
        """Ask Hearth, and take in the pack; False when none is sent, or one of parts."""
        answer = answers.ask(self._pair.hearth, self._asked)
        if self._asked.filter or not answer.pack:
            return False
        self._cut((self._client.shallow | answer.cut) - answer.opened)
        # Strictly, as git does it: history must be whole where it is not said to be cut.
        self._repository.git("index-pack", "--stdin", "--fix-thin", "--strict", stdin=answer.pack)
        for number, want in enumerate(self._asked.wants):
            self._repository.git("update-ref", f"refs/wanted/{number}", want)
        return True

    def missing(self) -> list[str]:
        """What refs lead to and is not there."""
        listed = self._repository.read("rev-list", "--objects", "--all", "--missing=print")
        return [line for line in listed.splitlines() if line.startswith("?")]

    def check(self) -> None:
        self._repository.check()

    def _cut(self, commits: Collection[str]) -> None:
        path = self._repository.folder / "shallow"
        path.unlink(missing_ok=True)
        if commits:
            path.write_text("".join(f"{commit}\n" for commit in sorted(commits)))
