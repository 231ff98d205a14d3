from __future__ import annotations

import io
import os
import subprocess
import tarfile
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from durable.contract.files import ReadCommit
from durable.contract.formats import Format
from git.oid import ObjectId
from git.pack.limits import MAX_HELD_OBJECT
from tests.support.git_client import GitRepository
from tests.support.stored import Stored


def archive(stored: Stored, oid: ObjectId, kind: Format) -> bytes:
    return b"".join(stored.repository.archive(oid, b"top/", kind))


Member = tuple[bytes, int, str, bytes, int]


def members(data: bytes) -> list[Member]:
    found: list[Member] = []
    with tarfile.open(fileobj=io.BytesIO(data), errors="surrogateescape") as tar:
        for each in tar:
            file = tar.extractfile(each) if each.isreg() else None
            content = file.read() if file else b""
            found.append((each.type, each.mode, each.name, content, int(each.mtime)))
            assert each.linkname or not each.issym()
    return found


@pytest.mark.parametrize("kind", [Format.TAR, Format.TAR_GZ])
def test_a_tar_holds_what_git_archive_puts_into_it(sample: Stored, kind: Format) -> None:
    oid = sample.ask(ReadCommit(b"HEAD")).oid
    shown = sample.git.git("archive", "--format=tar", "--prefix=top/", oid.hex()).output
    assert members(archive(sample, oid, kind)) == members(shown)


def test_the_same_commit_gives_the_same_bytes(sample: Stored) -> None:
    oid = sample.ask(ReadCommit(b"HEAD")).oid
    for kind in Format:
        assert archive(sample, oid, kind) == archive(sample, oid, kind)


def test_a_zip_holds_every_file(sample: Stored) -> None:
    oid = sample.ask(ReadCommit(b"HEAD")).oid
    with zipfile.ZipFile(io.BytesIO(archive(sample, oid, Format.ZIP))) as ours:
        assert ours.testzip() is None
        assert ours.comment.decode() == oid.hex()
        files = {each.filename: each for each in ours.infolist() if not each.is_dir()}
        listed = sample.git.git("ls-tree", "-rz", oid.hex()).output.split(b"\0")[:-1]
        assert len(files) == len(listed)
        for line in listed[::5]:
            (mode, _, blob), path = line.split(b"\t")[0].split(b" "), line.split(b"\t", 1)[1]
            info = files["top/" + path.decode("utf-8", "backslashreplace")]
            assert ours.read(info) == sample.git.git("cat-file", "blob", blob.decode()).output
            assert info.external_attr >> 16 == int(mode, 8)


def test_links_modes_and_submodules_are_kept(work: GitRepository, tmp_path: Path) -> None:
    first = work.commit("first", {"run": b"#!/bin/sh\n", "a/b": b"1"})
    (work.folder / "run").chmod(0o755)
    (work.folder / "link").symlink_to("a/b")
    work.git("add", "-A")
    work.git("update-index", "--add", "--cacheinfo", f"160000,{first},sub")
    work.git("commit", "-qm", "second")
    stored = Stored(work)
    data = archive(stored, stored.ask(ReadCommit(b"main")).oid, Format.TAR_GZ)
    subprocess.run(["tar", "xz"], input=data, cwd=tmp_path, check=True)
    assert os.access(tmp_path / "top/run", os.X_OK)
    assert (tmp_path / "top/link").readlink() == Path("a/b")
    assert list((tmp_path / "top/sub").iterdir()) == []
    stored.close()


def test_a_file_too_long_to_be_held_is_in_the_archive(work: GitRepository) -> None:
    content = os.urandom(1 << 20) * (MAX_HELD_OBJECT // (1 << 20) + 1)
    work.commit("first", {"large": content})
    stored = Stored(work)
    oid = stored.ask(ReadCommit(b"main")).oid
    assert members(archive(stored, oid, Format.TAR))[1][3] == content
    stored.close()


def test_what_is_not_to_be_exported_is_left_out_as_by_git(work: GitRepository) -> None:
    work.commit(
        "files",
        {
            ".gitattributes": b"*.log export-ignore\nsecret/ export-ignore\n/top export-ignore\n",
            "sub/.gitattributes": b"kept.log -export-ignore\n.gitattributes export-ignore\n",
            "sub/kept.log": b"1",
            "sub/left.log": b"2",
            "secret/deep/file": b"3",
            "top/file": b"4",
            "only/a.log": b"5",
            "only/deeper/b.log": b"6",
            "last": b"7",
        },
    )
    with closing(Stored(work)) as stored:
        oid = stored.ask(ReadCommit(b"main")).oid
        data = archive(stored, oid, Format.TAR)
    theirs = work.git("archive", "--format=tar", "--prefix=top/", "main").output
    assert members(data) == members(theirs)
    names = [each[2] for each in members(data)]
    assert names == [
        *("top", "top/.gitattributes", "top/last", "top/only", "top/only/deeper"),
        *("top/sub", "top/sub/kept.log"),
    ]
