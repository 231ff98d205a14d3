from __future__ import annotations

import gzip
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from bench.contestants import HttpBackend, basic
from bench.git import GitFailed, git, time_all
from bench.place import Place

MAIN = "refs/heads/main"


def ask(backend: HttpBackend, method: str, path: str, **given: object) -> tuple[int, bytes]:
    port = urlsplit(backend.url("x")).port
    assert port is not None
    with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as connection:
        connection.request(method, path, **given)  # pyright: ignore[reportArgumentType]
        answer = connection.getresponse()
        return answer.status, answer.read()


def test_a_push_in_chunks_arrives_whole(place: Place) -> None:
    place.begin_repository()
    in_chunks = ["-c", "http.postBuffer=1000", "-C", place.author]
    time_all(place.folder, [[*in_chunks, "push", "-q", "origin", MAIN]])
    assert place.tip in git(place.folder, "ls-remote", place.url)


def test_a_request_may_be_compressed(backend: HttpBackend, place: Place) -> None:
    place.begin_repository()
    time_all(place.folder, [["-C", place.author, "push", "-q", "--mirror", "origin"]])
    body = gzip.compress(b"0014command=ls-refs\n00010009peel\n0000")
    headers = {
        **basic("admin", "secret"),
        "content-type": "application/x-git-upload-pack-request",
        "content-encoding": "gzip",
        "git-protocol": "version=2",
    }
    path = f"/{place.repository}.git/git-upload-pack"
    status, answer = ask(backend, "POST", path, body=body, headers=headers)
    assert status == 200
    assert f"{place.tip} {MAIN}".encode() in answer


@pytest.mark.parametrize("headers", [{}, basic("admin", "wrong")])
def test_it_asks_for_credentials(backend: HttpBackend, headers: dict[str, str]) -> None:
    path = "/x.git/info/refs?service=git-upload-pack"
    assert ask(backend, "GET", path, headers=headers)[0] == 401


def test_what_git_http_backend_refuses_is_refused(backend: HttpBackend, place: Place) -> None:
    url = backend.url("nothing")
    with pytest.raises(GitFailed, match="not found"):
        time_all(place.folder, [["ls-remote", url]])


def test_the_cpu_time_of_git_is_counted(backend: HttpBackend, place: Place) -> None:
    place.begin_repository()
    before = backend.cpu()
    for _ in range(20):
        time_all(place.folder, [["ls-remote", place.url]])
    assert backend.cpu() > before
