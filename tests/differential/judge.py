"""Holds Hearth's answer to a fetch against git's, and both against what the client then has."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field

from tests.differential import answers, filters
from tests.differential.answers import Answer
from tests.differential.packs import Contents, read_pack
from tests.differential.pair import Pair
from tests.differential.requests import Asked
from tests.differential.sides import V2
from tests.differential.world import World


@dataclass(slots=True)
class Verdict:
    """`differences` by what differs; `known` are those that may be; `counts` of objects sent."""

    differences: dict[str, str] = field(default_factory=dict[str, str])
    known: Counter[str] = field(default_factory=Counter[str])
    counts: Counter[str] = field(default_factory=Counter[str])

    def hold(self, what: str, ours: object, gits: object) -> None:
        if ours != gits:
            self.differences[what] = f"ours {ours!r}\n  gits {gits!r}"


def judge(pair: Pair, asked: Asked) -> Verdict:
    """Ask both, and compare."""
    verdict = Verdict()
    ours, gits = (answers.ask(side, asked) for side in (pair.hearth, pair.git))
    if ours.error and not gits.failure and not gits.pack:
        # Git looks at the cut only when the negotiation is over.
        verdict.known["refused a round before git"] += 1
        gits = answers.ask(pair.git, asked.finished())
    if ours.error or gits.failure:
        _compare_errors(pair, asked, (ours.failure, gits.failure), verdict)
        return verdict
    verdict.hold("none is hidden", pair.reachable().issuperset(asked.wants), True)
    _compare_acknowledgments(pair, asked, (ours, gits), verdict)
    if _is_ready(ours) != _is_ready(gits):
        if not ours.pack:
            return verdict
        gits = answers.ask(pair.git, asked.finished())
    else:
        verdict.hold("sections", ours.sections, gits.sections)
    verdict.hold("shallow", ours.shallow, gits.shallow)
    verdict.hold("refs", ours.refs, gits.refs)
    verdict.hold("pack", bool(ours.pack), bool(gits.pack))
    if ours.pack and gits.pack:
        _Packs(pair, asked, verdict).compare(ours, gits)
    return verdict


def _compare_errors(pair: Pair, asked: Asked, failures: tuple[str, str], verdict: Verdict) -> None:
    """The same words; but git gives to anyone who knows its name what no ref leads to."""
    ours, gits = failures
    hidden = set(asked.wants) - pair.reachable()
    if hidden and ours != gits:
        verdict.known["git gives what no ref leads to"] += 1
        verdict.hold("error", ours.rpartition(" ")[0], "upload-pack: not our ref")
        verdict.hold("whose", ours.rpartition(" ")[2] in hidden, True)
    else:
        verdict.hold("error", ours, gits)


def _compare_acknowledgments(
    pair: Pair, asked: Asked, both: tuple[Answer, Answer], verdict: Verdict
) -> None:
    """The same lines; but we are ready earlier than git, which does not look far behind."""
    ours, gits = both
    if ours.acks == gits.acks:
        return
    verdict.known["readiness"] += 1
    is_ready = _is_ready(ours)
    if is_ready or asked.version == V2:
        verdict.hold("readiness", is_ready, _is_satisfied(pair, asked))
    if _is_ready(gits) and pair.world.commits_of(asked.wants):
        verdict.hold("readiness of git", is_ready, True)
    verdict.hold("common", _common(ours, pair), _common(gits, pair))


def _is_ready(answer: Answer) -> bool:
    return any(line == "ready" or line.endswith(" ready") for line in answer.acks)


def _is_satisfied(pair: Pair, asked: Asked) -> bool:
    """Whether every commit wanted is had, or leads back to what is common or just behind it."""
    world = pair.world
    common = set(world.commits_of(one for one in asked.haves if one in pair.held))
    ends = common.union(*(world.parents(one) for one in common))
    had = world.history(common)
    wanted = world.commits_of(asked.wants)
    return bool(common) and all(one in had or ends & world.history([one]) for one in wanted)


def _common(answer: Answer, pair: Pair) -> list[str]:
    """What is acknowledged for being common."""
    lines = [line.split() for line in answer.acks if line.startswith("ACK")]
    named = [line[1] for line in lines if line[-1] in ("common", "continue") or len(line) == 2]
    return list(dict.fromkeys(one for one in named if one in pair.held))


@dataclass(slots=True)
class _Packs:
    pair: Pair
    asked: Asked
    verdict: Verdict

    def compare(self, ours: Answer, gits: Answer) -> None:
        our_pack, git_pack = (
            read_pack(self.pair.source, one.pack, self.pair.scratch) for one in (ours, gits)
        )
        self.verdict.counts.update(ours=len(our_pack.objects), gits=len(git_pack.objects))
        had = self.asked.client.objects(self.world)
        self._hold_none("bases that the client lacks", our_pack.bases - had)
        self._hold_none("beyond what is wanted", our_pack.objects - self._allowed())
        if self.asked.haves or self.asked.client.shallow:
            self._compare_what_is_had(ours, our_pack, git_pack, had)
        else:
            self._compare_whole(ours, our_pack, git_pack)

    @property
    def world(self) -> World:
        return self.pair.world

    def _compare_whole(self, answer: Answer, our_pack: Contents, git_pack: Contents) -> None:
        """Nobody has anything: exactly the same is sent."""
        expected = self._expected(answer)
        expected |= self._tags_of(expected)
        self._hold_none("missing", expected - our_pack.objects)
        self._hold_none("too much", our_pack.objects - expected)
        self._hold_none("only git sends", git_pack.objects - our_pack.objects)
        only_ours = our_pack.objects - git_pack.objects
        if only_ours and "combine:" in self.asked.filter:
            # Git takes a tree for seen by one of the filters that it met too deep for another.
            self.verdict.known["git combines filters by halves"] += 1
        elif self.asked.filter and any(self._is_tree_or_blob(one) for one in self.asked.wants):
            # Git forgets that it was asked for by name what it meets elsewhere before.
            self.verdict.known["git filters what is asked for"] += bool(only_ours)
        else:
            self._hold_none("only we send", only_ours)

    def _is_tree_or_blob(self, hex_oid: str) -> bool:
        return self.world.kind(self.world.peel(hex_oid)) != "commit"

    def _compare_what_is_had(
        self, answer: Answer, our_pack: Contents, git_pack: Contents, had: set[str]
    ) -> None:
        after = had | our_pack.objects
        expected = self._expected(answer) - had
        self._hold_none("missing", (expected | self._tags_of(expected)) - after)
        # Some tags come along with what the client has and git sends all the same.
        only_gits = {one for one in git_pack.objects - after if self.world.kind(one) != "tag"}
        self._hold_none("only git sends", only_gits)
        self._hold_none(
            "more than needed", our_pack.objects - had - expected - self._tags_of(our_pack.objects)
        )
        if our_pack.objects - had - git_pack.objects:
            self.verdict.known["more than git"] += 1

    def _expected(self, answer: Answer) -> set[str]:
        ends = (self.asked.client.shallow | answer.cut) - answer.opened
        parents = (parent for one in answer.opened for parent in self.world.parents(one))
        starts = [*self.asked.wants, *parents]
        if self.asked.filter:
            return filters.passing(self.world, starts, ends, self.asked.filter)
        return self.world.closure(starts, ends)

    def _tags_of(self, sent: Collection[str]) -> set[str]:
        """Tags that come along."""
        if "include-tag" not in self.asked.flags:
            return set()
        tags = [oid for name, oid in self.pair.refs.items() if name.startswith("refs/tags/")]
        chains = (self.world.chain(oid) for oid in tags)
        return {tag for *chain, peeled in chains if peeled in sent for tag in chain}

    def _allowed(self) -> set[str]:
        """All that may come up; tags of what a client has by itself are no harm."""
        starts = [*self.asked.wants, *self.asked.client.shallow]
        found = self.world.closure(starts)
        return found | self._tags_of(found)

    def _hold_none(self, what: str, found: Collection[str]) -> None:
        self.verdict.hold(what, [f"{self.world.kind(one)} {one}" for one in sorted(found)][:9], [])
