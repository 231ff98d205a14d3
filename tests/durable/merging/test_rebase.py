from __future__ import annotations

import pytest

from durable.contract.merging import Merge, MergeMethod, MergeOutcome, MergeStatus, Rebase
from durable.contract.message import Reason
from durable.contract.refs import ReadRef
from durable.merging import rebase as rebasing
from git.oid import ObjectId
from git.signature import Signature
from tests.durable.merging.conftest import COMMITTED, DATE, LINES, Store
from tests.support.git_client import GitRepository
from tests.support.stored import WRITER, Stored

PERSON = Signature(b"A", b"a@example.com", DATE, b"+0000")
MAIN, FEATURE = b"refs/heads/main", b"refs/heads/feature"


def rebase(stored: Stored, onto: bytes = b"main") -> MergeOutcome:
    return stored.ask(Rebase(FEATURE, onto, PERSON), WRITER)


def tip(stored: Stored, refname: bytes = FEATURE) -> str:
    return stored.ask(ReadRef(refname)).oid.hex()


def rebased_by_git(elsewhere: GitRepository) -> str:
    elsewhere.git("checkout", "--quiet", "feature")
    elsewhere.git("rebase", "--quiet", "main", environment=COMMITTED)
    return elsewhere.oid("feature")


def test_a_rebase_makes_the_commits_that_git_makes(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    stored = store()
    assert rebase(stored).status is MergeStatus.DONE
    assert tip(stored) == rebased_by_git(elsewhere)


def test_a_branch_takes_in_another_by_rebase(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    stored = store()
    question = Merge(MAIN, b"feature", MergeMethod.REBASE, PERSON)
    assert stored.ask(question, WRITER).status is MergeStatus.DONE
    assert tip(stored, MAIN) == rebased_by_git(elsewhere)
    assert tip(stored) == parted.oid("feature")


def test_what_lies_upon_it_already_just_moves(parted: GitRepository, store: Store) -> None:
    parted.git("reset", "--quiet", "--hard", "feature~2")
    stored = store()
    assert rebase(stored).status is MergeStatus.UP_TO_DATE
    question = Merge(MAIN, b"feature", MergeMethod.REBASE, PERSON)
    assert stored.ask(question, WRITER).status is MergeStatus.DONE
    assert tip(stored, MAIN) == parted.oid("feature")


def test_what_the_other_has_already_is_left_out(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    # Picked, and changed again since: only its patch tells that it has been there.
    parted.git("cherry-pick", "feature~1", environment=COMMITTED)
    parted.commit("on", {"a": LINES.replace(b"line 3\n", b"line three\n") + b"other end\n"})
    elsewhere.git("pull", "--quiet", "--ff-only")
    stored = store()
    outcome = rebase(stored)
    assert outcome.status is MergeStatus.DONE
    assert tip(stored) == rebased_by_git(elsewhere)
    assert elsewhere.read("rev-list", "--count", "main..feature") == "1"


def test_a_patch_is_the_same_whatever_its_white_space(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    spaced = LINES.replace(b"line 3\n", b"line three\n") + b"  e n d\n"
    parted.commit("the same patch, nearly", {"a": spaced})
    parted.commit("on", {"a": LINES.replace(b"line 3\n", b"line three\n") + b"other\n"})
    parted.git("branch", "--force", "feature", "feature~1")
    elsewhere.git("pull", "--quiet", "--ff-only")
    elsewhere.git("fetch", "--quiet", "--force")
    elsewhere.git("branch", "--quiet", "--force", "feature", parted.oid("feature"))
    stored = store()
    assert rebase(stored).status is MergeStatus.DONE
    assert tip(stored) == rebased_by_git(elsewhere) == parted.oid("main")


def test_what_becomes_empty_is_left_out_and_what_was_empty_stays(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    parted.commit(
        "the same and more",
        {"a": LINES.replace(b"line 3\n", b"line three\n") + b"end\n", "more": b"1\n"},
    )
    parted.git("checkout", "--quiet", "feature")
    parted.commit("empty from the start")
    parted.git("checkout", "--quiet", "main")
    elsewhere.git("pull", "--quiet", "--ff-only")
    elsewhere.git("branch", "--quiet", "--force", "feature", "origin/feature")
    stored = store()
    assert rebase(stored).status is MergeStatus.DONE
    assert tip(stored) == rebased_by_git(elsewhere)


def test_a_branch_of_which_nothing_is_left_moves_to_the_other(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    parted.git("cherry-pick", "feature~1", "feature", environment=COMMITTED)
    elsewhere.git("pull", "--quiet", "--ff-only")
    stored = store()
    rebase(stored)
    assert tip(stored) == rebased_by_git(elsewhere) == parted.oid("main")


def test_a_branch_that_is_behind_moves_forward(parted: GitRepository, store: Store) -> None:
    parted.git("branch", "--force", "feature", "main~1")
    stored = store()
    assert rebase(stored).status is MergeStatus.DONE
    assert tip(stored) == parted.oid("main")


def test_a_rebase_in_conflict_tells_which_commit_it_is(parted: GitRepository, store: Store) -> None:
    stored = store()
    outcome = rebase(stored, b"rival")
    assert outcome.status is MergeStatus.DONE
    stored.ask(Rebase(b"refs/heads/rival", b"main~1", PERSON), WRITER)
    outcome = stored.ask(Rebase(b"refs/heads/rival", b"main", PERSON), WRITER)
    assert outcome.status is MergeStatus.CONFLICTS
    assert outcome.stopped_at is not None
    assert outcome.stopped_at.hex() == parted.oid("rival") == tip(stored, b"refs/heads/rival")


def test_merges_are_not_rebased(parted: GitRepository, store: Store) -> None:
    parted.git("checkout", "--quiet", "feature")
    parted.merge("rival")
    failure = store().refused(Rebase(FEATURE, b"main", PERSON), WRITER)
    assert failure.reason is Reason.INVALID
    assert "merge" in failure.message


def test_a_rebase_has_its_limits(
    parted: GitRepository, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebasing, "MAX_REPLAYED", 1)
    assert store().reason(Rebase(FEATURE, b"main", PERSON), WRITER) is Reason.TOO_LARGE


@pytest.mark.parametrize("limit", ["MAX_COMPARED", "MAX_CHANGES"])
def test_beyond_what_is_compared_a_patch_is_left_out_for_being_empty(
    limit: str, parted: GitRepository, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    parted.git("cherry-pick", "feature~1", environment=COMMITTED)
    monkeypatch.setattr(rebasing, limit, 0)
    stored = store()
    outcome = rebase(stored)
    assert outcome.commit is not None
    assert outcome.commit.commit.parents[0].hex() == parted.oid("main")


def test_a_rebase_waits_for_nobody(parted: GitRepository, store: Store) -> None:
    other = ObjectId(bytes.fromhex(parted.oid("rival")))
    question = Rebase(FEATURE, b"main", PERSON, expected=other)
    assert store().ask(question, WRITER).status is MergeStatus.STALE
