"""What a fetch is to send: whole packs when that is all there is, else chosen objects.

Wants are held against what refs reach: a live object that no ref leads to does not exist for a
client, even by its oid.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from durable.packs import Holds, Pack
from durable.storage import Storage
from git import shallow, walk
from git import tag as tags
from git.errors import ProtocolError
from git.objects import ObjectType
from git.oid import ObjectId, encode_hex
from git.protocol.fetch import FetchRequest
from git.reach import ABOVE_ROOT, ObjectWalk, Step
from git.shallow import Cut


@dataclass(slots=True)
class Wanted:
    """Wants by what they are: tags peeled on the way to it; commits by number."""

    commits: list[int]
    trees: list[ObjectId]
    blobs: list[ObjectId]
    tags: list[ObjectId]


class FetchPlan:
    """One round of a fetch, worked out against the repository as it is now."""

    def __init__(self, storage: Storage, request: FetchRequest, wants: Sequence[ObjectId]) -> None:
        self._storage = storage
        self._request = request
        self.graph = storage.history.graph()
        self.wants = wants
        self.wanted = self._sort(wants)
        self.cut = self._cut()

    def has(self, oid: ObjectId) -> bool:
        """Whether we have what a client says it has."""
        return self.graph.find(oid) is not None or self._storage.objects.has(oid)

    def satisfied(self, common: Sequence[ObjectId]) -> bool:
        """Whether every want is had, or leads back to something common or to a parent of it.

        A want that is had is a new tag of an old commit: nothing common is ever found behind it.
        """
        graph, numbers = self.graph, self._numbers(common)
        ends = {*numbers, *(parent for number in numbers for parent in graph.parents(number))}
        if walk.all_reach(graph, self.wanted.commits, ends):
            return True
        had = walk.reachable(graph, numbers)
        return walk.all_reach(graph, [want for want in self.wanted.commits if not had[want]], ends)

    def find_whole_packs(self, common: Sequence[ObjectId]) -> list[Pack] | None:
        """The packs that are, taken together, exactly what is to be sent, were it not filtered."""
        packs = self._storage.packs.served()
        if common or self.cut.boundary or any(pack.duplicates for pack in packs):
            return None
        # Stored packs hold deltas that tell their bases by distance.
        if self._storage.has_unreachable or not self._request.ofs_delta:
            return None
        branches, others = self._storage.refs.tips_by_kind()
        reached = walk.reachable(self.graph, self.wanted.commits)
        if not self._covers(branches, reached):
            return None
        if self._covers(others, reached):
            return packs
        if branches.issuperset(self.wants) and all(p.holds is not Holds.MIXED for p in packs):
            return [pack for pack in packs if pack.holds is Holds.BRANCHES]
        return None

    def _covers(self, tips: set[ObjectId], reached: bytearray) -> bool:
        """Whether all tips are wanted, or in the history of what is."""
        for tip in tips.difference(self.wants):
            number = self.graph.find(tip)
            if number is None or not reached[number]:
                return False
        return True

    def choose(self, common: Sequence[ObjectId], chosen: ObjectWalk) -> Iterator[None]:
        """Gather all objects to be sent; pauses on the way."""
        wants = [*self.wanted.commits, *self.cut.more_wants]
        excluded = [*self._numbers(common), *self.cut.edges]
        commits = walk.difference(self.graph, wants, excluded, self.cut.boundary)
        yield from chosen.walk(self._steps(commits, compares=bool(excluded)))
        had = set(common)
        # What is asked for by name is sent whatever the filter.
        asked = set(wants)
        chosen.found.update(self.graph.oid(number) for number in commits if number in asked)
        for oid in self.wanted.trees:
            chosen.take_tree(oid, depth=ABOVE_ROOT)
            yield
        chosen.found.update(self.wanted.trees)
        chosen.found.update(self.wanted.blobs)
        chosen.found.update(oid for oid in self.wanted.tags if oid not in had)
        if self._request.include_tag:
            self._include_tags(chosen)

    def _steps(self, commits: Sequence[int], *, compares: bool) -> Iterator[Step]:
        graph = self.graph
        for number in reversed(commits):
            parents: Iterable[int] = ()
            if compares and number not in self.cut.boundary:
                parents = graph.parents(number)
            trees = [graph.tree(parent) for parent in parents]
            yield Step(graph.oid(number), graph.tree(number), trees)

    def _include_tags(self, chosen: ObjectWalk) -> None:
        """Annotated tags of what is sent come along, so that a fetch need not ask again."""
        for ref in self._storage.refs.iter_prefixed(b"refs/tags/"):
            if ref.peeled in chosen.found:
                chosen.found.update(self._peel(ref.oid)[1])

    def _numbers(self, oids: Iterable[ObjectId]) -> list[int]:
        found = (self.graph.find(self._peel(oid)[0]) for oid in oids)
        return [number for number in found if number is not None]

    def _sort(self, wants: Iterable[ObjectId]) -> Wanted:
        wanted = Wanted([], [], [], [])
        for want in wants:
            number = self.graph.find(want)
            if number is not None:
                wanted.commits.append(number)
                continue
            oid, peeled_tags = self._peel(want)
            wanted.tags.extend(peeled_tags)
            self._put(wanted, want, oid)
        return wanted

    def _put(self, wanted: Wanted, want: ObjectId, oid: ObjectId) -> None:
        number = self.graph.find(oid)
        if number is not None:
            wanted.commits.append(number)
            return
        object_type = self._storage.objects.find_type(oid)
        if object_type is None:
            raise ProtocolError(f"upload-pack: not our ref {encode_hex(want).decode()}")
        (wanted.trees if object_type is ObjectType.TREE else wanted.blobs).append(oid)

    def _peel(self, oid: ObjectId) -> tuple[ObjectId, list[ObjectId]]:
        """What tags lead to in the end, and the tags on the way."""
        passed: list[ObjectId] = []
        objects = self._storage.objects
        while self.graph.find(oid) is None and objects.find_type(oid) is ObjectType.TAG:
            passed.append(oid)
            oid, _ = tags.references(objects.read(oid, ObjectType.TAG))
        return oid, passed

    def _cut(self) -> Cut:
        request, graph = self._request, self.graph
        client_shallow = self._client_shallow()
        if request.deepen is None:
            return shallow.keep_cut(client_shallow)
        excluded = self._numbers(self._read_ref(name) for name in request.deepen.excluded)
        wants = self.wanted.commits
        if request.deepen.depth is not None and request.deepen.relative:
            # Every cut of the client moves, also where it asks for nothing (upload-pack.c, deepen).
            wants = self._tips()
        return shallow.deepen(graph, wants, client_shallow, request.deepen, excluded)

    def _client_shallow(self) -> list[int]:
        """Where the client's history ends now, as far as its commits are known here."""
        numbers: list[int] = []
        for oid in self._request.shallows:
            number = self.graph.find(oid)
            if number is not None:
                numbers.append(number)
            elif self._storage.objects.has(oid):
                raise ProtocolError(f"invalid shallow object {encode_hex(oid).decode()}")
        return numbers

    def _tips(self) -> list[int]:
        refs = self._storage.refs.iter_prefixed(b"")
        found = (self.graph.find(ref.peeled or ref.oid) for ref in refs)
        return [number for number in found if number is not None]

    def _read_ref(self, name: bytes) -> ObjectId:
        """What a `deepen-not` means, by the rules for short names of refs."""
        for pattern in (b"%b", b"refs/%b", b"refs/tags/%b", b"refs/heads/%b"):
            oid = self._storage.refs.find(pattern % name)
            if oid is not None:
                return oid
        shown = name[:100].decode("utf-8", "backslashreplace")
        raise ProtocolError(f"git upload-pack: deepen-not is not a ref: {shown}")
