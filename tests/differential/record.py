"""Records what real clients send to `git http-backend`: python -m tests.differential.record.

The repository is that of a generated history, first at one stage, then at the next, so that the
oids are always the same. Two clients of each kind clone it and fetch what has come. libgit2,
dulwich and isomorphic-git are those of the lock files; git is the one on the path.
"""

from __future__ import annotations

import gzip
import sys
import tempfile
import threading
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from bench.http_backend import Handler, Server
from tests.differential import recording
from tests.differential.life import STAGES, Life
from tests.differential.pair import Pair
from tests.differential.recording import Request
from tests.differential.sides import V0
from tests.support.foreign_clients import Client, Dulwich, IsomorphicGit, LibGit2
from tests.support.git_client import START, GitRepository

CREDENTIALS = "git:secret"

EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"


class Recorder:
    """`stage` is what the repository is at; `requests` those since somebody took them."""

    def __init__(self, pair: Pair) -> None:
        self._life = Life(pair)
        self._repository = pair.git.repository
        self.stage = ""
        self.url = ""
        self.requests: list[Request] = []

    def go_to(self, stage: str) -> None:
        STAGES[stage](self._life)
        self.stage = stage

    def offer_names(self, *, offer: bool) -> None:
        """Let refs be wanted by name; of a shallow clone, git can then not read its own answer."""
        self._repository.git("config", "uploadpack.allowRefInWant", str(offer).lower())

    def take(self) -> list[Request]:
        taken, self.requests = self.requests, []
        return taken


@contextmanager
def serve(pair: Pair) -> Generator[Recorder]:
    recorder = Recorder(pair)

    class Recording(Handler):
        def _iter_body(self) -> Iterator[bytes]:
            body = b"".join(super()._iter_body())
            plain = gzip.decompress(body) if self.headers["Content-Encoding"] == "gzip" else body
            version = self.headers["Git-Protocol"] or V0
            recorder.requests.append(Request(recorder.stage, version, plain))
            yield body

    folder = pair.git.repository.folder
    with Server(folder.parent, CREDENTIALS) as server:
        server.RequestHandlerClass = Recording
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        recorder.url = f"http://{CREDENTIALS}@127.0.0.1:{server.server_port}/{folder.name}"
        yield recorder
        server.shutdown()
        thread.join()


Story = Callable[[Recorder, Path], Iterator[None]]
"""What a client does; between the two stages it pauses."""


def by_git(
    version: int, *options: str, later: tuple[str, ...] = ("fetch",), by_name: bool = False
) -> Story:
    def tell(recorder: Recorder, folder: Path) -> Iterator[None]:
        recorder.offer_names(offer=by_name)
        config = {"protocol.version": str(version)}
        GitRepository(folder.parent, config).git(
            "clone", "--quiet", "--no-checkout", *options, recorder.url, str(folder)
        )
        clone = GitRepository(folder, config)
        for _ in range(3):
            _commit(clone)
        yield
        recorder.offer_names(offer=by_name)
        clone.git(*later)

    return tell


def _commit(repository: GitRepository) -> None:
    """A commit that the server does not know."""
    date = {"GIT_AUTHOR_DATE": f"{START} +0000", "GIT_COMMITTER_DATE": f"{START} +0000"}
    made = repository.git(
        *("commit-tree", "-p", "HEAD", "-m", "mine", "HEAD^{tree}"), environment=date
    )
    repository.git("update-ref", "HEAD", made.text)


def by_another(client: Client, depth: int = 0) -> Story:
    def tell(recorder: Recorder, folder: Path) -> Iterator[None]:
        client.clone(recorder.url, folder, depth=depth)
        yield
        client.fetch(folder, recorder.url)

    return tell


STORIES: Mapping[str, Story] = {
    "git-v2": by_git(2),
    "git-v2-named": by_git(2, by_name=True),
    "git-v0": by_git(0),
    "git-v2-shallow": by_git(2, "--depth=3", "--no-single-branch", later=("fetch", "--deepen=2")),
    "git-v0-shallow": by_git(0, "--depth=3", "--no-single-branch", later=("fetch", "--unshallow")),
    "git-v2-partial": by_git(
        2, "--filter=blob:limit=100", later=("diff", "--shortstat", EMPTY_TREE, "origin/main")
    ),
    "libgit2": by_another(LibGit2()),
    "libgit2-shallow": by_another(LibGit2(), depth=2),
    "dulwich": by_another(Dulwich()),
    "dulwich-shallow": by_another(Dulwich(), depth=2),
    "isomorphic-git": by_another(IsomorphicGit()),
    "isomorphic-git-shallow": by_another(IsomorphicGit(), depth=2),
}


def record(folder: Path, names: list[str]) -> None:
    pair = Pair(folder, recording.SEED)
    told: dict[str, list[Request]] = {}
    with serve(pair) as recorder:
        recorder.go_to("one push")
        waiting: dict[str, Iterator[None]] = {}
        for name in names:
            waiting[name] = STORIES[name](recorder, folder / name)
            next(waiting[name])
            told[name] = recorder.take()
        recorder.go_to("several pushes")
        for name, story in waiting.items():
            next(story, None)
            told[name] += recorder.take()
    pair.close()
    for name, requests in told.items():
        recording.write(recording.FOLDER / name, requests)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as scratch:
        record(Path(scratch), sys.argv[1:] or list(STORIES))
