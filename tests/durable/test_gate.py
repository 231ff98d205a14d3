from __future__ import annotations

from collections.abc import Iterator

import pytest

from durable.gate import SWEEP, GateStore
from tests.support.sqlite_sql import SqliteSql

CAPACITY, REFILL = 3, 10


@pytest.fixture
def sql() -> Iterator[SqliteSql]:
    sql = SqliteSql()
    yield sql
    sql.close()


@pytest.fixture
def store(sql: SqliteSql) -> GateStore:
    return GateStore(sql)


def take(store: GateStore, now: int, key: str = "alice") -> int:
    return store.take(key, CAPACITY, REFILL, now)


def test_a_bucket_holds_as_many_tries_as_it_was_made_for(store: GateStore) -> None:
    assert [take(store, 100) for _ in range(5)] == [0, 0, 0, 10, 10]


def test_who_has_to_wait_is_told_how_long_and_then_gets_one(store: GateStore) -> None:
    for _ in range(CAPACITY):
        take(store, 100)
    assert take(store, 104) == 6
    assert take(store, 109) == 1
    assert take(store, 110) == 0
    assert take(store, 110) == 10


def test_waiting_in_vain_costs_nothing(store: GateStore) -> None:
    for _ in range(CAPACITY + 50):
        take(store, 100)
    assert take(store, 110) == 0


def test_a_bucket_fills_up_again_and_never_beyond(store: GateStore) -> None:
    for _ in range(CAPACITY):
        take(store, 100)
    assert [take(store, 1_000_000) for _ in range(4)] == [0, 0, 0, 10]


def test_buckets_are_apart(store: GateStore) -> None:
    for _ in range(CAPACITY):
        take(store, 100)
    assert take(store, 100) > 0
    assert take(store, 100, "bob") == 0


def test_what_is_given_back_can_be_taken_again(store: GateStore) -> None:
    for _ in range(CAPACITY):
        take(store, 100)
    store.give_back("alice", REFILL)
    assert take(store, 100) == 0
    assert take(store, 100) > 0


def test_giving_back_never_makes_more_than_a_full_bucket(store: GateStore) -> None:
    for _ in range(10):
        take(store, 100)
        store.give_back("alice", REFILL)
        store.give_back("alice", REFILL)
    assert [take(store, 100) for _ in range(4)] == [0, 0, 0, 10]


def test_full_buckets_take_no_room(store: GateStore, sql: SqliteSql) -> None:
    for number in range(SWEEP // 2):
        take(store, 100, str(number))
    take(store, 1_000)
    assert sql.rows("SELECT COUNT(*) FROM buckets")[0][0] == 1


def test_buckets_outlive_the_object_that_counts(store: GateStore, sql: SqliteSql) -> None:
    for _ in range(CAPACITY):
        take(store, 100)
    assert take(GateStore(sql), 100) > 0


def test_calls_are_added_up_in_their_time_and_begin_anew_after_it(store: GateStore) -> None:
    assert store.count("alice", 3_600, 0) == 0
    assert [store.count("alice", 3_600, calls) for calls in (10, 5, 0)] == [10, 15, 15]
    assert store.count("bob", 3_600, 1) == 1
    assert store.count("alice", 7_200, 2) == 2


def test_a_time_that_is_over_leaves_no_rows(store: GateStore, sql: SqliteSql) -> None:
    for number in range(5):
        store.count(f"client {number}", 3_600, 1)
    store.count("alice", 7_200, 1)
    assert sql.rows("SELECT key FROM counts") == [("alice",)]


def test_who_only_asks_leaves_no_row(store: GateStore, sql: SqliteSql) -> None:
    store.count("alice", 3_600, 0)
    assert sql.rows("SELECT key FROM counts") == []
