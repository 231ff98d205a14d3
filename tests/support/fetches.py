"""What fetches ask of a repository that came from real git, and what they get."""

from __future__ import annotations

from functools import cache

from git.objects import TYPE_BY_LABEL
from git.oid import ObjectId
from tests.support.conversation import Fetched
from tests.support.git_client import GitRepository
from tests.support.histories import oids_of, read_objects
from tests.support.packs import Elsewhere, index


def want(source: GitRepository, *revs: str) -> list[str]:
    return [f"want {source.oid(rev)}" for rev in revs]


def have(source: GitRepository, *revs: str) -> list[str]:
    return [f"have {source.oid(rev)}" for rev in revs]


def reached(source: GitRepository, *revs: str) -> set[bytes]:
    """The oids of all that the revs lead to."""
    return oids_of(source, "--objects", *revs)


@cache
def elsewhere(source: GitRepository) -> Elsewhere:
    """Every object of the source, as bases of a thin pack."""
    found = read_objects(source).items()
    return Elsewhere(
        {ObjectId(oid): (TYPE_BY_LABEL[kind.encode()], data) for oid, (kind, data) in found}
    )


def oids_in(fetched: Fetched, bases: GitRepository | Elsewhere) -> set[bytes]:
    """The objects of the pack, each of which must be there once; it may lean on `bases`."""
    assert fetched.is_complete, fetched.error
    known = bases if isinstance(bases, Elsewhere) else elsewhere(bases)
    oids = index([fetched.pack], known).oids
    assert len(oids) == len(set(oids))
    return set(oids)


def is_whole(fetched: Fetched) -> bool:
    """Whether stored packs were sent as they lie."""
    assert fetched.is_complete, fetched.error
    return "whole packs" in fetched.progress
