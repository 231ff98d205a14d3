from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import commit as commits
from git.errors import FormatError
from git.graph import CommitGraph
from git.graph_layer import NewCommits, take
from git.oid import ObjectId
from tests.support.dags import (
    Dag,
    dags,
    encoded_layer,
    graph_of,
    names_of,
    new_commits,
    number_of,
    oid_of,
    time_of,
    tree_of,
)
from tests.support.histories import bare, fill, read_objects

CUTS = st.lists(st.integers(1, 13), max_size=3)


def generation(dag: Dag, name: int) -> int:
    return 1 + max((generation(dag, parent) for parent in dag[name]), default=0)


def assert_tells(graph: CommitGraph, dag: Dag) -> None:
    """The graph holds just the commits of `dag`."""
    assert len(graph) == len(dag)
    assert sorted(names_of(graph, dag, range(len(graph)))) == list(range(len(dag)))
    for name, parents in enumerate(dag):
        number = number_of(graph, name)
        assert graph.oid(number) == oid_of(name)
        assert graph.tree(number) == tree_of(name)
        assert graph.times[number] == time_of(name)
        assert graph.generations[number] == generation(dag, name)
        assert names_of(graph, dag, graph.parents(number)) == list(parents)


@given(dags(), CUTS)
def test_a_graph_in_layers_tells_each_commit(dag: Dag, cuts: list[int]) -> None:
    assert_tells(graph_of(dag, cuts), dag)


@given(dags(), CUTS, st.integers(0, 13))
def test_layers_can_be_written_anew_as_one(dag: Dag, cuts: list[int], fewer: int) -> None:
    graph = graph_of(dag, cuts)
    height = graph.layers[fewer % len(graph.layers)]
    merged = encoded_layer(graph, height, take(graph, height))
    below = graph.below(height)
    below.append_layer(merged)
    assert_tells(below, dag)
    assert below.layers == [first for first in graph.layers if first <= height]
    assert_tells(graph, dag)


def test_commits_of_a_layer_may_come_in_any_order() -> None:
    dag = [[], [0], [0], [1, 2], [3], [4, 0, 2]]
    graph = CommitGraph()
    graph.append_layer(encoded_layer(graph, 0, new_commits(dag, [5, 0, 3, 4, 2, 1])))
    assert_tells(graph, dag)


def test_an_empty_layer_and_an_empty_graph_hold_nothing() -> None:
    graph = CommitGraph()
    assert graph.find(oid_of(0)) is None
    graph.append_layer(encoded_layer(graph, 0, NewCommits()))
    assert len(graph) == 0
    assert graph.find(oid_of(0)) is None


def test_what_is_not_in_the_graph_is_not_found() -> None:
    graph = graph_of([[], [0], [1], [2]], cuts=[2])
    absent = [oid_of(99), bytes(20), b"\xff" * 20]
    assert [graph.find(oid) for oid in absent] == [None, None, None]


def test_a_merge_keeps_all_parents_in_order() -> None:
    dag = [[], [], [], [], [2, 0, 3, 1], [4, 2], [5, 4, 0]]
    for cuts in ([], [2], [4], [5], [4, 5, 6]):
        assert_tells(graph_of(dag, cuts), dag)


def test_a_long_line_is_no_deeper_for_the_interpreter() -> None:
    dag = [[], *([name] for name in range(5000))]
    graph = graph_of(dag)
    assert graph.generations[number_of(graph, 5000)] == 5001


def test_times_outside_of_64_bits_are_brought_inside() -> None:
    commits = NewCommits()
    commits.add(oid_of(0), tree_of(0), [], -5)
    commits.add(oid_of(1), tree_of(0), [], 1 << 80)
    assert list(commits.times) == [0, (1 << 64) - 1]


def test_a_parent_that_is_nowhere_is_refused() -> None:
    graph = graph_of([[], [0]])
    orphan = NewCommits()
    orphan.add(oid_of(7), tree_of(7), [oid_of(6)], 0)
    with pytest.raises(FormatError, match=f"commit {oid_of(6).hex()} is a parent and not in"):
        encoded_layer(graph, len(graph), orphan)


def test_a_parent_in_a_layer_that_is_replaced_is_refused() -> None:
    graph = graph_of([[], [0]], cuts=[1])
    child = NewCommits()
    child.add(oid_of(7), tree_of(7), [oid_of(1)], 0)
    encoded_layer(graph, 2, child)
    with pytest.raises(FormatError, match="not in the graph"):
        encoded_layer(graph, 1, child)


def test_a_layer_fits_in_its_place_alone() -> None:
    graph = graph_of([[], [0], [1]], cuts=[2])
    layer = encoded_layer(graph, 2, take(graph, 2))
    for wrong in (layer[:-1], layer + b"\0"):
        with pytest.raises(FormatError, match="damaged or out of place"):
            graph.below(2).append_layer(wrong)
    for place in (graph, CommitGraph()):
        with pytest.raises(FormatError, match="damaged or out of place"):
            place.append_layer(layer)


def test_a_layer_that_ends_early_is_damaged_wherever_it_ends() -> None:
    graph = graph_of([[], [0]])
    layer = encoded_layer(graph, 0, take(graph, 0))
    for end in range(len(layer)):
        with pytest.raises(FormatError, match="damaged or out of place"):
            CommitGraph().append_layer(layer[:end])


def test_any_changed_byte_is_noticed() -> None:
    graph = graph_of([[], [], [], [0, 1, 2]])
    layer = encoded_layer(graph, 0, take(graph, 0))
    for at in range(len(layer)):
        with pytest.raises(FormatError, match="damaged or out of place"):
            CommitGraph().append_layer(layer[:at] + bytes([layer[at] ^ 0x10]) + layer[at + 1 :])


def test_a_real_history_is_told_as_git_tells_it(tmp_path: Path) -> None:
    repository = fill(bare(tmp_path / "r.git"), seed=3, commits=120)
    new = NewCommits()
    for oid, (kind, data) in read_objects(repository).items():
        if kind == "commit":
            tree, parents = commits.references(data)
            new.add(oid, tree, parents, commits.commit_time(data))
    graph = CommitGraph()
    graph.append_layer(encoded_layer(graph, 0, new))

    told: list[str] = []
    for number in range(len(graph)):
        parents = " ".join(graph.oid(parent).hex() for parent in graph.parents(number))
        oid, tree = graph.oid(number).hex(), graph.tree(number).hex()
        told.append(f"{oid} {tree} {graph.times[number]} {parents}".strip())
    shown = repository.read("log", "--all", "--format=%H %T %ct %P").splitlines()
    assert told == sorted(line.strip() for line in shown)
    assert max(len(graph.parents(number)) for number in range(len(graph))) == 4
    assert graph.find(ObjectId(bytes.fromhex(repository.oid("main")))) is not None
