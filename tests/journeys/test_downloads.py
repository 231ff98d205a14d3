"""What is downloaded rather than looked at: files by ranges, archives, bundles."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote, Response
from tests.support.git_client import GitRepository
from tests.support.server import HOST, Server

pytestmark = pytest.mark.workerd

LARGE = bytes(range(256)) * 120_000
"""30 MB: more than is held in memory, in the Worker or in the object."""


@pytest.fixture(scope="module")
def remote(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Remote:
    """A private repository with a large file, a branch and a tag."""
    remote = Remote(server, f"{server.account}/downloads")
    work = Desk(tmp_path_factory.mktemp("downloads")).repository(remote)
    work.commit("first", {"large.bin": LARGE, "small.txt": b"small\n"})
    work.git("tag", "-a", "-m", "one", "v1")
    work.git("switch", "--quiet", "-c", "other")
    work.commit("second", {"other.txt": b"other\n"})
    work.git("-c", "core.bigFileThreshold=16m", "push", "--quiet", "origin", "--all")
    work.git("push", "--quiet", "origin", "--tags")
    return remote


def get(remote: Remote, path: str, headers: Mapping[str, str] | None = None) -> Response:
    return remote.ask("GET", f"/{remote.name}/{path}", b"", headers)


def test_a_large_file_comes_whole_or_in_part(remote: Remote) -> None:
    whole = get(remote, "raw/main/large.bin")
    assert (whole.status, whole.body) == (200, LARGE)
    assert whole.headers["Content-Type"] == "application/octet-stream"
    assert "sandbox" in whole.headers["content-security-policy"]
    etag = whole.headers["ETag"]
    for asked, part in [
        ("bytes=0-9", LARGE[:10]),
        ("bytes=20000000-20000999", LARGE[20_000_000:20_001_000]),
        ("bytes=-7", LARGE[-7:]),
    ]:
        answer = get(remote, "raw/main/large.bin", {"Range": asked, "If-Range": etag})
        assert (answer.status, answer.body) == (206, part)
        assert answer.headers["Content-Range"].endswith(f"/{len(LARGE)}")
    beyond = get(remote, "raw/main/large.bin", {"Range": f"bytes={len(LARGE)}-"})
    assert beyond.status == 416
    assert get(remote, "raw/main/large.bin", {"If-None-Match": etag}).status == 304


def test_strangers_get_nothing(remote: Remote) -> None:
    for path in ("raw/main/large.bin", "archive/main.zip", "archive/HEAD.bundle"):
        with closing(HTTPConnection(HOST, remote.server.port, timeout=60)) as connection:
            connection.request("GET", f"/{remote.name}/{path}")
            assert connection.getresponse().status == 404


def test_an_archive_holds_the_files(remote: Remote) -> None:
    answer = get(remote, "archive/other.tar.gz")
    with tarfile.open(fileobj=io.BytesIO(answer.body)) as archive:
        names = sorted(member.name for member in archive if member.isfile())
    top = "downloads-other"
    assert names == [f"{top}/large.bin", f"{top}/other.txt", f"{top}/small.txt"]


def test_a_bundle_can_be_cloned(remote: Remote, tmp_path: Path) -> None:
    for name, branches in (("HEAD", ["main", "other"]), ("other", ["other"])):
        bundle = tmp_path / f"{name}.bundle"
        bundle.write_bytes(get(remote, f"archive/{name}.bundle").body)
        cloned = GitRepository(tmp_path / name)
        GitRepository(tmp_path).git("clone", "--quiet", "--mirror", str(bundle), str(cloned.folder))
        cloned.check()
        heads = cloned.git("for-each-ref", "--format=%(refname:short)", "refs/heads").text
        assert heads.split() == branches
