"""Many people push at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.raw_push import RECEIVE, ZERO, Update, encode_commands, pack_of, report

pytestmark = pytest.mark.workerd

PEOPLE = 20
ROUNDS = 4
MAIN = b"refs/heads/main"

Result = TypeVar("Result")


def at_once(tasks: Sequence[Callable[[], Result]]) -> list[Result]:
    """The results of all, which begin together."""
    barrier = Barrier(len(tasks))

    def run(task: Callable[[], Result]) -> Result:
        barrier.wait()
        return task()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    work = desk.repository(remote)
    work.commits(2)
    work.git("push", "--quiet", "origin", "main")
    return work


def rivals(work: GitRepository, base: str, count: int = PEOPLE) -> list[str]:
    """Commits that all follow `base`, none another."""
    tree = work.oid(f"{base}^{{tree}}")
    return [
        work.read("commit-tree", tree, "-p", base, "-m", f"rival {number}")
        for number in range(count)
    ]


def test_twenty_pushes_to_branches_of_their_own_all_succeed(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    for number, oid in enumerate(rivals(work, "main")):
        work.git("update-ref", f"refs/heads/person-{number}", oid)
    pushes = at_once(
        [
            lambda number=number: work.git(
                "push", "--quiet", remote.url, f"person-{number}", check=False
            )
            for number in range(PEOPLE)
        ]
    )
    assert [push.said for push in pushes if push.code] == []
    assert_equal(desk.mirror(remote), work)


def test_of_twenty_pushes_to_one_branch_exactly_one_wins_each_time(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    base = work.oid("main")
    for _ in range(ROUNDS):
        oids = rivals(work, base)
        bodies = [
            encode_commands([Update(MAIN, base, oid)]) + pack_of(work, oid, f"^{base}")
            for oid in oids
        ]
        reports = at_once([lambda body=body: report(remote.post(RECEIVE, body)) for body in bodies])
        outcomes = [lines[1] for lines in reports]
        assert sorted(outcomes) == [
            *["ng refs/heads/main incorrect old value provided"] * (PEOPLE - 1),
            "ok refs/heads/main",
        ]
        base = oids[outcomes.index("ok refs/heads/main")]
        assert work.read("ls-remote", "origin", "refs/heads/main").split()[0] == base
    work.git("update-ref", "refs/heads/main", base)
    assert_equal(desk.mirror(remote), work)


def test_of_many_who_make_one_branch_exactly_one_does(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    oids = rivals(work, "main", 6)
    bodies = [
        encode_commands([Update(b"refs/heads/new", ZERO, oid)]) + pack_of(work, oid, "^main")
        for oid in oids
    ]
    reports = at_once([lambda body=body: report(remote.post(RECEIVE, body)) for body in bodies])
    outcomes = [lines[1] for lines in reports]
    assert outcomes.count("ok refs/heads/new") == 1
    assert outcomes.count("ng refs/heads/new reference already exists") == 5
    assert desk.mirror(remote).oid("new") == oids[outcomes.index("ok refs/heads/new")]


def test_first_pushes_of_a_repository_at_once_all_land_in_it(desk: Desk, remote: Remote) -> None:
    work = desk.repository()
    base = work.commit("base")
    for number, oid in enumerate(rivals(work, base, 6)):
        work.git("update-ref", f"refs/heads/person-{number}", oid)
    pushes = at_once(
        [
            lambda number=number: work.git(
                "push", "--quiet", remote.url, f"person-{number}", check=False
            )
            for number in range(6)
        ]
    )
    assert [push.said for push in pushes if push.code] == []
    work.git("switch", "--quiet", "person-0")
    work.git("branch", "--quiet", "--delete", "--force", "main")
    assert_equal(desk.mirror(remote), work)


def test_pushes_and_clones_at_once_do_not_disturb_each_other(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    for number, oid in enumerate(rivals(work, "main", 6)):
        work.git("update-ref", f"refs/heads/person-{number}", oid)

    def clone(number: int) -> GitRepository:
        target = desk.folder / f"clone-{number}"
        GitRepository(desk.folder).git("clone", "--quiet", "--mirror", remote.url, str(target))
        return GitRepository(target)

    pushes = [
        lambda number=number: work.git("push", "--quiet", remote.url, f"person-{number}").code
        for number in range(6)
    ]
    clones = [lambda number=number: clone(number).check() for number in range(6)]
    at_once([*pushes, *clones])
    assert_equal(desk.mirror(remote), work)
