from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import cast

import pytest

from durable import maintenance
from durable.maintenance import KEEP_GARBAGE
from git.objects import hash_object
from tests.support.conversation import decode_v2
from tests.support.fetches import is_whole, oids_in, reached, want
from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.support.origin import MAIN, Origin, create, joined, pack_of, report_of
from tests.support.packs import BLOB, Elsewhere, pack, ref_delta, replacing, whole
from tests.support.raw_push import EMPTY_PACK, ZERO, Update
from tests.support.upkeep import (
    assert_cloned,
    assert_served,
    fresh,
    kinds,
    maintain,
    push_line,
    upkeep,
)


@pytest.fixture
def rewound(busy: Origin, line: GitRepository) -> Origin:
    """`main` was moved back to b20, and upkeep has been."""
    busy.push(Update(MAIN, line.oid("b24"), line.oid("b20")), pack=EMPTY_PACK)
    assert upkeep(busy).is_due
    maintain(busy)
    return busy


def test_what_no_ref_leads_to_is_parted_and_clones_are_whole_again(
    rewound: Origin, line: GitRepository, client: GitRepository
) -> None:
    assert kinds(rewound) == ["branches", "garbage"]
    assert is_whole(rewound.fetch(*want(line, "b20"), "ofs-delta", "done"))
    assert_cloned(rewound, client, line, "b20")
    gone = line.oid("b24")
    assert rewound.fetch(f"want {gone}", "done").error == f"upload-pack: not our ref {gone}"


def test_garbage_goes_after_thirty_days_and_not_before(
    rewound: Origin, line: GitRepository, client: GitRepository
) -> None:
    expiry = upkeep(rewound).next_expiry()
    assert expiry is not None
    rewound.now = expiry - 2
    assert not upkeep(rewound).is_due
    rewound.now = expiry
    assert upkeep(rewound).is_due
    maintain(rewound)
    assert kinds(rewound) == ["branches"]
    assert upkeep(rewound).next_expiry() is None
    assert rewound.commits() == 20
    assert_cloned(rewound, client, line, "b20")
    # What was dropped may be pushed again.
    data = pack_of(line, "b24", "^b20", thin=True)
    report = rewound.push(Update(MAIN, line.oid("b20"), line.oid("b24")), pack=data)
    assert report[0] == "unpack ok"
    assert_cloned(rewound, fresh(client, 1), line, "b24")


@pytest.mark.parametrize("how", ["by its oid", "in a pack", "by a child"])
def test_garbage_can_be_brought_back(
    how: str, rewound: Origin, line: GitRepository, client: GitRepository
) -> None:
    tip, data = line.oid("b24"), EMPTY_PACK
    if how == "in a pack":
        data = pack_of(line, "b24", "^b20", thin=True)
    elif how == "by a child":
        tip = line.read("commit-tree", "b23^{tree}", "-p", "b24", "-m", "child")
        data = pack_of(line, tip, "^b24")
    report = rewound.push(Update(MAIN, line.oid("b20"), tip), pack=data)
    assert report == ["unpack ok", "ok refs/heads/main"]
    assert_cloned(rewound, client, line, tip)
    rewound.now += KEEP_GARBAGE * 2
    maintain(rewound)
    assert_cloned(rewound, fresh(client, 1), line, tip)
    assert is_whole(rewound.fetch(f"want {tip}", "ofs-delta", "done"))


def test_no_delta_may_lean_on_garbage(rewound: Origin, line: GitRepository) -> None:
    before = rewound.tables()
    base = line.git("cat-file", "blob", "b24:long").output
    blob = base + b"more"
    delta = ref_delta(bytes.fromhex(line.oid("b24:long")), replacing(base, blob))
    update = Update(b"refs/tags/t", ZERO, hash_object(BLOB, blob).hex())
    report = rewound.push(update, pack=pack([delta]))
    assert report[0] == f"unpack missing object {line.oid('b24:long')}"
    assert rewound.tables() == before


def test_deltas_of_two_packs_cannot_lead_in_a_circle(origin: Origin, client: GitRepository) -> None:
    # In the garbage, `two` is a delta of `one`; then `one` comes again as a delta of `two`.
    one, two = b"one " * 30, b"one " * 30 + b"two"
    first, second = hash_object(BLOB, one), hash_object(BLOB, two)
    names = [
        Update(b"refs/tags/one", ZERO, first.hex()),
        Update(b"refs/tags/two", ZERO, second.hex()),
    ]
    keep = Update(b"refs/tags/keep", ZERO, hash_object(BLOB, b"keep").hex())
    origin.push(keep, pack=pack([whole(b"keep")]))
    ones = pack([whole(one), ref_delta(first, replacing(one, two))])
    again = pack([ref_delta(second, replacing(two, one))])
    for data, taken in ((ones, True), (again, True), (again, False), (ones, True)):
        if not taken or data is ones:
            origin.push(*(Update(each.ref, each.new, ZERO) for each in names))
            maintain(origin)
        report = origin.push(*names, pack=data)
        assert (report[0] == "unpack ok") == taken
        if taken:
            origin.wake()
            origin.clone(client)
            for oid, content in ((first, one), (second, two)):
                assert client.git("cat-file", "blob", oid.hex()).output == content


# Branches and other refs.


