"""A commit's files as one file, the same bytes every time (git-archive(1)).

Names, modes and times are those that `git archive` gives; submodules are empty folders. What has
the attribute `export-ignore` is left out; `export-subst` is not looked at.
"""

from __future__ import annotations

import tarfile
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain

from durable.browse.blob_stream import iter_blob
from durable.browse.reading import Reading
from durable.contract.formats import Format
from git import tree as trees
from git.attributes import MAX_ATTRIBUTES, Attributes
from git.objects import ObjectType
from git.oid import ObjectId, encode_hex
from git.tree import Entry

_BLOCK = 512
_FILE_MODE, _EXECUTABLE_MODE, _LINK_MODE = 0o664, 0o775, 0o777
_GZIP = 31
_FIRST_ZIP_YEAR = 1980


def iter_archive(
    reading: Reading, commit_oid: ObjectId, prefix: bytes, kind: Format
) -> Iterator[bytes]:
    """The archive, in pieces; an empty piece is a place to pause. `prefix` ends in a slash."""
    commit = reading.commit(commit_oid)
    folder = Entry(trees.TREE, prefix.rstrip(b"/"), commit.tree)
    time = commit.committer.seconds
    exported = _iter_exported(reading, commit.tree, b"", Attributes(b"export-ignore"))
    below = (replace(entry, name=prefix + entry.name) for entry in exported)
    listed = chain((folder,) if prefix else (), below)
    if kind is Format.ZIP:
        yield from _iter_zip(reading, listed, time, encode_hex(commit_oid))
        return
    tar = _iter_tar(reading, listed, time, commit_oid)
    yield from tar if kind is Format.TAR else _iter_gzip(tar)


def _iter_exported(
    reading: Reading, tree: ObjectId, path: bytes, ignored: Attributes
) -> Iterator[Entry]:
    """All that is not ignored, names being paths; `path` ends in a slash, or is empty."""
    entries = reading.entries(tree)
    for entry in entries:
        if entry.name == b".gitattributes" and trees.is_blob(entry.mode):
            ignored = ignored.with_file(path[:-1], _attributes(reading, entry))
    for entry in entries:
        name = path + entry.name
        if ignored.is_set(name, is_folder=not trees.is_blob(entry.mode)):
            continue
        yield replace(entry, name=name)
        if trees.is_tree(entry.mode):
            yield from _iter_exported(reading, entry.oid, name + b"/", ignored)


def _attributes(reading: Reading, entry: Entry) -> bytes:
    objects = reading.storage.objects
    is_read = entry.mode != trees.SYMLINK and objects.read_size(entry.oid) <= MAX_ATTRIBUTES
    return objects.read(entry.oid, ObjectType.BLOB) if is_read else b""


def _iter_tar(
    reading: Reading, entries: Iterator[Entry], time: int, commit_oid: ObjectId
) -> Iterator[bytes]:
    yield tarfile.TarInfo.create_pax_global_header({"comment": commit_oid.hex()})
    for entry in entries:
        info, content = _tar_info(reading, entry, time)
        yield info.tobuf(tarfile.PAX_FORMAT, "utf-8", "surrogateescape")
        yield b""
        if content is None:
            continue
        written = 0
        for piece in iter_blob(reading.storage, content):
            written += len(piece)
            yield piece
        yield bytes(-written % _BLOCK)
    yield bytes(2 * _BLOCK)


def _tar_info(reading: Reading, entry: Entry, time: int) -> tuple[tarfile.TarInfo, ObjectId | None]:
    """The header, and the blob that follows it."""
    info = tarfile.TarInfo(entry.name.decode("utf-8", "surrogateescape"))
    info.mtime = time
    info.uname = info.gname = "root"
    if entry.mode == trees.SYMLINK:
        info.type, info.mode = tarfile.SYMTYPE, _LINK_MODE
        target = reading.storage.objects.read(entry.oid, ObjectType.BLOB)
        info.linkname = target.decode("utf-8", "surrogateescape")
        return info, None
    if not trees.is_blob(entry.mode):
        info.type, info.mode = tarfile.DIRTYPE, _EXECUTABLE_MODE
        return info, None
    info.mode = _EXECUTABLE_MODE if entry.mode & 0o100 else _FILE_MODE
    info.size = reading.storage.objects.read_size(entry.oid)
    return info, entry.oid


def _iter_gzip(pieces: Iterator[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(6, zlib.DEFLATED, _GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


class _Sink:
    """Takes what `zipfile` writes, for a reader to take away."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []

    def write(self, data: bytes) -> int:
        self._pieces.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""

    def take(self) -> bytes:
        data = b"".join(self._pieces)
        self._pieces.clear()
        return data


def _iter_zip(
    reading: Reading, entries: Iterator[Entry], time: int, comment: bytes
) -> Iterator[bytes]:
    sink = _Sink()
    stamp = datetime.fromtimestamp(time, UTC).timetuple()[:6]
    stamp = max(stamp, (_FIRST_ZIP_YEAR, 1, 1, 0, 0, 0))
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:  # type: ignore[arg-type]
        archive.comment = comment
        for entry in entries:
            is_folder = not trees.is_blob(entry.mode)
            name = entry.name.decode("utf-8", "backslashreplace")
            info = zipfile.ZipInfo(name + "/" if is_folder else name, stamp)
            info.create_system = 3
            info.compress_type = zipfile.ZIP_DEFLATED
            mode = 0o040755 if is_folder else entry.mode
            info.external_attr = mode << 16 | (0x10 if is_folder else 0)
            if is_folder:
                archive.writestr(info, b"")
            else:
                info.file_size = reading.storage.objects.read_size(entry.oid)
                with archive.open(info, "w") as member:
                    for piece in iter_blob(reading.storage, entry.oid):
                        member.write(piece)
                        yield sink.take()
            yield sink.take()
    yield sink.take()
