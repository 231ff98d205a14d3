"""Folders, files, submodules and single objects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from durable.browse.reading import Reading
from durable.browse.revs import resolve_commit, resolve_tree
from durable.contract.files import (
    Blob,
    Found,
    Gitlink,
    ReadBlob,
    ReadCommit,
    Readme,
    ReadPath,
    ReadReadme,
    ReadTag,
    ReadTree,
    TagInfo,
    Tree,
    TreeEntry,
)
from durable.contract.message import Failed, Reason
from durable.contract.refs import CommitInfo
from git import tag as tags
from git import tree as trees
from git.config_file import Variable, iter_variables
from git.errors import FormatError
from git.objects import ObjectType
from git.oid import ObjectId
from git.pack.limits import MAX_HELD_OBJECT
from git.tree import Entry

MAX_ENTRIES = 100_000
"""Entries of one answer: 15 MB of JSON. GitHub ends a recursive tree at the same number."""

MAX_GITMODULES = 1 << 20
"""Bytes of a `.gitmodules` file that is looked into."""

_README_ENDINGS = (b".md", b".markdown", b".rst", b".txt", b".adoc", b".org", b"")
_README_RANKS = {b"readme" + ending: rank for rank, ending in enumerate(_README_ENDINGS)}


def read_tree(reading: Reading, question: ReadTree) -> Tree:
    root, commit_oid = resolve_tree(reading, question.rev)
    entry = _entry_at(reading, root, question.path)
    if not trees.is_tree(entry.mode):
        raise Failed(Reason.WRONG_TYPE, "This is not a folder.", "path")
    return _tree(reading, entry.oid, question, commit_oid)


def read_path(reading: Reading, question: ReadPath) -> Found:
    root, commit_oid = resolve_tree(reading, question.rev)
    what = look_at(reading, root, question.path, (MAX_ENTRIES, question.limit))
    return Found(question.path, replace(what, commit_oid=commit_oid))


def look_at(
    reading: Reading, root: ObjectId, path: bytes, limits: tuple[int, int]
) -> Tree | Blob | Gitlink:
    """Whatever lies at a path; `limits` are those of entries and of bytes of content."""
    entry = _entry_at(reading, root, path)
    max_entries, max_content = limits
    if trees.is_tree(entry.mode):
        return _tree(reading, entry.oid, ReadTree(b"", limit=max_entries), None)
    if trees.is_blob(entry.mode):
        return _blob(reading, entry, max_content, None)
    return Gitlink(entry.oid, read_submodule_urls(reading, root).get(path))


def read_blob(reading: Reading, question: ReadBlob) -> Blob:
    _check_visible(reading, question.oid, ObjectType.BLOB)
    return _blob(reading, Entry(0, b"", question.oid), question.limit, None)


def read_commit(reading: Reading, question: ReadCommit) -> CommitInfo:
    return reading.commit_info(resolve_commit(reading, question.rev))


def read_tag(reading: Reading, question: ReadTag) -> TagInfo:
    _check_visible(reading, question.oid, ObjectType.TAG)
    data = reading.storage.objects.read(question.oid, ObjectType.TAG)
    return TagInfo(question.oid, tags.decode(data))


def read_readme(reading: Reading, question: ReadReadme) -> Readme:
    root, commit_oid = resolve_tree(reading, question.rev)
    folder = _entry_at(reading, root, question.path)
    if not trees.is_tree(folder.mode):
        raise Failed(Reason.WRONG_TYPE, "This is not a folder.", "path")
    readme = find_readme(reading, folder.oid, question.path, question.limit)
    if readme is None:
        raise Failed(Reason.NOT_FOUND, "There is no README here.")
    return Readme(readme.path, replace(readme.blob, commit_oid=commit_oid))


def find_readme(reading: Reading, folder: ObjectId, path: bytes, limit: int) -> Readme | None:
    """The file that introduces the folder, which lies at `path`."""
    candidates = [
        (_README_RANKS[each.name.lower()], each.name, each)
        for each in reading.entries(folder)
        if each.name.lower() in _README_RANKS and trees.is_blob(each.mode)
    ]
    if not candidates:
        return None
    entry = min(candidates, key=lambda each: each[:2])[2]
    shown = b"/".join(filter(None, (path.strip(b"/"), entry.name)))
    return Readme(shown, _blob(reading, entry, limit, None))


def iter_below(reading: Reading, tree: ObjectId, prefix: bytes = b"") -> Iterator[Entry]:
    """All entries below a tree in Git's order, names being paths; each tree before its content."""
    for entry in reading.entries(tree):
        path = prefix + entry.name
        yield Entry(entry.mode, path, entry.oid)
        if trees.is_tree(entry.mode):
            yield from iter_below(reading, entry.oid, path + b"/")


def _entry_at(reading: Reading, root: ObjectId, path: bytes) -> Entry:
    entry = reading.find_entry(root, path)
    if entry is None:
        raise Failed(Reason.NOT_FOUND, "There is nothing at this path.", "path")
    return entry


def _tree(reading: Reading, oid: ObjectId, question: ReadTree, commit_oid: ObjectId | None) -> Tree:
    limit = min(question.limit, MAX_ENTRIES)
    listed = iter_below(reading, oid) if question.recursive else iter(reading.entries(oid))
    entries: list[TreeEntry] = []
    for entry in listed:
        if len(entries) == limit:
            return Tree(oid, tuple(entries), False, commit_oid)
        size = reading.storage.objects.find_size(entry.oid) if trees.is_blob(entry.mode) else None
        entries.append(TreeEntry(entry.name, entry.mode, entry.oid, size))
    return Tree(oid, tuple(entries), True, commit_oid)


def _blob(reading: Reading, entry: Entry, limit: int, commit_oid: ObjectId | None) -> Blob:
    objects = reading.storage.objects
    size = objects.read_size(entry.oid)
    fits = size <= min(limit, MAX_HELD_OBJECT)
    content = objects.read(entry.oid, ObjectType.BLOB) if fits else None
    return Blob(entry.oid, size, content, entry.mode, commit_oid)


def _check_visible(reading: Reading, oid: ObjectId, expected: ObjectType) -> None:
    if not reading.is_visible(oid):
        raise Failed(Reason.NOT_FOUND, f"There is no object {oid.hex()}.", "sha")
    if reading.find_type(oid) is not expected:
        label = expected.label.decode()
        raise Failed(Reason.WRONG_TYPE, f"{oid.hex()} is not a {label}.", "sha")


def read_submodule_urls(reading: Reading, root: ObjectId) -> dict[bytes, bytes]:
    """The addresses that `.gitmodules` gives for submodules, by their paths."""
    entry = reading.find_entry(root, b".gitmodules")
    if entry is None or not trees.is_blob(entry.mode):
        return {}
    if reading.storage.objects.read_size(entry.oid) > MAX_GITMODULES:
        return {}
    return submodule_urls(reading.storage.objects.read(entry.oid, ObjectType.BLOB))


def submodule_urls(gitmodules: bytes) -> dict[bytes, bytes]:
    """What a `.gitmodules` file says; nothing when it cannot be read, and of two the first."""
    variables: list[Variable] = []
    try:
        variables.extend(iter_variables(gitmodules))
    except FormatError:
        return {}
    submodules = [each for each in variables if each.section == b"submodule"]
    urls: dict[bytes | None, bytes] = {}
    for each in submodules:
        if each.key == b"url" and each.value:
            urls.setdefault(each.subsection, each.value)
    return {
        each.value: urls[each.subsection]
        for each in reversed(submodules)
        if each.key == b"path" and each.value and each.subsection in urls
    }
