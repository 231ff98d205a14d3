from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durable import history as histories
from durable.caches import Caches
from durable.history import History
from durable.schema import migrate
from durable.sql import Sql
from git import walk
from git.errors import FormatError
from git.graph_layer import NewCommits
from tests.support.dags import (
    Dag,
    dags,
    history,
    names_of,
    new_commits,
    number_of,
    numbers_of,
    oid_of,
)
from tests.support.sqlite_sql import SqliteSql

LINE = [[], *([name] for name in range(199))]


class Kept:
    """The history in the tables of an object, pushed to piece by piece."""

    def __init__(self, sql: Sql, dag: Dag) -> None:
        migrate(sql)
        self.sql = sql
        self.dag = dag
        self.history = History(sql, "store", Caches().graphs)

    def push(self, names: Iterable[int]) -> None:
        """As a push does that brings these commits."""
        history = self.history
        height, commits = history.plan_layer(new_commits(self.dag, names))
        history.advance(height, history.write_layer(height, commits))

    def layers(self) -> list[int]:
        """How many commits each holds."""
        graph = History(self.sql, "store", Caches().graphs).graph()
        return [stop - first for first, stop in pairwise([*graph.layers, len(graph)])]

    def names(self) -> list[int]:
        graph = self.history.graph()
        return sorted(names_of(graph, self.dag, range(len(graph))))


@pytest.fixture
def line(sql: Sql) -> Kept:
    return Kept(sql, LINE)


def test_an_empty_repository_has_no_history(line: Kept) -> None:
    assert len(line.history.graph()) == 0


def test_a_layer_may_take_several_rows(line: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(histories, "WHOLE_ROW_SIZE", 1000)
    line.push(range(100))
    line.push([100])
    rows = [row[0] for row in line.sql.rows("SELECT id FROM graph ORDER BY id")]
    assert rows == [*range(7), 100 << 20]
    assert len(History(line.sql, "store", Caches().graphs).graph()) == 101
    line.sql.rows("DELETE FROM graph WHERE id = 3")
    with pytest.raises(FormatError, match="damaged"):
        History(line.sql, "store", Caches().graphs).graph()


@pytest.mark.parametrize("large", [0, histories.LARGE_LAYER])
def test_another_life_of_the_object_reads_what_was_written(
    large: int, line: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(histories, "LARGE_LAYER", large)
    line.push(range(100))
    line.push(range(100, 110))
    assert line.names() == list(range(110))
    again = History(line.sql, "store", Caches().graphs)
    assert bytes(again.graph().oids) == bytes(line.history.graph().oids)
    assert again.graph().parents(number_of(again.graph(), 105)) == numbers_of(again.graph(), [104])


def test_there_are_few_layers_and_no_commit_is_written_often(line: Kept) -> None:
    written = 0
    for name in range(200):
        line.push([name])
        written += line.layers()[-1]
        assert len(line.layers()) <= 8
    assert line.names() == list(range(200))
    assert sum(line.layers()) == 200
    assert written <= 200 * 8


def test_a_small_push_leaves_a_large_layer_alone(line: Kept) -> None:
    line.push(range(100))
    line.push([100])
    assert line.layers() == [100, 1]
    line.push(range(101, 160))
    assert line.layers() == [160]


def test_a_commit_that_comes_again_is_not_known_twice(line: Kept) -> None:
    line.push(range(100))
    line.push([100, 101])
    for again in ([101], [50, 51], [100, 101, 102], range(40, 110)):
        line.push(again)
        names = line.names()
        assert names == list(range(len(names)))
    graph = line.history.graph()
    tip, middle = number_of(graph, 109), number_of(graph, 101)
    assert walk.is_ancestor(graph, middle, tip)
    assert len(walk.difference(graph, [tip], [middle])) == 8


def test_what_a_walk_holds_on_to_does_not_change_under_it(line: Kept) -> None:
    line.push(range(10))
    graph = line.history.graph()
    before = names_of(graph, LINE, range(len(graph)))
    line.push(range(10, 30))
    assert names_of(graph, LINE, range(len(graph))) == before
    assert len(line.history.graph()) == 30


def test_what_was_written_by_a_transaction_that_failed_is_forgotten(line: Kept) -> None:
    line.push(range(10))

    def fail() -> None:
        line.push(range(10, 30))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        line.sql.transaction(fail)
    line.history.forget()
    assert line.names() == list(range(10))


def test_history_can_be_written_anew(line: Kept) -> None:
    line.push(range(100))
    line.push([100])
    line.history.rewrite(new_commits(LINE, range(50)))
    assert line.names() == list(range(50))
    assert line.layers() == [50]
    line.history.rewrite(NewCommits())
    assert line.names() == []
    assert line.history.graph().find(oid_of(1)) is None


@given(dags(), st.lists(st.lists(st.integers(0, 13), max_size=3), max_size=8))
def test_history_is_whole_whatever_order_it_came_in(dag: Dag, pushes: list[list[int]]) -> None:
    sql = SqliteSql()
    kept = Kept(sql, dag)
    known: set[int] = set()
    for tips in pushes:
        wanted = history(dag, [tip % len(dag) for tip in tips])
        # Some of what is known comes again, as it does from a client that knows less.
        brought = sorted(wanted - known | set(tips).intersection(known))
        kept.push(brought)
        known |= wanted
        assert kept.names() == sorted(known)
    sql.close()
