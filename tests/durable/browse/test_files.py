from __future__ import annotations

import pytest

from durable.browse.files import submodule_urls
from durable.contract.files import (
    Blob,
    Gitlink,
    ReadBlob,
    ReadCommit,
    ReadPath,
    ReadReadme,
    ReadTag,
    ReadTree,
    Tree,
    TreeEntry,
)
from durable.contract.message import Reason
from durable.contract.refs import ListRefs, ReadSummary
from git.objects import ObjectType
from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.stored import Stored

LIMIT = 10_000_000


def line_of(entry: TreeEntry) -> bytes:
    kind = {0o040000: b"tree", 0o160000: b"commit"}.get(entry.mode, b"blob")
    size = b"-" if entry.size is None else b"%d" % entry.size
    oid = entry.oid.hex().encode()
    return b"%06o %s %s %7s\t%s" % (entry.mode, kind, oid, size, entry.path)


@pytest.mark.parametrize("rev", ["HEAD", "HEAD~20", "HEAD^{tree}"])
@pytest.mark.parametrize("options", [(), ("-r", "-t")])
def test_trees_are_those_of_ls_tree(sample: Stored, rev: str, options: tuple[str, ...]) -> None:
    tree = sample.ask(ReadTree(rev.encode(), recursive=bool(options)))
    spelled = rev.replace("HEAD", sample.ask(ReadSummary()).head_target.decode())
    listed = sample.git.git("ls-tree", "-z", "-l", *options, spelled).output
    assert [line_of(entry) for entry in tree.entries] == listed.split(b"\0")[:-1]
    assert tree.is_complete


def test_a_long_list_says_that_it_is_cut(sample: Stored) -> None:
    tree = sample.ask(ReadTree(b"HEAD", recursive=True, limit=5))
    assert len(tree.entries) == 5
    assert not tree.is_complete


def test_files_hold_what_git_shows(sample: Stored) -> None:
    for entry in sample.ask(ReadTree(b"HEAD", recursive=True)).entries[::7]:
        if entry.size is None:
            continue
        found = sample.ask(ReadPath(b"HEAD", entry.path, LIMIT)).what
        shown = sample.git.git("cat-file", "blob", entry.oid.hex()).output
        assert found == Blob(entry.oid, len(shown), shown, entry.mode, found.commit_oid)
        assert sample.ask(ReadBlob(entry.oid, LIMIT)).content == shown


def test_what_is_longer_than_the_limit_comes_without_content(work: GitRepository) -> None:
    work.commit("first", {"long": b"x" * 101, "fits": b"x" * 100})
    stored = Stored(work)
    long, fits = (stored.ask(ReadPath(b"main", name, 100)).what for name in (b"long", b"fits"))
    assert isinstance(long, Blob)
    assert isinstance(fits, Blob)
    assert (long.size, long.content) == (101, None)
    assert fits.content == b"x" * 100
    stored.close()


def test_folders_links_and_submodules_are_what_they_are(work: GitRepository) -> None:
    modules = b'[submodule "any"]\n\tpath = deps/lib\n\turl = https://example.com/lib.git\n'
    first = work.commit("first", {"a/b/c": b"1", ".gitmodules": modules})
    (work.folder / "link").symlink_to("a/b/c")
    work.git("add", "link")
    work.git("update-index", "--add", "--cacheinfo", f"160000,{first},deps/lib")
    work.git("commit", "-qm", "second")
    stored = Stored(work)

    folder = stored.ask(ReadPath(b"main", b"a/b", LIMIT)).what
    assert isinstance(folder, Tree)
    assert [entry.path for entry in folder.entries] == [b"c"]
    assert stored.ask(ReadPath(b"main", b"/a/b/", LIMIT)).what == folder
    link = stored.ask(ReadPath(b"main", b"link", LIMIT)).what
    assert isinstance(link, Blob)
    assert (link.mode, link.content) == (0o120000, b"a/b/c")
    submodule = stored.ask(ReadPath(b"main", b"deps/lib", LIMIT)).what
    assert isinstance(submodule, Gitlink)
    assert submodule.oid.hex() == first
    assert submodule.url == b"https://example.com/lib.git"
    stored.close()


@pytest.mark.parametrize("path", [b"nowhere", b"a/b/c/d", b"a/x"])
def test_a_path_that_is_not_there_is_not_found(work: GitRepository, path: bytes) -> None:
    work.commit("first", {"a/b/c": b"1"})
    stored = Stored(work)
    assert stored.reason(ReadPath(b"main", path, LIMIT)) is Reason.NOT_FOUND
    stored.close()


def test_a_commit_is_no_blob_and_no_tag(sample: Stored) -> None:
    oid = sample.ask(ReadCommit(b"HEAD")).oid
    assert sample.reason(ReadBlob(oid, LIMIT)) is Reason.WRONG_TYPE
    assert sample.reason(ReadTag(oid)) is Reason.WRONG_TYPE
    assert sample.reason(ReadBlob(ObjectId(bytes(20)), LIMIT)) is Reason.NOT_FOUND
    assert sample.reason(ReadTree(b"HEAD", b"nowhere")) is Reason.NOT_FOUND


def test_annotated_tags_are_read_and_peeled(sample: Stored) -> None:
    refs = sample.ask(ListRefs(b"refs/tags/", limit=5_000)).refs
    annotated = [ref for ref in refs if ref.object_type is ObjectType.TAG][:10]
    for ref in annotated:
        info = sample.ask(ReadTag(ref.oid))
        shown = sample.git.git("cat-file", "tag", ref.oid.hex()).output
        assert shown.endswith(info.tag.message)
        assert ref.peeled is not None
        assert sample.ask(ReadCommit(ref.refname)).oid == ref.peeled


@pytest.mark.parametrize(
    ("names", "chosen"),
    [
        (["README.md", "readme", "README.txt"], b"README.md"),
        (["README", "README.rst"], b"README.rst"),
        (["Readme"], b"Readme"),
    ],
)
def test_the_readme_is_the_one_people_mean(
    work: GitRepository, names: list[str], chosen: bytes
) -> None:
    work.commit("first", {f"docs/{name}": b"hello" for name in names})
    stored = Stored(work)
    readme = stored.ask(ReadReadme(b"main", b"docs", LIMIT))
    assert readme.path == b"docs/" + chosen
    assert readme.blob.content == b"hello"
    assert stored.reason(ReadReadme(b"main", b"", LIMIT)) is Reason.NOT_FOUND
    stored.close()


def test_gitmodules_that_cannot_be_read_have_no_address() -> None:
    assert submodule_urls(b"[submodule") == {}
    assert submodule_urls(b'[submodule "x"]\npath=y\n') == {}
