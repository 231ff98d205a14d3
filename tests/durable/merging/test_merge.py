from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from durable.contract.merging import (
    Merge,
    MergeMethod,
    MergeOutcome,
    MergePreview,
    MergeStatus,
    PreviewMerge,
)
from durable.contract.message import Ask, Failure, Reason
from durable.contract.refs import ReadRef, ReadReflog
from durable.contract.writing import MoveRef
from durable.merging import merge as merging
from durable.merging import store as stores
from durable.merging import telling
from git.oid import ObjectId
from git.signature import Signature
from git.steps import finish
from tests.durable.merging.conftest import DATE, DATES, LINES, Store
from tests.support.git_client import GitRepository
from tests.support.stored import NOW, READER, WRITER, Stored

PERSON = Signature(b"A", b"a@example.com", DATE, b"+0000")
MAIN = b"refs/heads/main"


def ask(stored: Stored, head: bytes, method: MergeMethod, message: bytes = b"") -> MergeOutcome:
    return stored.ask(Merge(MAIN, head, method, PERSON, message=message), WRITER)


def made_by(outcome: MergeOutcome) -> str:
    assert outcome.status is MergeStatus.DONE
    assert outcome.commit is not None
    return outcome.commit.oid.hex()


def tip(stored: Stored, refname: bytes = MAIN) -> str:
    return stored.ask(ReadRef(refname)).oid.hex()


def test_a_merge_is_the_commit_that_git_makes(
    parted: GitRepository, elsewhere: GitRepository, store: Store, tmp_path: Path
) -> None:
    stored = store()
    merged = made_by(ask(stored, b"feature", MergeMethod.MERGE))
    elsewhere.git("merge", "--quiet", "--no-edit", "feature", environment=DATES)
    assert merged == elsewhere.oid("HEAD") == tip(stored)
    stored.export(tmp_path / "export").check()
    (entry, *_) = stored.ask(ReadReflog(), WRITER).entries
    assert [update.new_oid.hex() for update in entry.updates] == [merged]
    assert entry.actor == "writer"


