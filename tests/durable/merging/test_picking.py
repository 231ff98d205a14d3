from __future__ import annotations

import pytest

from durable.contract.merging import CherryPick, MergeOutcome, MergeStatus, Revert
from durable.contract.message import Reason
from durable.contract.refs import ReadRef
from git.oid import ObjectId
from git.signature import Signature
from tests.durable.merging.conftest import COMMITTED, DATE, DATES, LINES, Store
from tests.support.git_client import GitRepository
from tests.support.stored import WRITER, Stored

PERSON = Signature(b"A", b"a@example.com", DATE, b"+0000")
MAIN = b"refs/heads/main"


def pick(stored: Stored, *revs: bytes, mainline: int = 0, origin: bool = False) -> MergeOutcome:
    question = CherryPick(MAIN, revs, PERSON, mainline, with_origin=origin)
    return stored.ask(question, WRITER)


def made_by(outcome: MergeOutcome) -> str:
    assert outcome.status is MergeStatus.DONE
    assert outcome.commit is not None
    return outcome.commit.oid.hex()


def tip(stored: Stored) -> str:
    return stored.ask(ReadRef(MAIN)).oid.hex()


def test_a_pick_is_the_commit_that_git_makes(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    stored = store()
    picked = made_by(pick(stored, b"feature~1"))
    elsewhere.git("cherry-pick", "feature~1", environment=COMMITTED)
    assert picked == elsewhere.oid("HEAD") == tip(stored)


def test_several_picks_come_one_upon_the_other(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    picked = made_by(pick(store(), b"feature~1", b"feature"))
    elsewhere.git("cherry-pick", "feature~1", "feature", environment=COMMITTED)
    assert picked == elsewhere.oid("HEAD")


MESSAGES = {
    "one line": b"one line",
    "a body": b"subject\n\nbody\n",
    "trailers": b"subject\n\nbody\n\nSigned-off-by: A <a@example.com>\nReviewed-by: B\n",
    "only trailers": b"Signed-off-by: A <a@example.com>\n",
    "picked before": b"subject\n\n(cherry picked from commit 1234567)\n",
    "several blank lines": b"subject\n\n\nbody\n\n\n",
}


@pytest.mark.parametrize("name", MESSAGES)
@pytest.mark.parametrize("origin", [False, True])
def test_words_are_kept_as_git_keeps_them(
    name: str, origin: bool, parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    tree, parent = parted.oid("feature^{tree}"), parted.oid("feature~1")
    made = parted.git("commit-tree", tree, "-p", parent, stdin=MESSAGES[name]).text
    parted.git("branch", "words", made)
    elsewhere.git("fetch", "--quiet")
    picked = made_by(pick(store(), b"words", origin=origin))
    options = ["-x"] if origin else []
    elsewhere.git("cherry-pick", *options, made, environment=COMMITTED)
    assert picked == elsewhere.oid("HEAD")


def test_other_encodings_become_utf_8(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    settings = ("-c", "i18n.commitEncoding=ISO-8859-1")
    tree, parent = parted.oid("feature^{tree}"), parted.oid("feature~1")
    words = ("commit-tree", tree, "-p", parent)
    made = parted.git(*settings, *words, stdin="café\n".encode("latin-1")).text
    parted.git("branch", "latin", made)
    elsewhere.git("fetch", "--quiet")
    picked = made_by(pick(store(), b"latin"))
    elsewhere.git("cherry-pick", made, environment=COMMITTED)
    assert picked == elsewhere.oid("HEAD")


def test_a_merge_is_picked_against_one_of_its_parents(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    parted.git("checkout", "--quiet", "-b", "both", "feature")
    parted.merge("main")
    parted.git("checkout", "--quiet", "main")
    parted.git("branch", "old", "main~1")
    elsewhere.git("fetch", "--quiet")
    stored = store()
    assert stored.refused(CherryPick(MAIN, (b"both",), PERSON), WRITER).field == "mainline"
    assert stored.refused(CherryPick(MAIN, (b"both",), PERSON, 3), WRITER).reason is Reason.INVALID
    assert stored.refused(CherryPick(MAIN, (b"old",), PERSON, 1), WRITER).reason is Reason.INVALID
    picked = made_by(pick(stored, b"both", mainline=2))
    elsewhere.git("cherry-pick", "-m", "2", "origin/both", environment=COMMITTED)
    assert picked == elsewhere.oid("HEAD")


def test_a_pick_in_conflict_tells_which_commit_it_is(parted: GitRepository, store: Store) -> None:
    stored = store()
    outcome = pick(stored, b"feature~1", b"rival")
    assert outcome.status is MergeStatus.CONFLICTS
    assert outcome.stopped_at is not None
    assert outcome.stopped_at.hex() == parted.oid("rival")
    assert [conflict.path for conflict in outcome.conflicts] == [b"a"]
    assert tip(stored) == parted.oid("main")


def test_what_was_picked_is_left_out(parted: GitRepository, store: Store) -> None:
    stored = store()
    first = made_by(pick(stored, b"feature~1"))
    assert pick(stored, b"feature~1").status is MergeStatus.UP_TO_DATE
    assert tip(stored) == first
    assert made_by(pick(stored, b"feature~1", b"feature")) != first


def test_a_root_commit_is_picked(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    parted.git("checkout", "--quiet", "--orphan", "orphan")
    parted.git("rm", "-rfq", "--", ".")
    parted.commit("orphan", {"o": b"1\n"})
    parted.git("checkout", "--quiet", "main")
    elsewhere.git("fetch", "--quiet")
    picked = made_by(pick(store(), b"orphan"))
    elsewhere.git("cherry-pick", "origin/orphan", environment=COMMITTED)
    assert picked == elsewhere.oid("HEAD")


def test_picks_wait_for_nobody(parted: GitRepository, store: Store) -> None:
    other = ObjectId(bytes.fromhex(parted.oid("rival")))
    question = CherryPick(MAIN, (b"feature",), PERSON, expected=other)
    assert store().ask(question, WRITER).status is MergeStatus.STALE


def revert(stored: Stored, rev: bytes, mainline: int = 0) -> MergeOutcome:
    return stored.ask(Revert(MAIN, rev, PERSON, mainline=mainline), WRITER)


def test_a_revert_is_the_commit_that_git_makes(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    stored = store()
    for rev in ("main", "main"):
        made = made_by(revert(stored, rev.encode()))
        elsewhere.git("revert", "--no-edit", "HEAD", environment=DATES)
        assert made == elsewhere.oid("HEAD") == tip(stored)


def test_a_merge_is_reverted_against_one_of_its_parents(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    parted.merge("feature")
    elsewhere.git("pull", "--quiet", "--ff-only")
    stored = store()
    assert stored.refused(Revert(MAIN, b"main", PERSON), WRITER).field == "mainline"
    made = made_by(revert(stored, b"main", 1))
    elsewhere.git("revert", "--no-edit", "-m", "1", "HEAD", environment=DATES)
    assert made == elsewhere.oid("HEAD")


def test_a_revert_in_conflict_is_told(parted: GitRepository, store: Store) -> None:
    parted.commit("again", {"a": LINES.replace(b"line 3\n", b"line drei\n")})
    stored = store()
    outcome = revert(stored, b"main~1")
    assert outcome.status is MergeStatus.CONFLICTS
    assert outcome.conflicts[0].content is not None
    assert b">>>>>>> parent of " in outcome.conflicts[0].content


def test_what_is_undone_already_changes_nothing(parted: GitRepository, store: Store) -> None:
    stored = store()
    assert revert(stored, b"main").status is MergeStatus.DONE
    assert revert(stored, parted.oid("main").encode()).status is MergeStatus.UP_TO_DATE


def test_a_revert_waits_for_nobody(parted: GitRepository, store: Store) -> None:
    other = ObjectId(bytes.fromhex(parted.oid("rival")))
    question = Revert(MAIN, b"main", PERSON, expected=other)
    assert store().ask(question, WRITER).status is MergeStatus.STALE
