from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import shallow
from git.errors import ProtocolError
from git.graph import CommitGraph
from git.protocol import pktline
from git.protocol.fetch import INFINITE_DEPTH, Deepen
from git.shallow import Cut
from tests.support.dags import Dag, dags, graph_of, history, names_of, numbers_of, time_of
from tests.support.git_client import START, GitRepository
from tests.support.histories import bare, fill, number_of, read_graph

Told = tuple[set[str], set[str]]
"""Hex oids: what becomes shallow, and what no longer is."""


@dataclass(frozen=True)
class Sample:
    repository: GitRepository
    graph: CommitGraph

    def numbers(self, revs: Iterable[str]) -> list[int]:
        return [number_of(self.graph, self.repository, rev) for rev in revs]

    def ours(self, wants: Sequence[str], client: Iterable[str], asked: Deepen) -> Told:
        client_shallow = self.numbers(sorted(client))
        excluded = self.numbers(name.decode() for name in asked.excluded)
        cut = shallow.deepen(self.graph, self.numbers(wants), client_shallow, asked, excluded)
        hexes = ({self.graph.oid(at).hex() for at in side} for side in (cut.shallow, cut.unshallow))
        told, opened = hexes
        return told, opened

    def theirs(self, wants: Sequence[str], client: Iterable[str], asked: Deepen) -> Told:
        """What `git upload-pack` says to the same."""
        lines = [f"want {self.repository.oid(rev)}" for rev in wants]
        lines += [f"shallow {hex_oid}" for hex_oid in sorted(client)]
        lines += [f"deepen {asked.depth}"] * (asked.depth is not None)
        lines += ["deepen-relative"] * asked.relative
        lines += [f"deepen-since {asked.since}"] * (asked.since is not None)
        lines += [f"deepen-not {name.decode()}" for name in asked.excluded]
        request = [pktline.encode(b"command=fetch"), pktline.DELIMITER]
        request += [pktline.encode(line.encode()) for line in (*lines, "no-progress", "done")]
        answer = self.repository.git(
            *("upload-pack", "--stateless-rpc", "."),
            stdin=b"".join((*request, pktline.FLUSH)),
            environment={"GIT_PROTOCOL": "version=2"},
        )
        return _told(answer.output)


def _told(answer: bytes) -> Told:
    told: Told = set(), set()
    for packet in pktline.decode_all(answer):
        if not isinstance(packet, bytes):
            break
        word, _, hex_oid = packet.decode().strip().partition(" ")
        if word != "shallow-info":
            told[("shallow", "unshallow").index(word)].add(hex_oid)
    return told


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    repository = fill(bare(tmp_path_factory.mktemp("shallow") / "r.git"), seed=21, commits=50)
    return Sample(repository, read_graph(repository, layer=20))


SINCE = [START + 60 * number for number in (3, 20, 35, 49)]

FIRST_FETCHES = [
    *[Deepen(depth=depth) for depth in (1, 2, 3, 5, 9, 100)],
    Deepen(depth=INFINITE_DEPTH),
    *[Deepen(since=since) for since in SINCE],
    *[Deepen(excluded=(name,)) for name in (b"b1", b"b30", b"b44")],
    Deepen(excluded=(b"b30", b"b41")),
    Deepen(since=SINCE[1], excluded=(b"b33",)),
]


@pytest.mark.parametrize("wants", [["main"], ["b49", "b31"]], ids=["one want", "two wants"])
@pytest.mark.parametrize("asked", FIRST_FETCHES, ids=str)
def test_a_first_fetch_is_cut_where_git_cuts_it(
    wants: list[str], asked: Deepen, sample: Sample
) -> None:
    assert sample.ours(wants, (), asked) == sample.theirs(wants, (), asked)


LATER_FETCHES = [
    *[Deepen(depth=depth) for depth in (1, 2, 4, 8, 100)],
    *[Deepen(depth=depth, relative=True) for depth in (1, 2, 100)],
    Deepen(depth=INFINITE_DEPTH),
    Deepen(since=SINCE[1]),
    Deepen(excluded=(b"b20",)),
]


@pytest.mark.parametrize("first", [2, 4])
@pytest.mark.parametrize("asked", LATER_FETCHES, ids=str)
def test_a_later_fetch_moves_the_cut_as_git_moves_it(
    first: int, asked: Deepen, sample: Sample
) -> None:
    client, _ = sample.ours(["main"], (), Deepen(depth=first))
    ours = sample.ours(["main"], client, asked)
    assert ours == sample.theirs(["main"], client, asked)
    assert ours[0].isdisjoint(client)
    assert ours[1] <= client


def test_a_cut_elsewhere_stays_as_it_is(sample: Sample) -> None:
    client, _ = sample.ours(["b30"], (), Deepen(depth=1))
    for asked in (Deepen(depth=1), Deepen(depth=3)):
        ours = sample.ours(["b17"], client, asked)
        assert ours == sample.theirs(["b17"], client, asked)


@pytest.mark.parametrize(
    "asked", [Deepen(since=START + 10**6), Deepen(excluded=(b"main",))], ids=str
)
def test_a_cut_that_leaves_nothing_is_refused(asked: Deepen, sample: Sample) -> None:
    with pytest.raises(ProtocolError, match="no commits selected for shallow requests"):
        sample.ours(["main"], (), asked)


def cut_of(dag: Dag, wants: list[int], client: list[int], asked: Deepen) -> Cut:
    graph = graph_of(dag)
    return shallow.deepen(graph, numbers_of(graph, wants), numbers_of(graph, client), asked, ())


LINE = [[], *([name] for name in range(9))]


def names(dag: Dag, numbers: Iterable[int]) -> list[int]:
    return sorted(names_of(graph_of(dag), dag, numbers))


def test_a_fetch_that_changes_no_cut_walks_to_where_the_client_is_cut() -> None:
    assert shallow.keep_cut([3, 4]) == Cut(boundary={3, 4})
    assert shallow.keep_cut([]) == Cut()


def test_what_is_opened_is_had_and_its_parents_are_wanted() -> None:
    cut = cut_of(LINE, [9], [7], Deepen(depth=5))
    assert (names(LINE, cut.shallow), names(LINE, cut.unshallow)) == ([5], [7])
    assert names(LINE, cut.boundary) == [5, 7]
    assert names(LINE, cut.more_wants) == [6]
    assert names(LINE, cut.edges) == [7]


def test_the_border_of_a_time_is_where_older_parents_begin() -> None:
    cut = cut_of(LINE, [9], [], Deepen(since=time_of(4)))
    assert names(LINE, cut.shallow) == [4]
    assert names(LINE, cut_of(LINE, [9], [], Deepen(since=time_of(0))).shallow) == []


@given(dags(), st.lists(st.integers(0, 13), min_size=1, max_size=3), st.integers(1, 6))
def test_a_depth_counts_the_shortest_way_from_a_want(
    dag: Dag, wants: list[int], depth: int
) -> None:
    wants = [name % len(dag) for name in wants]
    cut = cut_of(dag, wants, [], Deepen(depth=depth))
    steps = dict.fromkeys(wants, 1)
    waiting = list(wants)
    while waiting:
        name = waiting.pop(0)
        for parent in dag[name]:
            if parent not in steps:
                steps[parent] = steps[name] + 1
                waiting.append(parent)
    assert names(dag, cut.shallow) == sorted(name for name in steps if steps[name] == depth)
    had = {name for name in steps if steps[name] <= depth}
    assert history(dag, wants, names(dag, cut.boundary)) == had
