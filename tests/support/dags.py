"""Histories without files: commits by number, each with the numbers of its parents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha1
from itertools import pairwise
from typing import TypeAlias

from hypothesis import strategies as st

from git.graph import CommitGraph
from git.graph_layer import NewCommits, encode_layer
from git.oid import ObjectId

Dag: TypeAlias = Sequence[Sequence[int]]
"""The parents of each commit, which come before it."""


@st.composite
def dags(draw: st.DrawFn, max_commits: int = 14) -> list[list[int]]:
    """Lines, merges of two and many, several roots."""
    parents: list[list[int]] = [[]]
    for number in range(1, draw(st.integers(1, max_commits))):
        nearby = st.integers(max(0, number - 4), number - 1)
        parents.append(draw(st.lists(nearby, unique=True, max_size=4)))
    return parents


def oid_of(name: int) -> ObjectId:
    return ObjectId(sha1(b"commit %d" % name).digest())


def tree_of(name: int) -> ObjectId:
    return ObjectId(sha1(b"tree %d" % name).digest())


def time_of(name: int) -> int:
    return 1_700_000_000 + 60 * name


def encoded_layer(below: CommitGraph, height: int, commits: NewCommits) -> bytes:
    return b"".join(encode_layer(below, height, commits))


def new_commits(dag: Dag, names: Iterable[int]) -> NewCommits:
    commits = NewCommits()
    for name in names:
        parents = [oid_of(parent) for parent in dag[name]]
        commits.add(oid_of(name), tree_of(name), parents, time_of(name))
    return commits


def graph_of(dag: Dag, cuts: Iterable[int] = ()) -> CommitGraph:
    """The graph, in layers that begin at commit 0 and at each of `cuts`."""
    graph = CommitGraph()
    borders = sorted({0, len(dag), *(cut for cut in cuts if cut < len(dag))})
    for first, stop in pairwise(borders):
        commits = new_commits(dag, range(first, stop))
        graph.append_layer(encoded_layer(graph, len(graph), commits))
    return graph


def number_of(graph: CommitGraph, name: int) -> int:
    number = graph.find(oid_of(name))
    assert number is not None
    return number


def numbers_of(graph: CommitGraph, names: Iterable[int]) -> list[int]:
    return [number_of(graph, name) for name in names]


def names_of(graph: CommitGraph, dag: Dag, numbers: Iterable[int]) -> list[int]:
    """What `numbers_of` undoes."""
    names = {oid_of(name): name for name in range(len(dag))}
    return [names[graph.oid(number)] for number in numbers]


def history(dag: Dag, tips: Iterable[int], ends: Iterable[int] = ()) -> set[int]:
    """The tips and all before them, by the plainest walk; `ends` count as having no parents."""
    seen: set[int] = set()
    stack = list(tips)
    while stack:
        name = stack.pop()
        if name not in seen:
            seen.add(name)
            stack.extend(() if name in ends else dag[name])
    return seen
