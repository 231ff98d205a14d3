"""A tree made of another by a set of edits; only what they touch is written anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from durable.browse.reading import Reading
from durable.contract.limits import MAX_DEPTH, MAX_EDITS, MAX_PATH
from durable.contract.message import Failed, Reason
from durable.contract.writing import TreeEdit
from durable.writing.intake import NewPackObjects
from git import tree as trees
from git.objects import ObjectType
from git.oid import ObjectId
from git.tree import Entry

Placed = Entry | None
"""What shall lie somewhere; None is nothing."""


def edit(
    reading: Reading, objects: NewPackObjects, base: ObjectId | None, edits: Sequence[TreeEdit]
) -> tuple[ObjectId, tuple[ObjectId | None, ...]]:
    """The new root tree, and the object of each edit."""
    if len(edits) > MAX_EDITS:
        raise Failed(Reason.TOO_LARGE, f"There may be at most {MAX_EDITS:,} paths.", "files")
    placed: dict[tuple[bytes, ...], Placed] = {}
    for each in edits:
        parts = _split(each.path)
        _check_expected(reading, base, each)
        if parts in placed:
            raise Failed(Reason.INVALID, f"{_shown(each.path)} is there twice.", "path")
        placed[parts] = _entry(reading, objects, each, parts[-1])
    _check_disjoint(placed)
    root = _apply(reading, objects, base, placed)
    oids = tuple(entry and entry.oid for entry in placed.values())
    return root or objects.add(ObjectType.TREE, b""), oids


def _split(path: bytes) -> tuple[bytes, ...]:
    parts = tuple(path.split(b"/"))
    if len(path) > MAX_PATH or len(parts) > MAX_DEPTH:
        raise Failed(Reason.TOO_LARGE, f"A path may have at most {MAX_PATH:,} bytes.", "path")
    if b"\0" in path or any(part in (b"", b".", b"..") for part in parts):
        raise Failed(Reason.INVALID, f"{_shown(path)} is no path of a file.", "path")
    if any(part.lower() == b".git" for part in parts):
        raise Failed(Reason.INVALID, "No part of a path may be called .git.", "path")
    return parts


def _check_expected(reading: Reading, base: ObjectId | None, each: TreeEdit) -> None:
    now = reading.find_entry(base, each.path) if base else None
    is_deletion = each.oid is None and each.content is None
    if is_deletion and now is None:
        raise Failed(Reason.NOT_FOUND, f"There is nothing at {_shown(each.path)}.", "path")
    if each.is_new and now is not None:
        message = f"{_shown(each.path)} exists; say by `sha` which content is replaced."
        raise Failed(Reason.INVALID, message, "sha")
    if each.expected is not None and (now is None or now.oid != each.expected):
        message = f"{_shown(each.path)} does not match {each.expected.hex()}"
        raise Failed(Reason.CONFLICT, message, "sha")


def _entry(reading: Reading, objects: NewPackObjects, each: TreeEdit, name: bytes) -> Placed:
    if each.content is not None:
        return Entry(each.mode, name, objects.add(ObjectType.BLOB, each.content))
    if each.oid is None:
        return None
    expected = ObjectType.TREE if trees.is_tree(each.mode) else ObjectType.BLOB
    if each.mode != trees.GITLINK and reading.find_type(each.oid) is not expected:
        message = f"{each.oid.hex()} is no {expected.label.decode()} of this repository."
        raise Failed(Reason.INVALID, message, "sha")
    return Entry(each.mode, name, each.oid)


def _check_disjoint(placed: Mapping[tuple[bytes, ...], Placed]) -> None:
    for parts in placed:
        for count in range(1, len(parts)):
            if placed.get(parts[:count]) is not None:
                message = f"{_shown(b'/'.join(parts[:count]))} is a file and a folder at once."
                raise Failed(Reason.INVALID, message, "path")


def _apply(
    reading: Reading,
    objects: NewPackObjects,
    tree: ObjectId | None,
    placed: Mapping[tuple[bytes, ...], Placed],
) -> ObjectId | None:
    """The tree after the edits; None when nothing is left in it."""
    entries = {entry.name: entry for entry in (reading.entries(tree) if tree else ())}
    below: dict[bytes, dict[tuple[bytes, ...], Placed]] = {}
    for parts, entry in placed.items():
        name, *further = parts
        if further:
            below.setdefault(name, {})[tuple(further)] = entry
        elif entry is None:
            entries.pop(name, None)
        else:
            entries[name] = entry
    for name, inner_edits in below.items():
        now = entries.get(name)
        inner = now.oid if now and trees.is_tree(now.mode) else None
        made = _apply(reading, objects, inner, inner_edits)
        if made is not None:
            entries[name] = Entry(trees.TREE, name, made)
        elif inner is not None:
            del entries[name]
    if not entries:
        return None
    return objects.add(ObjectType.TREE, trees.encode(entries.values()))


def _shown(path: bytes) -> str:
    return path[:200].decode("utf-8", "replace")
