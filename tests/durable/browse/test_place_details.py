from __future__ import annotations

from collections.abc import Iterator

import pytest

from durable.browse.files import submodule_urls
from durable.browse.places import MAX_LINK
from durable.contract.files import Tree
from durable.contract.places import Place, ReadPlace
from tests.support.git_client import GitRepository
from tests.support.stored import Stored

MODULES = b"""
[submodule "x"]
\tpath = lib/x
\turl = https://example.com/x
[submodule "x"]
\turl = https://example.com/later
[submodule "y"]
\tpath = y
"""


@pytest.fixture
def stored(work: GitRepository) -> Iterator[Stored]:
    work.commit("first", {"a": b"1\n", ".gitmodules": MODULES})
    (work.folder / "link").symlink_to("a")
    (work.folder / "long").symlink_to("b" * (MAX_LINK - 1))
    oid = work.oid("HEAD")
    for path in ("lib/x", "y"):
        work.git("update-index", "--add", "--cacheinfo", f"160000,{oid},{path}")
        (work.folder / path).mkdir(parents=True)
    work.commit("second")
    for name in ("b", "a/b", "c"):
        work.git("branch", name)
        work.git("tag", f"v{name}")
    stored = Stored(work)
    yield stored
    stored.close()


def place(stored: Stored, question: ReadPlace) -> Place:
    answer = stored.ask(question)
    assert isinstance(answer, Place)
    return answer


def leads(stored: Stored, spot: bytes) -> dict[bytes, bytes | None]:
    folder = place(stored, ReadPlace(spot)).what
    assert isinstance(folder, Tree)
    return {entry.path: entry.leads_to for entry in folder.entries}


def test_a_folder_tells_where_its_links_and_submodules_lead(stored: Stored) -> None:
    assert leads(stored, b"main") == {
        b".gitmodules": None,
        b"a": None,
        b"lib": None,
        b"link": b"a",
        b"long": b"b" * (MAX_LINK - 1),
        b"y": None,
    }
    assert leads(stored, b"main/lib") == {b"x": b"https://example.com/x"}


def test_a_link_that_no_system_follows_is_not_read(work: GitRepository) -> None:
    target = work.git("hash-object", "-w", "--stdin", stdin=b"b" * (MAX_LINK + 1)).text
    work.git("update-index", "--add", "--cacheinfo", f"120000,{target},link")
    work.git("commit", "--quiet", "--message", "x")
    stored = Stored(work)
    assert leads(stored, b"main") == {b"link": None}
    stored.close()


def test_the_first_names_come_along_when_they_are_asked_for(stored: Stored) -> None:
    found = place(stored, ReadPlace(max_names=2))
    assert found.branch_names == (b"a/b", b"b")
    assert found.tag_names == (b"va/b", b"vb")
    assert place(stored, ReadPlace()).branch_names == ()
    assert (found.branches, found.tags) == (4, 3)


def test_a_list_of_submodules_that_cannot_be_read_holds_none() -> None:
    assert submodule_urls(b"[submodule") == {}
    assert submodule_urls(MODULES) == {b"lib/x": b"https://example.com/x"}
