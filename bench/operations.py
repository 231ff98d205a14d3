"""What is measured, and what each is meant to cost beside `git http-backend`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from bench.git import Command
from bench.place import Place

AT_ONCE = 8
"""Clones that are started together."""


def _nothing(_place: Place) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Operation:
    """`aim`: wall time at most, as a multiple of `git http-backend`'s.

    `commands` run at once and are measured; `prepare` and `check` are not. `serves` names the
    operations that cannot be without this one.
    """

    key: str
    title: str
    aim: float
    commands: Callable[[Place], Sequence[Command]]
    prepare: Callable[[Place], None] = _nothing
    check: Callable[[Place], None] = _nothing
    serves: Collection[str] = field(default=())

    def is_needed(self, chosen: Collection[str]) -> bool:
        """Whether it has to run when these are to be measured."""
        return self.key in chosen or not set(self.serves).isdisjoint(chosen)


def _clone(
    key: str,
    title: str,
    aim: float,
    *options: str,
    count: int = 1,
    check: Callable[[Place], None] = Place.check_clones,
) -> Operation:
    return Operation(
        key,
        title,
        aim,
        lambda place: place.clones(count, *options),
        prepare=Place.clear_clones,
        check=check,
    )


def _push_all(place: Place) -> list[Command]:
    return [["-C", place.author, "push", "-q", "--mirror", "origin"]]


def _push_branch(place: Place) -> list[Command]:
    return [["-C", place.author, "push", "-q", "origin", place.source.branch]]


def _fetch(place: Place) -> list[Command]:
    return [["-C", place.follower, "fetch", "-q", "origin"]]


CLONES = (
    _clone("clone", "full clone, mirror", 1.2, "--mirror"),
    _clone("clone-plain", "full clone, with files", 1.2),
    _clone("clones", f"{AT_ONCE} full clones at once", 1.2, "--mirror", count=AT_ONCE),
    _clone("depth", "clone --depth 1", 2, "--bare", "--depth", "1"),
    _clone(
        "blobless",
        "clone --filter=blob:none",
        2.5,
        *("--bare", "--filter=blob:none"),
        check=Place.check_blobless,
    ),
)
QUESTIONS = (
    Operation("fetch-one", "fetch of one commit", 2.5, _fetch, check=Place.check_follower),
    Operation("fetch-none", "fetch of nothing", 2.5, _fetch),
    Operation("ls-remote", "ls-remote", 2.5, lambda place: [["ls-remote", "-q", place.url]]),
)
CLONE_AFTER = _clone("clone-after", "full clone after small pushes", 1.2, "--mirror")
PUSH_ONE = Operation(
    "push-one",
    "push of one commit",
    3,
    _push_branch,
    prepare=Place.commit,
    serves=("fetch-one", CLONE_AFTER.key),
)
PUSH = Operation(
    "push",
    "first push",
    3,
    _push_all,
    prepare=Place.begin_repository,
    serves=[each.key for each in (*CLONES, *QUESTIONS, CLONE_AFTER, PUSH_ONE)],
)

OFTEN = (PUSH_ONE, *QUESTIONS)
"""They take a fraction of a second each, and are measured in turn several times a round."""

OPERATIONS = (PUSH, *CLONES, *OFTEN, CLONE_AFTER)
"""In the order of a round."""
