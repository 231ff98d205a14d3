"""Requests of a fetch, by chance: whatever a client may say, and some that it would not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from random import Random

from tests.differential import filters
from tests.differential.pair import Pair
from tests.differential.sides import V0, V2
from tests.differential.world import World

FILTERS = [
    "blob:none", "blob:limit=0", "blob:limit=33", "blob:limit=1k",
    "tree:0", "tree:1", "tree:2", "tree:3",
    "object:type=commit", "object:type=tree", "object:type=blob", "object:type=tag",
    "combine:blob:none+tree:2", "combine:blob:limit=165+tree:3",
    "combine:object:type=blob+tree:2", "combine:tree:3+combine:blob:limit=33%2Bblob:limit=1k",
]  # fmt: skip

INFINITE = 0x7FFFFFFF


@dataclass(frozen=True, slots=True)
class Client:
    """What somebody has: the history of `tips`, cut at `shallow`, less what `filter` left out."""

    tips: tuple[str, ...] = ()
    shallow: frozenset[str] = frozenset()
    filter: str = ""

    def objects(self, world: World) -> set[str]:
        if self.filter:
            return filters.passing(world, self.tips, self.shallow, self.filter)
        return world.closure(self.tips, self.shallow)


@dataclass(frozen=True, slots=True)
class Asked:
    """One request. `lines` are its arguments, `capabilities` those of v0."""

    version: str
    client: Client
    wants: tuple[str, ...]
    lines: tuple[str, ...]
    haves: tuple[str, ...] = ()
    done: bool = True
    capabilities: tuple[str, ...] = ()
    filter: str = ""
    deepens: bool = False

    @property
    def flags(self) -> frozenset[str]:
        return frozenset(self.lines) | frozenset(self.capabilities)

    def finished(self) -> Asked:
        """The same, without another round."""
        return replace(self, done=True)

    def encode(self) -> bytes:
        haves = [f"have {hex_oid}" for hex_oid in self.haves]
        end = ["done"] if self.done else []
        if self.version == V2:
            lines = [*self.lines, *haves, *end]
            return _encode("command=fetch") + b"0001" + b"".join(map(_encode, lines)) + b"0000"
        first, *others = self.lines
        needs = [" ".join([first, *self.capabilities]), *others]
        body = b"".join(map(_encode, needs)) + b"0000" + b"".join(map(_encode, [*haves, *end]))
        return body if self.done else body + b"0000"

    def __str__(self) -> str:
        return "\n  ".join(
            [
                self.version,
                *self.lines,
                " ".join(self.capabilities),
                *(f"have {one}" for one in self.haves),
                "done" if self.done else "",
            ]
        )


def _encode(line: str) -> bytes:
    return b"%04x%b\n" % (len(line) + 5, line.encode())


@dataclass(slots=True)
class Chooser:
    """Draws requests against `pair` as it is now."""

    pair: Pair
    random: Random
    reachable: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.reachable = sorted(self.pair.reachable())

    def draw(self) -> Asked:
        spec = self.random.choice(FILTERS) if self._chance(0.3) else ""
        # Who has no commits can have none in common.
        is_partial = "object:type" not in spec and self._chance(0.5)
        client = self._client(spec if is_partial else "")
        version = self.random.choice([V0, V2, V2])
        wants = self._wants(by_name=version == V2)
        deepen = self._deepen(client) if self._chance(0.35) else []
        lines = [*wants, *(f"shallow {one}" for one in sorted(client.shallow)), *deepen]
        lines += [f"shallow {8:040x}"] if self._chance(0.03) else []
        if version == V0:
            lines = [line for line in lines if line != "deepen-relative"]
        lines += [f"filter {spec}"] if spec else []
        lines += self._flags_v2() if version == V2 else []
        return Asked(
            version,
            client,
            tuple(self._wanted(line) for line in wants),
            tuple(lines),
            self._haves(client),
            done=self._chance(0.7),
            capabilities=self._capabilities(spec, deepen) if version == V0 else (),
            filter=spec,
            deepens=bool(deepen),
        )

    def _chance(self, chance: float) -> bool:
        return self.random.random() < chance

    def _of_kind(self, oids: Sequence[str], kind: str) -> list[str]:
        return [one for one in oids if self.pair.world.kind(one) == kind]

    def _wants(self, *, by_name: bool) -> list[str]:
        if self._chance(0.1):
            return [f"want {one}" for one in sorted(set(self.pair.refs.values()))]
        lines: list[str] = []
        for _ in range(self.random.choice([1, 1, 1, 2, 3, 5])):
            chance = self.random.random()
            if by_name and chance < 0.15:
                lines.append(f"want-ref {self.random.choice([*sorted(self.pair.refs), 'HEAD'])}")
            else:
                lines.append(f"want {self._want(chance)}")
        if self._chance(0.1):
            lines.append(lines[0])
        return lines

    def _wanted(self, line: str) -> str:
        word, _, value = line.partition(" ")
        if word == "want":
            return value
        return self.pair.refs["refs/heads/main" if value == "HEAD" else value]

    def _want(self, chance: float) -> str:
        if self._chance(0.04):
            hidden = self.pair.held.difference(self.reachable)
            return self.random.choice([*sorted(hidden), f"{7:040x}"])
        if chance < 0.65:
            return self.random.choice(sorted(self.pair.refs.values()))
        kind = "commit" if chance < 0.85 else self.random.choice(["tag", "tree", "blob", "blob"])
        return self.random.choice(self._of_kind(self.reachable, kind) or self.reachable)

    def _client(self, spec: str) -> Client:
        if self._chance(0.35):
            return Client()
        world, commits = self.pair.world, self.pair.story.commits
        there = [at for at, commit in enumerate(commits) if commit in self.pair.held]
        known = commits[: there[-1] + 4]
        tips = tuple(self.random.sample(known, self.random.choice([1, 1, 2, 3])))
        if self._chance(0.6):
            return Client(tips, filter=spec)
        depth = self.random.choice([1, 2, 3, 5])
        return Client(tips, frozenset(_cut(world, tips, depth)), spec)

    def _haves(self, client: Client) -> tuple[str, ...]:
        world = self.pair.world
        history = sorted(world.history(client.tips, client.shallow), key=world.time, reverse=True)
        count = self.random.choice([1, 3, 8, 16, 64])
        chosen = history[:count]
        if history and self._chance(0.2):
            chosen = self.random.sample(history, min(count, len(history)))
        if client.tips and self._chance(0.3):
            unrelated = [f"{self.random.getrandbits(160):040x}" for _ in range(3)]
            chosen = [*chosen, *unrelated]
            if self._chance(0.5):
                self.random.shuffle(chosen)
        if chosen and self._chance(0.1):
            chosen = [*chosen, chosen[0]]
        if history and self._chance(0.1):
            chosen = [self.random.choice(sorted(client.objects(world))), *chosen]
        return tuple(chosen)

    def _deepen(self, client: Client) -> list[str]:
        chance = self.random.random()
        if chance < 0.5:
            lines = [f"deepen {self.random.choice([1, 1, 2, 3, 4, 6, 9])}"]
            return [*lines, "deepen-relative"] if client.shallow and self._chance(0.3) else lines
        if chance < 0.6:
            return [f"deepen {INFINITE}"]
        since = self.pair.world.time(self.random.choice(self.pair.story.commits))
        named = sorted(self.pair.refs)
        names = self.random.sample(named, self.random.choice([1, 1, 2]))
        excluded = [f"deepen-not {self._short(name)}" for name in names]
        if chance < 0.75:
            return [f"deepen-since {since}"]
        return [*excluded, f"deepen-since {since}"] if chance < 0.8 else excluded

    def _short(self, name: str) -> str:
        chance = self.random.random()
        if chance < 0.3:
            return name
        return name.removeprefix("refs/heads/").removeprefix("refs/tags/").removeprefix("refs/")

    def _flags_v2(self) -> list[str]:
        flags = ["thin-pack", "ofs-delta", "include-tag", "no-progress"]
        chosen = [flag for flag in flags if self._chance(0.5)]
        rare = [flag for flag in ("wait-for-done", "sideband-all") if self._chance(0.1)]
        return [*chosen, *rare]

    def _capabilities(self, spec: str, deepen: Sequence[str]) -> tuple[str, ...]:
        ack = self.random.choice(["", "multi_ack", "multi_ack_detailed", "multi_ack_detailed"])
        band = self.random.choice(["", "side-band", "side-band-64k", "side-band-64k"])
        flags = ["thin-pack", "ofs-delta", "include-tag", "no-progress"]
        chosen = [flag for flag in flags if self._chance(0.5)]
        if ack == "multi_ack_detailed" and self._chance(0.5):
            chosen.append("no-done")
        chosen += ["filter"] if spec else []
        chosen += [line.split(" ")[0] for line in deepen if not line.startswith("deepen ")]
        return tuple(one for one in (ack, band, *chosen) if one)


def _cut(world: World, tips: Sequence[str], depth: int) -> set[str]:
    """The commits that `depth` leaves without the parents that they have."""
    level, seen = set(tips), set(tips)
    for _ in range(depth - 1):
        level = {parent for one in level for parent in world.parents(one)} - seen
        seen |= level
    return {one for one in level if world.parents(one)}
