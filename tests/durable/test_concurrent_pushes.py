from __future__ import annotations

import pytest

from durable.receive_pack import ReceivePack
from tests.support.conversation import report_of
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, NEW, Origin, create, pack_of, take_in
from tests.support.packs import pack, ref_delta, replacing
from tests.support.raw_push import ZERO, Update


def interleaved(*pushes: ReceivePack) -> list[list[str]]:
    """Conclude all, a step each in turn; their reports."""
    answers: list[bytes] = [b""] * len(pushes)
    conclusions = dict(enumerate(push.conclude() for push in pushes))
    while conclusions:
        for number, conclusion in list(conclusions.items()):
            piece = next(conclusion, None)
            if piece is None:
                del conclusions[number]
            else:
                answers[number] += piece
    return [report_of([answer]) for answer in answers]


@pytest.mark.parametrize("old", [ZERO, "b30"])
def test_of_two_pushes_to_one_branch_exactly_one_wins(
    old: str, filled: Origin, source: GitRepository, client: GitRepository
) -> None:
    name = NEW if old == ZERO else MAIN
    old_oid = old if old == ZERO else source.oid(old)
    revs = ["b33", "b34", "b37"]
    pushes = [
        filled.begin(
            [Update(name, old_oid, source.oid(rev))], pack_of(source, rev, "^b30", thin=True)
        )
        for rev in revs
    ]
    reports = interleaved(*pushes)
    won = [report[1] == f"ok {name.decode()}" for report in reports]
    assert sum(won) == 1
    assert filled.refs()[name.decode()] == source.oid(revs[won.index(True)])
    reasons = {report[1].partition(f"{name.decode()} ")[2] for report in reports}
    lost = "reference already exists" if old == ZERO else "incorrect old value provided"
    assert reasons == {"", lost}
    assert filled.count("packs") == 2
    assert filled.count_packs("quarantine") == 0
    assert filled.count("reflog") == 2
    filled.clone(client)
    client.check()


def test_pushes_to_different_branches_all_succeed(
    filled: Origin, source: GitRepository, client: GitRepository
) -> None:
    names = [f"b{number}" for number in range(31, 41)]
    reports = interleaved(
        *(
            filled.begin(
                [create(source, name, f"refs/heads/{name}".encode())],
                pack_of(source, name, "^b30", thin=True),
            )
            for name in names
        )
    )
    assert reports == [["unpack ok", f"ok refs/heads/{name}"] for name in names]
    assert filled.count_packs("quarantine") == 0
    # They brought many objects twice, of which a clone may get each only once.
    fetched = filled.clone(client)
    assert len(client.held()) == int.from_bytes(fetched.pack[8:12], "big")
    client.check()
    expected = source.git("rev-list", "--objects", "--no-object-names", "b30", *names).output
    assert client.held() == set(expected.split())


def test_a_failing_push_does_not_touch_another(filled: Origin, source: GitRepository) -> None:
    data = pack_of(source, "b35", "^b30")
    without_a_base = pack([ref_delta(b"x" * 20, replacing(b"base", b"result"))])
    reports = interleaved(
        filled.begin([create(source, "b35", b"refs/heads/bad")], data[:-30]),
        filled.begin([create(source, "b35")], data),
        filled.begin([create(source, "b35", b"refs/heads/worse")], without_a_base),
    )
    assert [report[1].partition(" ")[0] for report in reports] == ["ng", "ok", "ng"]
    assert set(filled.refs()) == {"refs/heads/main", "refs/heads/new"}
    assert filled.count_packs("quarantine") == 0


@pytest.mark.parametrize("rev", ["b31", "b40"])
def test_what_two_pushes_bring_at_once_is_served_once(
    rev: str, filled: Origin, source: GitRepository, client: GitRepository
) -> None:
    data = pack_of(source, rev, "^b30")
    names = [b"refs/heads/one", b"refs/heads/two"]
    reports = interleaved(*(filled.begin([create(source, rev, name)], data) for name in names))
    assert [report[0] for report in reports] == ["unpack ok"] * 2
    fetched = filled.clone(client)
    assert int.from_bytes(fetched.pack[8:12], "big") == len(client.held())
    assert client.held() == set(
        source.git("rev-list", "--objects", "--no-object-names", "b30", rev).output.split()
    )


def test_history_is_known_once_whoever_brought_it(
    filled: Origin, source: GitRepository, client: GitRepository
) -> None:
    data = pack_of(source, "b35", "^b30")
    names = [b"refs/heads/one", b"refs/heads/two"]
    interleaved(*(filled.begin([create(source, "b35", name)], data) for name in names))
    filled.push(create(source, "b40"), pack=pack_of(source, "b40", "^b30"))
    commits = filled.commits()
    assert commits == len(source.read("rev-list", "b30", "b35", "b40").split())
    fetched = filled.fetch(f"want {source.oid('b40')}", f"have {source.oid('b35')}", "done")
    expected = source.read("rev-list", "b40", "^b35").split()
    take_in(client, pack_of(source, "b35"))
    take_in(client, fetched.pack)
    assert client.read("rev-list", source.oid("b40"), f"^{source.oid('b35')}").split() == expected
