from __future__ import annotations

from collections.abc import Iterator

import pytest

from durable import changed_paths
from durable import history as histories
from durable.objects import CorruptStore
from durable.reflog import Reflog
from durable.repository import Repository
from durable.storage import Storage
from git.changed_paths import ANYTHING, hash_of, is_known
from git.graph_layer import NewCommits, take
from git.log import iter_log
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, Origin, pack_of
from tests.support.raw_push import Update
from tests.support.stored import NOW, Stored
from tests.support.upkeep import COMMITS, push_line


@pytest.fixture
def stored(line: GitRepository, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stored]:
    """All of the line in one push, of which nobody looked at anything yet."""
    monkeypatch.setattr(changed_paths, "MAX_AT_PUSH", COMMITS - 1)
    stored = Stored(line)
    yield stored
    stored.close()


def storage_of(stored: Stored | Origin) -> Storage:
    """What both see; a second one over the same rows would give out the same numbers."""
    storage: Storage = vars(Repository)["_storage"].fget(stored.repository)
    return storage


def known_of(storage: Storage) -> list[bool]:
    """Of each commit of the line, newest first, whether it is known and what it should be."""
    known = storage.changed_paths.known()
    graph = known.graph
    newest = max(range(len(graph)), key=graph.times.__getitem__)
    answers: list[bool] = []
    for back, number in enumerate(iter_log(graph, [newest])):
        hashes = known.find(number)
        added = b"d/%d" % (len(graph) - back)
        expected = {hash_of(path) for path in (b"long", b"d", added)}
        assert not is_known(hashes) or set(hashes) == expected
        assert known.find_change(number, hash_of(added)) in (True, None)
        assert known.find_change(number, hash_of(b"d/none")) in (False, None)
        answers.append(is_known(hashes))
    return answers


def run(stored: Stored | Origin) -> None:
    for _ in stored.repository.maintenance(lambda: NOW).run():
        pass


def streams_of(storage: Storage) -> int:
    """How many streams of bytes are kept."""
    return len(storage.sql.rows("SELECT DISTINCT id >> 20 FROM chunks"))


def test_a_push_of_a_few_commits_is_looked_at_at_once(origin: Origin, line: GitRepository) -> None:
    push_line(origin, line, 1, 5)
    assert known_of(storage_of(origin)) == [False] * 5
    run(origin)
    for number in range(6, COMMITS + 1):
        push_line(origin, line, number, number)
        assert known_of(storage_of(origin)) == [True] * number
        assert storage_of(origin).changed_paths.is_whole
    # What is known of layers that were written anew lies in as many streams as there are layers.
    layers = len(storage_of(origin).history.graph().layers)
    assert streams_of(storage_of(origin)) <= layers + 2 * len(storage_of(origin).packs.live())


def test_what_comes_in_many_commits_is_left_to_maintenance(stored: Stored) -> None:
    storage = storage_of(stored)
    assert known_of(storage) == [False] * COMMITS
    assert not storage.changed_paths.is_whole
    assert stored.repository.maintenance(lambda: NOW).is_due
    run(stored)
    assert known_of(storage) == [True] * COMMITS
    assert not stored.repository.maintenance(lambda: NOW).is_due


def test_an_empty_repository_has_nothing_to_look_at(origin: Origin) -> None:
    assert storage_of(origin).changed_paths.is_whole
    assert list(storage_of(origin).changed_paths.fill()) == []


def test_another_life_of_the_object_knows_what_was_known(stored: Stored) -> None:
    run(stored)
    again = Storage(stored.sql, "again", stored.caches)
    assert known_of(again) == [True] * COMMITS
    assert again.changed_paths.is_whole


def test_what_is_held_is_written_down_in_between(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed_paths, "MAX_HELD", 100)
    counts = {sum(known_of(storage_of(stored))) for _ in storage_of(stored).changed_paths.fill()}
    assert len(counts) > 3
    assert known_of(storage_of(stored)) == [True] * COMMITS


