from __future__ import annotations

import pytest

from bench.git import GitFailed, git, time_all
from bench.measure import measure
from bench.operations import AT_ONCE, CLONE_AFTER, CLONES, OFTEN, OPERATIONS, PUSH
from bench.place import Place


def do(place: Place, *keys: str) -> None:
    for key in keys:
        (operation,) = [each for each in OPERATIONS if each.key == key]
        operation.prepare(place)
        time_all(place.folder, operation.commands(place))
        operation.check(place)


def refs(place: Place, clone: str) -> str:
    return git(place.folder / clone, "for-each-ref", "--format=%(refname) %(objectname)")


def test_a_round_succeeds_and_takes_time(place: Place) -> None:
    samples = [measure(operation, place, 1) for operation in OPERATIONS]
    assert [sample.error for sample in samples] == [None] * len(OPERATIONS)
    assert [sample.operation for sample in samples] == [each.key for each in OPERATIONS]
    assert all(sample.seconds and sample.contestant == "git" for sample in samples)


def test_a_push_and_a_mirror_of_it_have_every_ref(place: Place) -> None:
    do(place, "push", "clone")
    assert refs(place, "clone-0") == refs(place, "author.git")
    assert len(refs(place, "clone-0").splitlines()) == 2


def test_a_clone_can_have_its_files(place: Place) -> None:
    do(place, "push", "clone-plain")
    assert (place.folder / "clone-0" / "area0" / "folder0" / "file0.txt").is_file()


def test_clones_run_at_once_into_folders_of_their_own(place: Place) -> None:
    do(place, "push", "clones")
    assert len(list(place.folder.glob("clone-*/HEAD"))) == AT_ONCE


def test_a_shallow_clone_has_one_commit(place: Place) -> None:
    do(place, "push", "depth")
    assert git(place.folder / "clone-0", "rev-list", "--count", "HEAD") == "1"


def test_a_blobless_clone_lacks_every_blob(place: Place) -> None:
    do(place, "push", "blobless")
    listed = git(place.folder / "clone-0", "rev-list", "--objects", "--missing=print", "HEAD")
    missing = [line for line in listed.splitlines() if line.startswith("?")]
    assert len(missing) == 119 + 3


def test_a_clone_that_was_not_filtered_counts_as_failed(place: Place) -> None:
    do(place, "push", "blobless")
    place.clear_clones()
    time_all(place.folder, place.clones(1, "--bare"))
    with pytest.raises(GitFailed, match="did not heed the filter"):
        place.check_blobless()


def test_each_fetch_brings_the_commit_that_was_just_pushed(place: Place) -> None:
    do(place, "push", "push-one", "fetch-one", "push-one")
    before = refs(place, "follower.git")
    do(place, "fetch-one", "fetch-none")
    assert before != refs(place, "follower.git") == refs(place, "author.git")


def test_the_commits_that_are_pushed_are_the_same_in_every_round(place: Place) -> None:
    do(place, "push", "push-one")
    first = place.tip
    do(place, "push", "push-one")
    assert place.tip == first


def test_what_fails_is_told_and_has_no_time(place: Place) -> None:
    PUSH.prepare(place)
    sample = measure(CLONES[0], place, 1)
    assert sample.error is not None
    assert sample.seconds is None


def test_what_others_need_is_done_though_it_is_not_measured() -> None:
    needed = {each.key for each in OPERATIONS if each.is_needed({"fetch-one"})}
    assert needed == {"push", "push-one", "fetch-one"}
    assert {each.key for each in OPERATIONS if each.is_needed({"push"})} == {"push"}
    assert (PUSH, *CLONES, *OFTEN, CLONE_AFTER) == OPERATIONS
