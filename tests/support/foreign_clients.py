"""Clients that share no code with git: libgit2, dulwich and isomorphic-git, behind one face.

Each gets a URL with credentials in it, and works on folders that git can read.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import pygit2
from dulwich import porcelain
from dulwich.client import get_transport_and_path
from dulwich.objects import ZERO_SHA, ObjectID
from dulwich.refs import Ref
from dulwich.repo import Repo

from tools.paths import ROOT, node_folder

SCRIPT = Path(__file__).with_name("isomorphic.mjs")
SECONDS = 120


class PushRefused(Exception):
    """The server did not take a ref; the reason that the client gives."""


class Client(ABC):
    name: str

    @abstractmethod
    def clone(self, url: str, folder: Path, *, depth: int = 0) -> None:
        """All branches and tags, the branches under refs/remotes/origin, nothing checked out."""

    @abstractmethod
    def fetch(self, folder: Path, url: str) -> None:
        """What is new, into a clone."""

    @abstractmethod
    def push(
        self, folder: Path, url: str, source: str, target: str, *, force: bool = False
    ) -> None:
        """The full ref `source` to the full ref `target`; PushRefused when the server says no."""

    @abstractmethod
    def delete(self, folder: Path, url: str, target: str) -> None:
        """A ref on the server."""


class LibGit2(Client):
    name = "libgit2"

    def clone(self, url: str, folder: Path, *, depth: int = 0) -> None:
        plain, callbacks = _for_libgit2(url)
        repository = pygit2.init_repository(str(folder), bare=True)
        repository.remotes.create("origin", plain)
        repository.remotes["origin"].fetch(callbacks=callbacks, depth=depth)

    def fetch(self, folder: Path, url: str) -> None:
        pygit2.Repository(str(folder)).remotes["origin"].fetch(callbacks=_for_libgit2(url)[1])

    def push(
        self, folder: Path, url: str, source: str, target: str, *, force: bool = False
    ) -> None:
        self._push(folder, url, [f"{'+' if force else ''}{source}:{target}"])

    def delete(self, folder: Path, url: str, target: str) -> None:
        self._push(folder, url, [f":{target}"])

    def push_all(self, folder: Path, url: str) -> None:
        refs = pygit2.Repository(str(folder)).references
        self._push(folder, url, [f"+{name}:{name}" for name in refs])

    def mirror(self, url: str, folder: Path) -> None:
        plain, callbacks = _for_libgit2(url)
        repository = pygit2.init_repository(str(folder), bare=True)
        repository.remotes.create("origin", plain, "+refs/*:refs/*")
        repository.remotes["origin"].fetch(callbacks=callbacks)

    def _push(self, folder: Path, url: str, refspecs: list[str]) -> None:
        plain, callbacks = _for_libgit2(url)
        remote = pygit2.Repository(str(folder)).remotes.create_anonymous(plain)
        # A path may be bytes, a string has to be UTF-8; refs need not be.
        paths: list[Any] = [_Refspec(os.fsencode(refspec)) for refspec in refspecs]
        remote.push(paths, callbacks=callbacks)


@dataclass(frozen=True, slots=True)
class _Refspec:
    text: bytes

    def __fspath__(self) -> bytes:
        return self.text


class _Callbacks(pygit2.RemoteCallbacks):
    def push_update_reference(self, refname: str, message: str | None) -> None:
        if message is not None:
            raise PushRefused(message)


def _for_libgit2(url: str) -> tuple[str, _Callbacks]:
    parts = urlsplit(url)
    credentials = pygit2.UserPass(parts.username or "", parts.password or "")
    return _without_credentials(parts), _Callbacks(credentials=credentials)


class Dulwich(Client):
    name = "dulwich"

    def clone(self, url: str, folder: Path, *, depth: int = 0) -> None:
        with porcelain.clone(
            url, str(folder), bare=True, depth=depth or None, errstream=io.BytesIO()
        ):
            pass

    def fetch(self, folder: Path, url: str) -> None:
        porcelain.fetch(str(folder), "origin", errstream=io.BytesIO(), outstream=io.StringIO())

    def push(
        self, folder: Path, url: str, source: str, target: str, *, force: bool = False
    ) -> None:
        with Repo(str(folder)) as repository:
            oid = repository.refs[Ref(source.encode())]
        self._send(folder, url, {Ref(target.encode()): oid})

    def delete(self, folder: Path, url: str, target: str) -> None:
        self._send(folder, url, {Ref(target.encode()): ZERO_SHA})

    def push_all(self, folder: Path, url: str) -> None:
        with Repo(str(folder)) as repository:
            refs = repository.refs.as_dict()
        self._send(folder, url, {name: refs[name] for name in refs if name.startswith(b"refs/")})

    def mirror(self, url: str, folder: Path) -> None:
        client, path = get_transport_and_path(url)
        with Repo.init_bare(str(folder), mkdir=True) as repository:
            fetched = client.fetch(path, repository)
            for name, oid in fetched.refs.items():
                if oid is not None and name.startswith(b"refs/") and not name.endswith(b"^{}"):
                    repository.refs[name] = oid

    def _send(self, folder: Path, url: str, refs: dict[Ref, ObjectID]) -> None:
        client, path = get_transport_and_path(url)
        with Repo(str(folder)) as repository:
            # Its own types do not agree about the progress that nobody here shows.
            generate: Any = repository.generate_pack_data
            sent = client.send_pack(path.encode(), lambda _: refs, generate)
        for reason in (sent.ref_status or {}).values():
            if reason is not None:
                raise PushRefused(reason)


class IsomorphicGit(Client):
    name = "isomorphic-git"

    def clone(self, url: str, folder: Path, *, depth: int = 0) -> None:
        options: dict[str, object] = {"depth": depth} if depth else {}
        self._run("clone", url, dir=str(folder), noCheckout=True, **options)

    def fetch(self, folder: Path, url: str) -> None:
        self._run("fetch", url, dir=str(folder), tags=True)

    def push(
        self, folder: Path, url: str, source: str, target: str, *, force: bool = False
    ) -> None:
        self._push(url, dir=str(folder), ref=source, remoteRef=target, force=force)

    def delete(self, folder: Path, url: str, target: str) -> None:
        # It wants a ref that exists here even so.
        self._push(url, dir=str(folder), ref="HEAD", remoteRef=target, delete=True)

    def _push(self, url: str, **options: object) -> None:
        result = self._run("push", url, **options)
        for ref in result["refs"].values():
            if not ref["ok"]:
                raise PushRefused(ref["error"])

    def _run(self, operation: str, url: str, **options: object) -> Any:
        parts = urlsplit(url)
        given: Mapping[str, object] = {
            "url": _without_credentials(parts),
            "username": parts.username,
            "password": parts.password,
            **options,
        }
        done = subprocess.run(
            [node_folder() / "node", SCRIPT, operation, json.dumps(given)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS,
        )
        if done.returncode:
            raise PushRefused(done.stderr) if operation == "push" else OSError(done.stderr)
        return json.loads(done.stdout)


def _without_credentials(parts: SplitResult) -> str:
    return parts._replace(netloc=f"{parts.hostname}:{parts.port}").geturl()