def test_a_plain_clone_is_whole_packs_beside_refs_of_other_kinds(
    busy: Origin, line: GitRepository, client: GitRepository
) -> None:
    side = line.read("commit-tree", "b3^{tree}", "-p", "b20", "-m", "side")
    busy.push(create(line, side, b"refs/notes/n"), pack=pack_of(line, side, "^b24", thin=True))
    busy.push(Update(MAIN, line.oid("b24"), line.oid("b22")), pack=EMPTY_PACK)
    maintain(busy)
    assert kinds(busy) == ["branches", "garbage", "others"]
    plain = busy.fetch(*want(line, "b22"), "ofs-delta", "done")
    assert is_whole(plain)
    assert oids_in(plain, Elsewhere()) == reached(line, "b22")
    every = busy.fetch(*want(line, "b22"), f"want {side}", "ofs-delta", "done")
    assert is_whole(every)
    assert oids_in(every, Elsewhere()) == reached(line, "b22", side)
    assert_cloned(busy, client, line, "b22", side)


# While others are at work, and when the process dies.


def prepared(line: GitRepository) -> Origin:
    """Needs all that upkeep does."""
    origin = Origin()
    for old, new in (("", "b1"), ("b1", "b2"), ("b2", "b7"), ("b7", "b8"), ("b8", "b12")):
        revs = [new, f"^{old}"] if old else [new]
        update = Update(MAIN, line.oid(old) if old else ZERO, line.oid(new))
        origin.push(update, pack=pack_of(line, *revs, thin=bool(old)))
    origin.push(Update(MAIN, line.oid("b12"), line.oid("b9")), pack=EMPTY_PACK)
    return origin


@pytest.fixture(scope="module")
def steps(line: GitRepository) -> list[int]:
    """Some of the places between two slices, the first and last among them."""
    origin = prepared(line)
    count = sum(1 for _ in upkeep(origin).run())
    origin.close()
    assert count > 30
    return sorted({1, 2, 3, count, *range(5, count, count // 8)})


def test_the_repository_is_whole_wherever_upkeep_dies(
    line: GitRepository, steps: list[int]
) -> None:
    expected = reached(line, "b9")
    for count in steps:
        origin = prepared(line)
        running = cast("Generator[None]", upkeep(origin).run())
        for _ in range(count):
            next(running)
        origin.wake()
        assert origin.refs() == {"refs/heads/main": line.oid("b9")}
        assert origin.count_packs("quarantine") == 0
        assert_served(origin, expected)
        maintain(origin)
        assert_served(origin, expected)
        running.close()
        origin.close()


@pytest.mark.parametrize("what", ["forward", "back to what is being thrown away", "away"])
def test_a_push_may_come_between_any_two_slices(
    what: str, line: GitRepository, steps: list[int]
) -> None:
    old, new = line.oid("b9"), {"forward": "b14", "away": "b5"}.get(what, "b12")
    data = pack_of(line, "b14", "^b9", thin=True) if new == "b14" else EMPTY_PACK
    expected, update = reached(line, new), Update(MAIN, old, line.oid(new))
    for count in steps:
        origin = prepared(line)
        running = upkeep(origin).run()
        for _ in range(count):
            next(running)
        assert origin.push(update, pack=data) == ["unpack ok", "ok refs/heads/main"]
        for _ in running:
            pass
        assert_served(origin, expected)
        maintain(origin)
        origin.now += KEEP_GARBAGE * 2
        maintain(origin)
        origin.wake()
        assert_served(origin, expected)
        origin.close()


def test_a_push_under_way_is_not_disturbed_by_upkeep(line: GitRepository) -> None:
    thin, expected = pack_of(line, "b14", "^b9", thin=True), reached(line, "b14")
    for count in range(1, 40, 6):
        origin = prepared(line)
        push = origin.begin([Update(MAIN, line.oid("b9"), line.oid("b14"))], thin)
        conclusion = push.conclude()
        answer = b"".join(next(conclusion, b"") for _ in range(count))
        for _ in upkeep(origin).run():
            pass
        answer += b"".join(conclusion)
        assert report_of([answer]) == ["unpack ok", "ok refs/heads/main"]
        maintain(origin)
        assert_served(origin, expected)
        origin.close()


@pytest.mark.parametrize("wanted", ["all", "some"])
def test_an_answer_under_way_is_not_disturbed_by_upkeep(wanted: str, line: GitRepository) -> None:
    for count in (1, 2, 5, 20):
        origin = prepared(line)
        lines = want(line, "b9" if wanted == "all" else "b6")
        answering = origin.iter_answer_v2("fetch", [*lines, "ofs-delta", "done"])
        pieces = [next(answering, b"") for _ in range(count)]
        for _ in upkeep(origin).run():
            pass
        origin.now += KEEP_GARBAGE * 2
        for _ in upkeep(origin).run():
            pass
        fetched = decode_v2(joined([*pieces, *answering]))
        assert oids_in(fetched, Elsewhere()) == reached(line, "b9" if wanted == "all" else "b6")
        maintain(origin)
        for _ in upkeep(origin).run():
            pass
        assert origin.count_packs("retired") == 0
        origin.close()


def test_nothing_is_due_in_a_small_repository(origin: Origin, line: GitRepository) -> None:
    push_line(origin, line, 1, 3)
    maintain(origin)
    push_line(origin, line, 4, 6)
    before = origin.tables()
    assert not upkeep(origin).is_due
    for _ in upkeep(origin).run():
        pass
    assert origin.tables() == before


def test_upkeep_that_fails_leaves_no_trace(
    busy: Origin, line: GitRepository, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = busy.tables()

    def broken(*_: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(maintenance.Repack, "publish", broken)
        with pytest.raises(ZeroDivisionError):
            maintain(busy)
    busy.wake()
    assert busy.refs()
    assert busy.tables() == before
    maintain(busy)
    assert_cloned(busy, bare(tmp_path / "c"), line, "main")