def test_what_was_known_stays_known_when_many_commits_come(
    origin: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed_paths, "MAX_AT_PUSH", 3)
    push_line(origin, line, 1, 1)
    run(origin)
    push_line(origin, line, 2, 10)
    update = Update(MAIN, line.oid("b10"), line.oid("b20"))
    origin.push(update, pack=pack_of(line, "b20", "^b10", thin=True))
    storage = storage_of(origin)
    assert known_of(storage) == [False] * 10 + [True] * 10
    assert not storage.changed_paths.is_whole
    run(origin)
    assert known_of(storage) == [True] * 20


def test_a_large_push_onto_a_small_layer_is_left_to_maintenance(
    origin: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    push_line(origin, line, 1, 20)
    run(origin)
    monkeypatch.setattr(changed_paths, "MAX_AT_PUSH", 1)
    monkeypatch.setattr(histories, "GROWTH", 0)
    update = Update(MAIN, line.oid("b20"), line.oid("b22"))
    origin.push(update, pack=pack_of(line, "b22", "^b20", thin=True))
    storage = storage_of(origin)
    assert known_of(storage) == [False] * 2 + [True] * 20
    assert not storage.changed_paths.is_whole
    run(origin)
    assert known_of(storage) == [True] * 22
    assert storage.changed_paths.is_whole


def test_a_push_may_come_between_any_two_steps(
    origin: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed_paths, "MAX_AT_PUSH", 0)
    push_line(origin, line, 1, 10)
    storage = storage_of(origin)
    filling = storage.changed_paths.fill()
    for count, _ in enumerate(filling):
        if count == 5:
            push_line(origin, line, 11, 16)
    assert not storage.changed_paths.is_whole
    assert len(known_of(storage)) == 16
    run(origin)
    assert known_of(storage) == [True] * 16
    assert storage.changed_paths.is_whole


def test_history_that_is_pruned_stays_known(stored: Stored) -> None:
    run(stored)
    storage = storage_of(stored)
    known = storage.changed_paths.known()
    commits = take(known.graph, 0)
    oldest = sorted(range(COMMITS), key=known.graph.times.__getitem__)[:15]
    left = NewCommits()
    for at in oldest:
        left.add_from(commits, at)

    def prune() -> None:
        storage.history.rewrite(left)
        storage.changed_paths.follow(known, 0, len(left))

    stored.sql.transaction(prune)
    assert known_of(storage) == [True] * 15
    assert storage.changed_paths.is_whole


def test_a_damaged_record_counts_as_none(stored: Stored) -> None:
    run(stored)
    storage = storage_of(stored)
    row = storage.sql.rows("SELECT MAX(id) FROM chunks")[0][0]
    data = bytes(storage.sql.rows("SELECT data FROM chunks WHERE id = ?", row)[0][0])
    for damaged in (data[:-1], b"\1" + data[1:], data[:-1] + b"\1"):
        stored.sql.rows("UPDATE chunks SET data = ? WHERE id = ?", damaged, row)
        again = Storage(stored.sql, "again", stored.caches)
        assert known_of(again) == [False] * COMMITS
    stored.sql.rows("DELETE FROM chunks WHERE id = ?", row)
    assert known_of(Storage(stored.sql, "again", stored.caches)) == [False] * COMMITS


def test_what_cannot_be_read_is_not_tried_again_and_again(
    stored: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> object:
        raise CorruptStore("a tree is damaged")

    monkeypatch.setattr(changed_paths, "find_hashes", fail)
    run(stored)
    storage = storage_of(stored)
    assert storage.changed_paths.is_whole
    known = storage.changed_paths.known()
    assert {tuple(known.find(number)) for number in range(COMMITS)} == {tuple(ANYTHING)}
    assert known.find_change(0, hash_of(b"long")) is None


def test_a_push_that_fails_leaves_what_is_known(
    origin: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    push_line(origin, line, 1, 5)
    run(origin)

    def fail(*_: object) -> object:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(Reflog, "append", fail)
        update = Update(MAIN, line.oid("b5"), line.oid("b6"))
        assert origin.push(update, pack=pack_of(line, "b6", "^b5"))[0] == "unpack internal error"
    assert known_of(storage_of(origin)) == [True] * 5
    push_line(origin, line, 6, 6)
    assert known_of(storage_of(origin)) == [True] * 6
