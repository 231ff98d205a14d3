from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from api.calls import HOUR, MAX_CLIENTS, TOLD_EVERY, CallCounter, Client
from tests.support.sqlite_gate import SqliteGate

ALICE = Client("alice", 100)
START = 1_790_000_000


class World:
    """A gate, and isolates that count calls."""

    def __init__(self) -> None:
        self.now = START
        self.gate = SqliteGate(lambda: self.now)

    def isolate(self) -> CallCounter:
        return CallCounter(self.gate, lambda: self.now)


@pytest.fixture
def world() -> Iterator[World]:
    world = World()
    yield world
    world.gate.close()


def call(counter: CallCounter, times: int = 1, client: Client = ALICE) -> None:
    for _ in range(times):
        asyncio.run(counter.tell(client))
        counter.add(client)


def test_each_call_is_one_and_the_budget_says_what_is_left(world: World) -> None:
    counter = world.isolate()
    call(counter, 3)
    budget = counter.look(ALICE)
    assert (budget.used, budget.remaining) == (3, 97)
    assert budget.reset == START // HOUR * HOUR + HOUR


def test_the_gate_hears_of_calls_at_first_and_then_now_and_then(world: World) -> None:
    call(world.isolate(), 5 * TOLD_EVERY)
    assert world.gate.counted == 5


def test_isolates_know_of_each_other_what_they_have_told(world: World) -> None:
    one, other = world.isolate(), world.isolate()
    call(one, 35)
    call(other, 1)
    assert other.look(ALICE).used == 31
    asyncio.run(one.tell(ALICE, now=True))
    asyncio.run(other.tell(ALICE, now=True))
    assert one.look(ALICE).used == 35
    assert other.look(ALICE).used == 36


def test_a_client_gets_few_calls_over_its_limit(world: World) -> None:
    isolates = [world.isolate() for _ in range(4)]
    given = 0
    for number in range(400):
        counter = isolates[number % 4]
        if counter.look(ALICE).remaining:
            call(counter)
            given += 1
    assert ALICE.limit <= given < ALICE.limit + 4 * TOLD_EVERY


def test_with_the_hour_the_count_begins_anew(world: World) -> None:
    counter = world.isolate()
    call(counter, 100)
    assert counter.look(ALICE).remaining == 0
    world.now += HOUR
    assert counter.look(ALICE).used == 0
    call(counter)
    assert counter.look(ALICE).used == 1


def test_clients_are_counted_apart(world: World) -> None:
    counter = world.isolate()
    call(counter, 5)
    assert counter.look(Client("bob", 100)).used == 0


def test_beyond_so_many_clients_the_gate_still_knows(world: World) -> None:
    counter = world.isolate()
    call(counter, TOLD_EVERY + 1)
    for number in range(MAX_CLIENTS):
        counter.add(Client(f"client {number}", 100))
    call(counter)
    assert counter.look(ALICE).used == TOLD_EVERY + 1


class BrokenGate(SqliteGate):
    async def count(self, key: str, ends: int, calls: int) -> int | None:
        return None


def test_without_the_gate_an_isolate_counts_its_own(world: World) -> None:
    gate = BrokenGate(lambda: world.now)
    counter = CallCounter(gate, lambda: world.now)
    call(counter, 101)
    gate.close()
    assert counter.look(ALICE).used == 101
