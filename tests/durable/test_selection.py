from __future__ import annotations

import pytest

from durable.caches import Caches
from durable.selection import Selection
from durable.storage import Storage
from git.errors import MissingObject
from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.origin import Origin


def oid(source: GitRepository, rev: str) -> ObjectId:
    return ObjectId(bytes.fromhex(source.oid(rev)))


@pytest.fixture
def selection(filled: Origin) -> Selection:
    return Selection(Storage(filled.sql, "alice/project", Caches()).packs)


def test_what_is_chosen_is_chosen_once(selection: Selection, source: GitRepository) -> None:
    for _ in range(2):
        selection.add(oid(source, "b30"))
    assert selection.count == 1
    (pack,) = selection.packs.values()
    offsets = selection.offsets(pack)
    assert len(offsets) == pack.objects
    assert sum(offset != 0 for offset in offsets) == 1


def test_a_selection_tells_what_is_in_it(selection: Selection, source: GitRepository) -> None:
    selection.add(oid(source, "b30"))
    assert oid(source, "b30") in selection
    assert oid(source, "b30^{tree}") not in selection
    assert bytes(20) not in selection
    assert "b30" not in selection


def test_what_is_not_live_cannot_be_chosen(selection: Selection) -> None:
    with pytest.raises(MissingObject, match="00" * 20):
        selection.add(ObjectId(bytes(20)))
    assert selection.count == 0
