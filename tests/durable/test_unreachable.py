"""What no ref leads to is gone for clients."""

from __future__ import annotations

from tests.support.fetches import is_whole, oids_in, reached, want
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.raw_push import EMPTY_PACK, ZERO, Update


def test_the_objects_of_a_deleted_branch_are_not_served(
    filled: Origin, source: GitRepository
) -> None:
    filled.push(create(source, "b40"), pack=pack_of(source, "b40", "^b30"))
    assert filled.fetch(*want(source, "b40"), "done").is_complete
    filled.push(Update(b"refs/heads/new", source.oid("b40"), ZERO))

    left = reached(source, "b40") - reached(source, "b30")
    every = [f"oid {oid.hex()}" for oid in sorted(left)]
    assert filled.ask("object-info", ["size", *every])[1:] == [f"{each[4:]} " for each in every]
    for oid in sorted(left):
        fetched = filled.fetch(f"want {oid.hex()}", "done")
        assert fetched.error == f"upload-pack: not our ref {oid.hex()}"
        assert filled.ask("object-info", ["size", f"oid {oid.hex()}"])[1:] == [f"{oid.hex()} "]
    fetched = filled.fetch(*want(source, "b30"), "done")
    assert oids_in(fetched, source) == reached(source, "b30")


def test_what_is_pushed_away_is_not_served_and_served_again_when_it_comes_back(
    filled: Origin, source: GitRepository
) -> None:
    back = source.oid("b30~2")
    filled.push(Update(MAIN, source.oid("b30"), back), pack=EMPTY_PACK)
    assert filled.fetch(*want(source, "b30"), "done").error.startswith("upload-pack: not our ref")
    fetched = filled.fetch(f"want {back}", "done")
    assert oids_in(fetched, source) == reached(source, back)

    filled.push(Update(MAIN, back, source.oid("b30")), pack=EMPTY_PACK)
    fetched = filled.fetch(*want(source, "b30"), "done")
    assert oids_in(fetched, source) == reached(source, "b30")


def test_what_another_ref_leads_to_is_served_still(filled: Origin, source: GitRepository) -> None:
    filled.push(create(source, "b30"), pack=EMPTY_PACK)
    filled.push(Update(b"refs/heads/new", source.oid("b30"), ZERO))
    fetched = filled.fetch(*want(source, "b30"), "ofs-delta", "done")
    assert oids_in(fetched, source) == reached(source, "b30")
    assert is_whole(fetched)


def test_what_tags_lead_to_is_served_whatever_it_is(filled: Origin, source: GitRepository) -> None:
    filled.push(
        create(source, "b30^{tree}", b"refs/tags/tree"),
        create(source, "b30~1", b"refs/tags/commit"),
        pack=EMPTY_PACK,
    )
    filled.push(
        create(source, "b16", b"refs/heads/b16"),
        create(source, "v16", b"refs/tags/v16"),
        pack=pack_of(source, "b16", "v16", "^b30"),
    )
    filled.push(Update(MAIN, source.oid("b30"), source.oid("b30~2")), pack=EMPTY_PACK)
    for rev in ("b30^{tree}", "b30~1", "v16"):
        fetched = filled.fetch(*want(source, rev), "done")
        assert oids_in(fetched, source) == reached(source, rev)
    assert filled.fetch(*want(source, "b30"), "done").error.startswith("upload-pack: not our ref")


def test_a_stray_that_came_along_is_not_served(filled: Origin, source: GitRepository) -> None:
    # The pack holds more than the commit that was asked to be kept.
    filled.push(create(source, "b31"), pack=pack_of(source, "b31", "b36", "^b30"))
    stray = source.oid("b36")
    assert filled.fetch(f"want {stray}", "done").error == f"upload-pack: not our ref {stray}"


def test_a_repository_without_refs_has_an_unborn_head_and_nothing_to_fetch(
    origin: Origin, source: GitRepository
) -> None:
    assert origin.ask("ls-refs", ["unborn", "symrefs"]) == [
        "unborn HEAD symref-target:refs/heads/main"
    ]
    assert "not our ref" in origin.fetch(*want(source, "main"), "done").error
