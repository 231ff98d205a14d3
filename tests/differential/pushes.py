"""Pushes by chance: some that succeed, and all the ways in which one may not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from tests.differential.pair import MAIN, Pair
from tests.support.raw_push import EMPTY_PACK, ZERO, Update, encode_commands

INVALID_NAMES = [
    "refs/heads/a..b", "refs/heads/.a", "refs/heads/a.lock", "refs/heads/a b", "refs/heads/a~1",
    "refs/heads/a/", "refs/heads//a", "refs/heads/@{x}", "refs/heads/a.", "refs/heads/a\x7f",
    "refs/heads", "refs/a", "heads/a", "refs/heads/a*", "refs/heads/a\\b", "main",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Push:
    updates: tuple[Update, ...]
    capabilities: tuple[str, ...]
    pack: bytes
    packed: str

    @property
    def body(self) -> bytes:
        return encode_commands(self.updates, " ".join(self.capabilities).encode()) + self.pack

    def __str__(self) -> str:
        lines = [f"{one.old[:8]} {one.new[:8]} {one.ref.decode()}" for one in self.updates]
        return "\n  ".join([" ".join(self.capabilities), *lines, f"pack: {self.packed}"])


def _need_room(deletions: Sequence[Update], updates: Sequence[Update]) -> bool:
    pairs = ((gone.ref + b"/", new.ref + b"/") for gone in deletions for new in updates)
    return any(new.startswith(gone) or gone.startswith(new) for gone, new in pairs)


class PushChooser:
    """Draws pushes against `pair` as it is now; none on which git and Hearth have other views."""

    def __init__(self, pair: Pair, random: Random) -> None:
        self._pair = pair
        self._random = random
        self._kinds: Sequence[Callable[[], list[Update]]] = [
            self._create, self._create, self._create, self._move, self._move, self._delete,
            self._create_existing, self._move_stale, self._move_missing, self._delete_stale,
            self._delete_missing, self._delete_current, self._stay, self._invalid,
            self._conflicting, self._both_conflicting, self._wrong_type,
        ]  # fmt: skip
        # Git refuses the one in an atomic push; with the other it carries out the rest of it.
        self._lone_kinds = [*self._kinds, self._make_room, self._unknown]

    def draw(self) -> Push:
        is_atomic = self._random.random() < 0.3
        kinds = self._kinds if is_atomic else self._lone_kinds
        by_name = {
            update.ref: update
            for _ in range(self._random.choice([1, 1, 1, 2, 3]))
            for update in self._random.choice(kinds)()
        }
        # One after the other, git makes room for a name, but not later, and not all at once.
        deletions = [one for one in by_name.values() if one.new == ZERO]
        updates = [one for one in by_name.values() if one.new != ZERO]
        if not (is_atomic and _need_room(deletions, updates)):
            updates = deletions + updates
        packed = self._random.choice(["thin", "thin", "whole", "incomplete", "more", "empty"])
        if is_atomic and packed == "empty":
            packed = "thin"
        pack = self._pack(updates, packed)
        return Push(tuple(updates), self._capabilities(is_atomic=is_atomic), pack, packed)

    def _name(self) -> str:
        folder = self._random.choice(["refs/heads", "refs/heads", "refs/tags", "refs/notes"])
        return f"{folder}/{self._random.choice('abcde')}"

    def _existing(self) -> str:
        return self._random.choice(sorted(self._pair.refs))

    def _commit(self) -> str:
        return self._random.choice(self._pair.story.commits)

    def _held(self) -> str:
        """Git takes the deletion of a ref with an old value unknown to it for a repair."""
        held = [one for one in self._pair.story.commits if one in self._pair.held]
        return self._random.choice(held)

    def _update(self, name: str, new: str, old: str | None = None) -> list[Update]:
        """From what is there unless `old` says otherwise."""
        return [Update(name.encode(), self._pair.refs.get(name, ZERO) if old is None else old, new)]

    def _create(self) -> list[Update]:
        return self._update(self._name(), self._commit())

    def _move(self) -> list[Update]:
        return self._update(self._existing(), self._commit())

    def _stay(self) -> list[Update]:
        name = self._existing()
        return self._update(name, self._pair.refs[name])

    def _delete(self) -> list[Update]:
        names = [name for name in sorted(self._pair.refs) if name != MAIN]
        return self._update(self._random.choice(names), ZERO) if names else self._create()

    def _create_existing(self) -> list[Update]:
        return self._update(self._existing(), self._commit(), ZERO)

    def _move_stale(self) -> list[Update]:
        return self._update(self._existing(), self._commit(), self._held())

    def _move_missing(self) -> list[Update]:
        return self._update("refs/heads/missing", self._commit(), self._held())

    def _delete_stale(self) -> list[Update]:
        return self._update(self._existing(), ZERO, self._held())

    def _delete_missing(self) -> list[Update]:
        return self._update("refs/heads/missing", ZERO, self._held())

    def _delete_current(self) -> list[Update]:
        return self._update(MAIN, ZERO)

    def _invalid(self) -> list[Update]:
        new = self._random.choice([ZERO, self._commit(), self._commit()])
        return self._update(self._random.choice(INVALID_NAMES), new)

    def _conflicting(self) -> list[Update]:
        return self._update(f"{self._existing()}/below", self._commit())

    def _make_room(self) -> list[Update]:
        (deletion,) = self._delete()
        below = self._update(f"{deletion.ref.decode()}/below", self._commit())
        return [deletion, *below]

    def _both_conflicting(self) -> list[Update]:
        name = self._name()
        return [*self._update(f"{name}/one", self._commit()), *self._update(name, self._commit())]

    def _wrong_type(self) -> list[Update]:
        story = self._pair.story
        wrong = [self._random.choice(story.tags), story.something("tree"), story.something("blob")]
        return self._update("refs/heads/wrong", self._random.choice(wrong))

    def _unknown(self) -> list[Update]:
        return self._update(self._name(), f"{self._random.getrandbits(160):040x}")

    def _capabilities(self, *, is_atomic: bool) -> tuple[str, ...]:
        chosen = [self._random.choice(["report-status", "report-status-v2"])]
        chosen += ["atomic"] * is_atomic
        rare = ("side-band-64k", "quiet", "ofs-delta", "delete-refs", "object-format=sha1")
        return (*chosen, *(one for one in rare if self._random.random() < 0.35))

    def _pack(self, updates: Sequence[Update], packed: str) -> bytes:
        pair = self._pair
        tips = [one.new for one in updates if one.new in pair.world.objects]
        if all(one.new == ZERO for one in updates):
            return b""
        if packed == "empty" or not tips:
            return EMPTY_PACK
        if packed == "whole":
            return pair.pack(tips, ())
        if packed == "thin":
            return pair.pack(tips, pair.refs.values())
        new = sorted(pair.world.closure(tips) - pair.reachable())
        if packed == "more":
            return pair.pack_of([*new, self._random.choice(pair.story.commits)])
        inner = [one for one in new if one not in tips]
        missing = self._random.choice(inner) if inner else ""
        return pair.pack_of(one for one in new if one != missing)
