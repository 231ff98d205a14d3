"""Packs that git made, read by us and by git."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from git.errors import MissingObject
from git.objects import TYPE_BY_LABEL, ObjectType
from git.oid import ObjectId
from git.pack import delta, indexer, scan
from git.pack import index as pack_index
from git.pack.index import PackIndex
from git.pack.table import EXTERNAL_BASE, NO_BASE
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill, oids_of, read_objects
from tests.support.packs import Elsewhere, Indexed, index, pieces

OBJECTS = dict[bytes, tuple[str, bytes]]


@dataclass(frozen=True)
class Sample:
    """A real repository, and all that is in it."""

    repository: GitRepository
    objects: OBJECTS

    def packed(self, *options: str, revs: str = "") -> bytes:
        asked = ("pack-objects", "--revs" if revs else "--all", "--stdout", "-q", *options)
        return self.repository.git(*asked, stdin=revs.encode()).output

    def reached(self, *revs: str) -> set[bytes]:
        return oids_of(self.repository, "--objects", *revs)


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    repository = fill(bare(tmp_path_factory.mktemp("packs") / "r.git"), seed=1, commits=80)
    return Sample(repository, read_objects(repository))


def shown(found: Indexed) -> OBJECTS:
    return {
        oid: (ObjectType(kind).label.decode(), content)
        for oid, (kind, content) in found.inspected.objects.items()
    }


OPTIONS = [
    pytest.param((), id="ref deltas"),
    pytest.param(("--delta-base-offset",), id="ofs deltas"),
    pytest.param(("--delta-base-offset", "--depth=4095", "--window=200"), id="long chains"),
    pytest.param(("--depth=0",), id="no deltas"),
    pytest.param(("--delta-base-offset", "--compression=0"), id="stored"),
    pytest.param(("--window=1000", "--depth=3"), id="wide families"),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize("cache", [0, 3000, indexer.RESOLVE_CACHE])
def test_the_index_is_the_one_that_git_makes(
    options: tuple[str, ...],
    cache: int,
    sample: Sample,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(indexer, "RESOLVE_CACHE", cache)
    data = sample.packed(*options)
    (tmp_path / "git.pack").write_bytes(data)
    GitRepository(tmp_path).git("index-pack", "--strict", "-o", "git.idx", "git.pack")

    found = index(pieces(data, 1000))

    table = found.indexer.table
    assert (
        b"".join(pack_index.encode(table, table.by_oid(), found.trailer))
        == (tmp_path / "git.idx").read_bytes()
    )
    assert shown(found) == sample.objects


def test_objects_are_found_in_the_index_that_git_makes(sample: Sample, tmp_path: Path) -> None:
    (tmp_path / "git.pack").write_bytes(sample.packed())
    GitRepository(tmp_path).git("index-pack", "-o", "git.idx", "git.pack")
    found = PackIndex((tmp_path / "git.idx").read_bytes())
    assert found.oids() == b"".join(sorted(sample.objects))
    assert [found.find(oid) for oid in sorted(sample.objects)] == list(range(len(sample.objects)))


def test_long_blobs_are_named_as_git_names_them(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scan, "STREAMED_BLOB", 500)
    found = index(pieces(sample.packed("--delta-base-offset"), 300))
    assert set(found.oids) == set(sample.objects)
    assert len(found.inspected.objects) < len(sample.objects)


@pytest.mark.parametrize("large", [0, delta.LARGE_RESULT])
def test_a_thin_pack_leans_on_what_is_elsewhere(
    sample: Sample, large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delta, "LARGE_RESULT", large)
    data = sample.packed("--thin", "--delta-base-offset", revs="b60\n^b30\n")
    had = sample.reached("b30")
    elsewhere = Elsewhere(
        {
            ObjectId(oid): (TYPE_BY_LABEL[kind.encode()], content)
            for oid, (kind, content) in sample.objects.items()
            if oid in had
        }
    )

    found = index(pieces(data, 1000), elsewhere)

    assert EXTERNAL_BASE in found.indexer.table.bases
    assert NO_BASE in found.indexer.table.bases
    assert set(found.oids) == sample.reached("b60", "^b30")
    assert shown(found) == {oid: sample.objects[oid] for oid in found.oids}
    with pytest.raises(MissingObject):
        index([data])
