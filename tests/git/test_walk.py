from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import walk
from git.graph import CommitGraph
from git.graph_layer import take
from tests.support.dags import (
    Dag,
    dags,
    encoded_layer,
    graph_of,
    history,
    names_of,
    number_of,
    numbers_of,
)
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill, read_graph

NAMES = st.lists(st.integers(0, 13), max_size=4)
CUTS = st.lists(st.integers(1, 13), max_size=3)


def some(dag: Dag, names: list[int]) -> list[int]:
    """Names that the history has."""
    return [name % len(dag) for name in names]


@given(dags(), CUTS)
def test_an_ancestor_is_whatever_history_leads_back_to(dag: Dag, cuts: list[int]) -> None:
    graph = graph_of(dag, cuts)
    for descendant in range(len(dag)):
        before = history(dag, [descendant])
        for name in range(len(dag)):
            ancestor, below = number_of(graph, name), number_of(graph, descendant)
            assert walk.is_ancestor(graph, ancestor, below) == (name in before)


@given(dags(), CUTS, NAMES)
def test_reachable_marks_all_that_comes_before_the_tips(
    dag: Dag, cuts: list[int], tips: list[int]
) -> None:
    graph = graph_of(dag, cuts)
    tips = some(dag, tips)
    marks = walk.reachable(graph, numbers_of(graph, tips))
    marked = [number for number, mark in enumerate(marks) if mark]
    assert set(names_of(graph, dag, marked)) == history(dag, tips)
    assert set(marks) <= {0, 1}


@given(dags(), CUTS, NAMES, NAMES)
def test_all_reach_when_each_want_leads_back_to_some_target(
    dag: Dag, cuts: list[int], wants: list[int], targets: list[int]
) -> None:
    graph = graph_of(dag, cuts)
    wants, targets = some(dag, wants), some(dag, targets)
    expected = bool(targets) and all(history(dag, [want]).intersection(targets) for want in wants)
    found = walk.all_reach(graph, numbers_of(graph, wants), set(numbers_of(graph, targets)))
    assert found == expected


@given(dags(), CUTS, NAMES, NAMES)
def test_the_difference_is_what_one_side_has_and_the_other_has_not(
    dag: Dag, cuts: list[int], wants: list[int], excluded: list[int]
) -> None:
    graph = graph_of(dag, cuts)
    wants, excluded = some(dag, wants), some(dag, excluded)
    found = walk.difference(graph, numbers_of(graph, wants), numbers_of(graph, excluded))
    assert len(found) == len(set(found))
    assert set(names_of(graph, dag, found)) == history(dag, wants) - history(dag, excluded)
    generations = [graph.generations[number] for number in found]
    assert generations == sorted(generations, reverse=True)


@given(dags(), CUTS, NAMES, NAMES, NAMES)
def test_both_sides_end_at_a_boundary(
    dag: Dag, cuts: list[int], wants: list[int], excluded: list[int], ends: list[int]
) -> None:
    graph = graph_of(dag, cuts)
    wants, excluded, ends = some(dag, wants), some(dag, excluded), some(dag, ends)
    found = walk.difference(
        graph,
        numbers_of(graph, wants),
        numbers_of(graph, excluded),
        frozenset(numbers_of(graph, ends)),
    )
    expected = history(dag, wants, ends) - history(dag, excluded, ends)
    assert set(names_of(graph, dag, found)) == expected


def test_the_difference_touches_nothing_below_what_both_have() -> None:
    dag = [[], *([name] for name in range(1000))]

    class Counting(CommitGraph):
        asked = 0

        def parents(self, number: int) -> list[int]:
            self.asked += 1
            return super().parents(number)

    graph = Counting()
    graph.append_layer(encoded_layer(graph, 0, take(graph_of(dag), 0)))
    wants, excluded = numbers_of(graph, [1000]), numbers_of(graph, [990])
    assert len(walk.difference(graph, wants, excluded)) == 10
    assert graph.asked <= 12
    assert walk.is_ancestor(graph, excluded[0], wants[0])
    assert walk.all_reach(graph, wants, set(excluded))
    assert graph.asked <= 50


@pytest.fixture(scope="module", params=[1, 2, 3])
def repository(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> GitRepository:
    folder = tmp_path_factory.mktemp("walk") / "r.git"
    return fill(bare(folder), seed=request.param, commits=60)


@pytest.fixture(scope="module")
def graph(repository: GitRepository) -> CommitGraph:
    return read_graph(repository, layer=10)


def found(graph: CommitGraph, repository: GitRepository, *revs: str) -> list[int]:
    numbers = (
        graph.find(bytes.fromhex(hex_oid))
        for hex_oid in repository.read("rev-parse", *revs).split()
    )
    return [number for number in numbers if number is not None]


@pytest.mark.parametrize(
    ("wants", "excluded"),
    [
        (["main"], []),
        (["main"], ["b50"]),
        (["b60", "b58", "b33"], ["b55", "b40"]),
        (["b20"], ["b60"]),
        (["b59", "b57"], ["b59", "b1"]),
    ],
)
def test_git_sees_the_same_difference(
    wants: list[str], excluded: list[str], graph: CommitGraph, repository: GitRepository
) -> None:
    ours = walk.difference(
        graph, found(graph, repository, *wants), found(graph, repository, *excluded)
    )
    theirs = repository.read("rev-list", *wants, "--not", *excluded).split()
    assert {graph.oid(number).hex() for number in ours} == set(theirs)


def test_git_sees_the_same_ancestors(graph: CommitGraph, repository: GitRepository) -> None:
    for name in ("b60", "b45"):
        descendant = found(graph, repository, name)[0]
        before = set(repository.read("rev-list", name).split())
        ancestors = {
            graph.oid(number).hex()
            for number in range(len(graph))
            if walk.is_ancestor(graph, number, descendant)
        }
        assert ancestors == before
        outcome = repository.git("merge-base", "--is-ancestor", "b30", name, check=False)
        ours = walk.is_ancestor(graph, found(graph, repository, "b30")[0], descendant)
        assert ours == (outcome.code == 0)