@pytest.mark.parametrize("kind", ["light", "annotated"])
def test_a_tag_is_merged_as_git_merges_it(
    kind: str, parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    if kind == "annotated":
        parted.tag("v1", "feature")
    else:
        parted.git("tag", "v1", "feature")
    elsewhere.git("fetch", "--quiet", "--tags")
    merged = made_by(ask(store(), b"v1", MergeMethod.MERGE))
    elsewhere.git("merge", "--quiet", "--no-edit", "v1", environment=DATES)
    assert merged == elsewhere.oid("HEAD")


def test_a_merge_into_a_branch_like_others_names_it(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    question = Merge(b"refs/heads/rival", b"feature", MergeMethod.MERGE, PERSON)
    merged = made_by(store().ask(question, WRITER))
    elsewhere.git("checkout", "--quiet", "rival")
    elsewhere.git("merge", "--quiet", "--no-edit", "feature", environment=DATES)
    assert merged == elsewhere.oid("HEAD")


def test_a_signed_tag_is_held_whole_by_its_merge(parted: GitRepository, store: Store) -> None:
    signature = "-----BEGIN PGP SIGNATURE-----\n\nsigned\n-----END PGP SIGNATURE-----"
    parted.git("tag", "--annotate", "--message", f"words\n\n{signature}", "v1", "feature")
    outcome = ask(store(), b"v1", MergeMethod.MERGE)
    assert outcome.commit is not None
    (name, value), *rest = outcome.commit.commit.extra
    assert (name, rest) == (b"mergetag", [])
    assert value + b"\n" == parted.git("cat-file", "tag", "v1").output
    assert outcome.commit.commit.message == b"Merge tag 'v1'\n\nwords\n\n"


def test_a_commit_without_a_name_is_merged_as_git_merges_it(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    hex_oid = parted.oid("feature")
    merged = made_by(ask(store(), hex_oid.encode(), MergeMethod.MERGE))
    elsewhere.git("merge", "--quiet", "--no-edit", hex_oid, environment=DATES)
    assert merged == elsewhere.oid("HEAD")


def test_a_squash_is_the_commit_that_git_makes(
    parted: GitRepository, elsewhere: GitRepository, store: Store
) -> None:
    parted.git("checkout", "--quiet", "feature")
    parted.merge("rival~1")
    parted.git("checkout", "--quiet", "main")
    merged = made_by(ask(store(), b"feature", MergeMethod.SQUASH))
    elsewhere.git("merge", "--quiet", "--squash", "feature")
    elsewhere.git("commit", "--quiet", "--no-edit", environment=DATES)
    assert merged == elsewhere.oid("HEAD")


def test_a_branch_moves_forward_without_a_commit(parted: GitRepository, store: Store) -> None:
    parted.git("reset", "--quiet", "--hard", "feature~2")
    stored = store()
    assert made_by(ask(stored, b"feature", MergeMethod.FAST_FORWARD)) == parted.oid("feature")
    assert tip(stored) == parted.oid("feature")


def test_a_branch_that_parted_does_not_just_move(parted: GitRepository, store: Store) -> None:
    stored = store()
    outcome = ask(stored, b"feature", MergeMethod.FAST_FORWARD)
    assert outcome.status is MergeStatus.NOT_FORWARD
    assert tip(stored) == parted.oid("main")


def test_a_message_of_ones_own_is_kept(parted: GitRepository, store: Store) -> None:
    outcome = ask(store(), b"feature", MergeMethod.MERGE, b"Together\n")
    assert outcome.commit is not None
    assert outcome.commit.commit.message == b"Together\n"


@pytest.mark.parametrize("method", MergeMethod)
def test_what_is_there_already_changes_nothing(
    method: MergeMethod, parted: GitRepository, store: Store
) -> None:
    stored = store()
    assert ask(stored, b"main~1", method).status is MergeStatus.UP_TO_DATE
    assert tip(stored) == parted.oid("main")


@pytest.mark.parametrize("method", [MergeMethod.MERGE, MergeMethod.SQUASH, MergeMethod.REBASE])
def test_conflicts_are_told_and_nothing_is_written(
    method: MergeMethod, parted: GitRepository, store: Store
) -> None:
    stored = store()
    before = stored.repository.stats()
    outcome = ask(stored, b"rival", method)
    assert outcome.status is MergeStatus.CONFLICTS
    (conflict,) = outcome.conflicts
    assert conflict.path == b"a"
    assert conflict.kinds == ("CONFLICT (contents)",)
    assert [stage is not None for stage in conflict.stages] == [True, True, True]
    assert conflict.content is not None
    assert b"<<<<<<< HEAD\nline three\n=======\nrival\n>>>>>>> " in conflict.content
    assert [(h.ours_start, h.ours_stop) for h in conflict.hunks] == [(3, 4)]
    assert outcome.remarks[0].text == b"CONFLICT (content): Merge conflict in a"
    after = stored.repository.stats()
    assert (after.objects, after.packs) == (before.objects, before.packs)
    assert tip(stored) == parted.oid("main")


@pytest.mark.parametrize("which", ["expected_base", "expected_head"])
def test_what_has_moved_meanwhile_is_left_alone(
    which: str, parted: GitRepository, store: Store
) -> None:
    elsewhere = ObjectId(bytes.fromhex(parted.oid("rival")))
    question = Merge(MAIN, b"feature", MergeMethod.MERGE, PERSON)
    stale = {"expected_base": elsewhere} if which == "expected_base" else {}
    stale |= {"expected_head": elsewhere} if which == "expected_head" else {}
    stored = store()
    outcome = stored.ask(replace(question, **stale), WRITER)
    assert outcome.status is MergeStatus.STALE
    assert tip(stored) == parted.oid("main")


def test_who_moves_the_branch_during_a_merge_wins(parted: GitRepository, store: Store) -> None:
    stored = store()
    question = Merge(MAIN, b"feature", MergeMethod.MERGE, PERSON)
    steps = stored.repository.ask_in_steps(Ask(WRITER, question), NOW)
    next(steps)
    rival = ObjectId(bytes.fromhex(parted.oid("rival")))
    stored.ask(MoveRef(MAIN, rival, force=True), WRITER)
    outcome = finish(steps)
    assert isinstance(outcome, MergeOutcome)
    assert outcome.status is MergeStatus.STALE
    assert tip(stored) == rival.hex()


@pytest.mark.parametrize(
    ("refname", "head", "reason"),
    [
        (b"refs/heads/nothing", b"feature", Reason.NOT_FOUND),
        (b"refs/tags/v1", b"feature", Reason.NOT_FOUND),
        (MAIN, b"nothing", Reason.NOT_FOUND),
        (MAIN, b"orphan", Reason.INVALID),
    ],
)
def test_what_cannot_be_merged_is_refused(
    refname: bytes, head: bytes, reason: Reason, parted: GitRepository, store: Store
) -> None:
    parted.tag("v1", "main")
    parted.git("checkout", "--quiet", "--orphan", "orphan")
    parted.commit("orphan", {"o": b"1\n"})
    parted.git("checkout", "--quiet", "main")
    failure = store().ask_any(Merge(refname, head, MergeMethod.MERGE, PERSON), WRITER)
    assert isinstance(failure, Failure)
    assert failure.reason is reason


def test_who_may_not_write_may_not_merge(parted: GitRepository, store: Store) -> None:
    failure = store().ask_any(Merge(MAIN, b"feature", MergeMethod.MERGE, PERSON), READER)
    assert isinstance(failure, Failure)
    assert failure.reason is Reason.REFUSED


@pytest.fixture
def parted_store(parted: GitRepository, store: Store) -> Store:
    assert parted.oid("main")
    return store


def preview(stored: Stored, base: bytes, head: bytes, limit: int = 1 << 20) -> MergePreview:
    return stored.ask(PreviewMerge(base, head, limit), READER)


def test_a_preview_tells_what_a_merge_would_come_to(parted: GitRepository, store: Store) -> None:
    stored = store()
    before = stored.repository.stats()
    shown = preview(stored, b"main", b"feature")
    assert shown.status is MergeStatus.DONE
    assert not shown.is_forward
    assert shown.merge_base is not None
    assert shown.merge_base.hex() == parted.oid("main~1")
    merged = parted.read("merge-tree", "--write-tree", "main", "feature")
    assert shown.tree is not None
    assert shown.tree.hex() == merged
    assert stored.repository.stats() == before


def test_a_preview_tells_of_conflicts(parted: GitRepository, store: Store) -> None:
    stored = store()
    shown = preview(stored, b"main", b"rival")
    assert shown.status is MergeStatus.CONFLICTS
    assert [conflict.path for conflict in shown.conflicts] == [b"a"]
    assert shown.conflicts[0].content == LINES.replace(
        b"line 3\n", b"<<<<<<< main\nline three\n=======\nrival\n>>>>>>> rival\n"
    )
    assert preview(stored, b"main", b"rival", 10).conflicts[0].content is None


@pytest.mark.parametrize(
    ("base", "head", "status", "is_forward"),
    [
        (b"main", b"main~1", MergeStatus.UP_TO_DATE, False),
        (b"main", b"main", MergeStatus.UP_TO_DATE, False),
        (b"main~1", b"feature", MergeStatus.DONE, True),
    ],
)
def test_a_preview_knows_when_there_is_little_to_do(
    base: bytes, head: bytes, status: MergeStatus, is_forward: bool, parted_store: Store
) -> None:
    shown = preview(parted_store(), base, head)
    assert (shown.status, shown.is_forward) == (status, is_forward)


def test_a_squash_tells_of_so_many_commits(
    parted_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(merging, "MAX_SQUASHED", 1)
    outcome = ask(parted_store(), b"feature", MergeMethod.SQUASH)
    assert outcome.commit is not None
    assert outcome.commit.commit.message.count(b"\ncommit ") == 1


def test_only_so_many_conflicts_are_told(
    parted: GitRepository, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    for branch, content in (("main", b"1\n"), ("rival", b"2\n")):
        parted.git("checkout", "--quiet", branch)
        parted.commit("more", {"x": content, "y": content})
    stored = store()
    assert len(preview(stored, b"main", b"rival").conflicts) == 3
    monkeypatch.setattr(telling, "MAX_TOLD", 2)
    shown = preview(stored, b"main", b"rival")
    assert (len(shown.conflicts), len(shown.remarks)) == (2, 2)


def test_long_files_in_conflict_are_told_without_content(
    parted_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling, "MAX_CONTENT", 100)
    (conflict,) = ask(parted_store(), b"rival", MergeMethod.MERGE).conflicts
    assert conflict.content is None
    assert conflict.hunks


def test_a_merge_that_makes_too_much_is_refused(
    parted_store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stores, "MAX_ADDED", 100)
    question = Merge(MAIN, b"feature", MergeMethod.MERGE, PERSON)
    assert parted_store().reason(question, WRITER) is Reason.TOO_LARGE
