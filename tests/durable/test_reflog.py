from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durable import reflog
from durable.reflog import Push, Reflog
from durable.schema import migrate
from durable.sql import Sql
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate

OIDS = st.binary(min_size=20, max_size=20).map(ObjectId)
UPDATES = st.builds(RefUpdate, st.binary(max_size=1024), OIDS, OIDS)


@pytest.fixture
def log(sql: Sql) -> Reflog:
    migrate(sql)
    return Reflog(sql)


def update(name: str, number: int = 1) -> RefUpdate:
    return RefUpdate(name.encode(), ZERO_OID, ObjectId(bytes([number]) * 20))


def test_a_push_is_told_as_it_happened(log: Reflog) -> None:
    updates = (update("refs/heads/main"), RefUpdate(b"refs/heads/\xff", ZERO_OID, ZERO_OID))
    log.append("alice", 1_790_000_000, updates)
    assert list(log.iter_newest()) == [Push(1, "alice", 1_790_000_000, updates)]


def test_the_newest_push_comes_first(log: Reflog) -> None:
    for number in range(1, 120):
        log.append(f"user {number}", number, [update("refs/heads/main", number)])
    found = list(log.iter_newest())
    assert [push.number for push in found] == list(range(119, 0, -1))
    assert [push.actor for push in found[:2]] == ["user 119", "user 118"]
    assert log.last() == 119


def test_an_empty_log_tells_nothing(log: Reflog) -> None:
    assert list(log.iter_newest()) == []
    assert log.last() == 0


def test_a_push_that_moved_nothing_is_not_kept(log: Reflog) -> None:
    log.append("alice", 1, [])
    assert log.last() == 0


def test_a_push_of_many_refs_takes_one_row(log: Reflog, sql: Sql) -> None:
    before = sql.rows_written()
    log.append("alice", 1, [update(f"refs/tags/v{number}") for number in range(2000)])
    assert sql.rows_written() - before == 1
    assert len(next(log.iter_newest()).updates) == 2000


def test_a_push_too_long_for_a_row_takes_several(
    log: Reflog, sql: Sql, monkeypatch: pytest.MonkeyPatch
) -> None:
    updates = [update(f"refs/tags/v{number}") for number in range(10)]
    size = len(reflog.encode_update(updates[0]))
    monkeypatch.setattr(reflog, "MAX_UPDATES_SIZE", 4 * size)
    log.append("alice", 5, updates)
    assert sql.rows("SELECT length(updates) FROM reflog ORDER BY push") == [
        (4 * size,),
        (4 * size,),
        (2 * size,),
    ]
    told = [each for push in reversed(list(log.iter_newest())) for each in push.updates]
    assert told == updates


def test_the_longest_row_stays_below_what_the_platform_takes(log: Reflog, sql: Sql) -> None:
    log.append("alice", 5, [update("refs/" + "x" * 1000 + str(number)) for number in range(4000)])
    lengths = [row[0] for row in sql.rows("SELECT length(updates) FROM reflog")]
    assert len(lengths) > 1
    assert max(lengths) <= reflog.MAX_UPDATES_SIZE


@given(st.lists(UPDATES, max_size=5))
def test_updates_are_decoded_as_they_were_encoded(updates: list[RefUpdate]) -> None:
    data = b"".join(map(reflog.encode_update, updates))
    assert list(reflog.iter_updates(data)) == updates
