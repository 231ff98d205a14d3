"""The life of a repository, in stages: pushes of every kind, and upkeep between them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

from tests.differential.pair import MAIN, Pair
from tests.support.raw_push import ZERO

_BRANCHES = ["refs/heads/b%d", "refs/heads/x/b%d"]
_OTHERS = ["refs/notes/n%d", "refs/changes/1/%d"]


class Life:
    """Commits beyond the `horizon` have not been made yet."""

    def __init__(self, pair: Pair) -> None:
        self.pair = pair
        self.horizon = 0
        self._random = random.Random(pair.seed)  # noqa: S311 - the same life every time

    def begin(self) -> None:
        self.horizon = 25
        self._push(8)

    def go_on(self) -> None:
        """A few small pushes."""
        for _ in range(4):
            self.horizon += 4
            self._push(4)

    def regret(self) -> None:
        """Delete half of all refs, and go back on the main branch."""
        refs = self.pair.refs
        names = [name for name in sorted(refs) if name != MAIN]
        self.pair.push(dict.fromkeys(self._random.sample(names, len(names) // 2), ZERO))
        self.pair.push({MAIN: self.pair.story.commits[self.horizon // 2], **self.some_refs(2)})

    def maintain(self) -> None:
        self.pair.maintain(days=0)

    def come_back(self) -> None:
        """Also to what was left, and then leave it again."""
        for _ in range(2):
            self.horizon += 5
            self._push(5)
        self.regret()

    def prune(self) -> None:
        """First it becomes garbage, later that goes."""
        self.pair.maintain(days=1)
        self.pair.maintain(days=40)
        self.pair.held = self.pair.reachable()

    def some_refs(self, count: int) -> dict[str, str]:
        """Branches, tags and other refs, and what they shall lead to."""
        chosen: dict[str, str] = {}
        for _ in range(count):
            number = self._random.randrange(12)
            chance = self._random.random()
            if chance < 0.5:
                chosen[self._random.choice(_BRANCHES) % number] = self._commit()
            elif chance < 0.6:
                chosen[self._random.choice(_OTHERS) % number] = self._commit()
            else:
                chosen[f"refs/tags/t{number}"] = self._tagged()
        return chosen

    def _push(self, count: int) -> None:
        newest = self.pair.story.commits[self.horizon - 1]
        self.pair.push({MAIN: newest, **self.some_refs(count)})

    def _commit(self) -> str:
        """Rather a new one."""
        at = max(self._random.randrange(self.horizon) for _ in range(3))
        return self.pair.story.commits[at]

    def _tagged(self) -> str:
        made = set(self.pair.story.commits[: self.horizon])
        tags = self.pair.story.tags
        usable = [tag for tag in tags if self.pair.world.history([tag]) <= made]
        if usable and self._random.random() < 0.8:
            return self._random.choice(usable)
        return self._random.choice([self._commit(), self.pair.story.something("blob")])


STAGES: Mapping[str, Callable[[Life], None]] = {
    "one push": Life.begin,
    "several pushes": Life.go_on,
    "forced and deleted": Life.regret,
    "maintained": Life.maintain,
    "grown again": Life.come_back,
    "pruned": Life.prune,
}
