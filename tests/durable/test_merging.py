"""Many small packs are put together, so that a clone is of few."""

from __future__ import annotations

import pytest

from durable import maintenance
from durable.maintenance import MAX_PACKS, small_packs
from durable.packs import Holds, Pack
from tests.support.fetches import is_whole, reached, want
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.raw_push import Update
from tests.support.upkeep import (
    COMMITS,
    assert_cloned,
    assert_served,
    fresh,
    maintain,
    push_line,
    upkeep,
)


def test_many_packs_become_few_and_nothing_is_missing(
    busy: Origin, line: GitRepository, client: GitRepository
) -> None:
    assert upkeep(busy).is_due
    maintain(busy)
    assert busy.count("packs") <= MAX_PACKS
    assert busy.count_packs("retired") == 0
    assert_cloned(busy, client, line, "main")
    busy.wake()
    assert_cloned(busy, fresh(client, 1), line, "main")
    assert is_whole(busy.fetch(*want(line, "main"), "ofs-delta", "done"))


def test_a_repository_that_is_pushed_to_for_long_stays_near_one_pack(
    origin: Origin, line: GitRepository, client: GitRepository
) -> None:
    copied = 0
    for number in range(1, COMMITS + 1):
        push_line(origin, line, number, number)
        if upkeep(origin).is_due:
            before = {row[0] for row in origin.sql.rows("SELECT id FROM packs")}
            maintain(origin)
            rows = origin.sql.rows("SELECT id, objects FROM packs")
            copied += sum(objects for body, objects in rows if body not in before)
        assert origin.count("packs") <= MAX_PACKS + 1
    objects = len(reached(line, "main"))
    assert copied < 4 * objects
    assert_cloned(origin, client, line, "main")


@pytest.mark.parametrize(
    ("objects", "merged"),
    [
        ([], 0),
        ([5], 0),
        ([5, 5], 2),
        ([1, 2, 6, 18], 0),
        ([1, 2, 4, 8], 4),
        ([1, 1, 1, 100], 3),
        ([1, 1, 2, 4, 8, 16], 6),
        ([100, 1, 1], 2),
        ([3, 100, 7], 0),
    ],
)
def test_packs_that_stay_are_each_twice_what_is_smaller(objects: list[int], merged: int) -> None:
    packs = [
        Pack(number, Holds.BRANCHES, 0, 0, 0, count, 0, b"") for number, count in enumerate(objects)
    ]
    small = small_packs(packs)
    assert len(small) == merged
    left = sorted(pack.objects for pack in packs if pack not in small)
    total = sum(pack.objects for pack in small)
    for count in left:
        assert count >= 2 * total
        total += count


def test_packs_that_are_merged_may_lean_on_one_that_stays(
    origin: Origin, line: GitRepository, client: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(maintenance, "MAX_PACKS", 3)
    origin.push(create(line, "b18", MAIN), pack=pack_of(line, "b18"))
    (large,) = origin.sql.rows("SELECT id FROM packs")
    merges = 0
    for number in range(19, COMMITS + 1):
        old = f"b{number - 1}"
        update = Update(MAIN, line.oid(old), line.oid(f"b{number}"))
        origin.push(update, pack=pack_of(line, f"b{number}", f"^{old}", thin=True))
        if upkeep(origin).is_due:
            maintain(origin)
            merges += 1
            assert large in origin.sql.rows("SELECT id FROM packs")
            assert_served(origin, reached(line, f"b{number}"))
    assert merges
    origin.wake()
    assert_cloned(origin, client, line, "main")
