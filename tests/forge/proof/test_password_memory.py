from __future__ import annotations

import pytest

from forge.proof.password_memory import LIFETIME, MAX_REMEMBERED, PasswordMemory


class Clock:
    def __init__(self) -> None:
        self.now = 1_000

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> PasswordMemory:
    return PasswordMemory(clock)


def test_what_was_right_is_remembered(memory: PasswordMemory) -> None:
    assert not memory.remembers("record", "secret")
    memory.remember("record", "secret")
    assert memory.remembers("record", "secret")


def test_another_password_or_a_changed_hash_is_not(memory: PasswordMemory) -> None:
    memory.remember("record", "secret")
    assert not memory.remembers("record2", "secret")
    assert not memory.remembers("record", "secret2")


def test_nothing_is_remembered_for_longer_than_it_should_be(
    memory: PasswordMemory, clock: Clock
) -> None:
    memory.remember("record", "secret")
    clock.now += LIFETIME - 1
    assert memory.remembers("record", "secret")
    clock.now += 1
    assert not memory.remembers("record", "secret")


def test_looking_does_not_prolong_it(memory: PasswordMemory, clock: Clock) -> None:
    memory.remember("record", "secret")
    for _ in range(LIFETIME):
        clock.now += 1
        memory.remembers("record", "secret")
    assert not memory.remembers("record", "secret")


def test_the_oldest_is_forgotten_when_there_is_no_more_room(memory: PasswordMemory) -> None:
    for number in range(MAX_REMEMBERED + 1):
        memory.remember(f"record {number}", "secret")
    assert not memory.remembers("record 0", "secret")
    assert memory.remembers("record 1", "secret")
    assert memory.remembers(f"record {MAX_REMEMBERED}", "secret")


def test_a_wrong_password_makes_the_right_one_be_forgotten(memory: PasswordMemory) -> None:
    memory.remember("record", "secret")
    assert not memory.remembers("record", "guess")
    assert not memory.remembers("record", "secret")


def test_neither_password_nor_a_plain_hash_of_it_is_kept(memory: PasswordMemory) -> None:
    memory.remember("record", "secret")
    other = PasswordMemory(Clock())
    other.remember("record", "secret")
    assert "secret" not in repr(vars(memory))
    # The same password leaves another trace in another isolate: its key is another.
    assert repr(vars(memory)) != repr(vars(other))
