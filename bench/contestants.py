"""The two servers that are compared, behind one face."""

from __future__ import annotations

import base64
import json
import shutil
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import IO, cast

from bench import processes
from bench.git import git
from tests.support.server import HOST, Server
from tools.console import ToolError
from tools.paths import ROOT

ACCOUNT = "admin"
ANSWER_SECONDS = 60
LOG_SHOWN = 4_000
"""Characters of the server's log when it cannot be used at all."""


@dataclass(frozen=True, slots=True)
class Inside:
    """What Hearth says of a repository: bytes of WebAssembly memory, rows since it woke."""

    heap: int
    rows_written: int
    packed: int
    packs: int


class Contestant(ABC):
    """A running server."""

    name: str

    @abstractmethod
    def url(self, repository: str) -> str:
        """With credentials."""

    @abstractmethod
    def make_repository(self, repository: str, branch: str) -> None:
        """Have it ready for its first push; `branch` is the one that its HEAD will name."""

    @abstractmethod
    def cpu(self) -> float:
        """CPU seconds so far: of git itself here, of the workerd that runs the Worker there.

        What stands in front of them, and is not there in production, is left out.
        """

    @abstractmethod
    def stop(self) -> None: ...

    @abstractmethod
    def forget_peak(self) -> None:
        """Begin to watch memory anew."""

    @abstractmethod
    def peak(self) -> int | None:
        """Bytes of memory held at most since then; None when that is not known."""

    @abstractmethod
    def look_inside(self, repository: str) -> Inside | None:
        """None for a repository that does not exist, and for a server that does not tell."""


class HttpBackend(Contestant):
    """`git http-backend` over the folder `root`, which it makes."""

    name = "git"

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True)
        command = [sys.executable, "-m", "bench.http_backend", str(root), f"{ACCOUNT}:secret"]
        self._process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        self._port = int(cast("IO[str]", self._process.stdout).readline())

    def url(self, repository: str) -> str:
        return f"http://{ACCOUNT}:secret@{HOST}:{self._port}/{repository}.git"

    def make_repository(self, repository: str, branch: str) -> None:
        short = branch.removeprefix("refs/heads/")
        git(self._root, "init", "-q", "--bare", "-b", short, f"{repository}.git")
        git(self._root / f"{repository}.git", "config", "uploadpack.allowFilter", "true")

    def cpu(self) -> float:
        return processes.cpu_of_ended_children(self._process.pid)

    def forget_peak(self) -> None:
        """Each request has processes of its own."""

    def peak(self) -> None:
        return None

    def look_inside(self, repository: str) -> None:
        return None

    def stop(self) -> None:
        with self._process:
            self._process.terminate()
        shutil.rmtree(self._root)


class Hearth(Contestant):
    """Hearth in workerd, as `make dev` starts it; its state lies in `folder`, which it makes.

    `is_direct` leaves out the proxy of `wrangler dev`.
    """

    name = "hearth"

    def __init__(self, folder: Path, *, is_direct: bool) -> None:
        self._folder = folder
        self._server = Server(folder)
        self._server.start()
        try:
            self._front = self._server.port
            self._basic = basic(self._server.account, self._server.password)
            self.first_requests = self._make_first_requests()
            self._worker = max(self._server.workerd_pids(), key=processes.memory_of)
            self._port = self._find_inner_port() if is_direct else self._front
        except BaseException:
            self.stop()
            raise

    def url(self, repository: str) -> str:
        return f"http://{ACCOUNT}:{self._token}@{HOST}:{self._port}/{ACCOUNT}/{repository}.git"

    def make_repository(self, repository: str, branch: str) -> None:
        """Nothing: the first push makes it."""

    def cpu(self) -> float:
        return processes.cpu_of([self._worker])

    @property
    def log(self) -> str:
        """All that it has printed."""
        return self._server.log

    def restart(self) -> None:
        """On the same port and state, with nothing in memory. `cpu` and `peak` are of before."""
        self._server.restart()

    def stop(self) -> None:
        self._server.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget_peak(self) -> None:
        processes.forget_peak(self._worker)

    def peak(self) -> int:
        return processes.peak_memory_of(self._worker)

    def look_inside(self, repository: str) -> Inside | None:
        status, body = self._ask("GET", f"/{ACCOUNT}/{repository}.git/stats", self._basic)
        if status != 200:
            return None
        told = json.loads(body)
        return Inside(told["heap"], told["rows_written"], told["packed"], told["packs"])

    def _make_first_requests(self) -> dict[str, float]:
        """Seconds of the first requests of their kinds; they also make the token."""
        seconds: dict[str, float] = {}
        start = time.perf_counter()
        status, body = self._ask(
            "POST",
            f"/api/v1/users/{ACCOUNT}/tokens",
            {**self._basic, "content-type": "application/json"},
            b'{"name": "bench"}',
        )
        seconds["first with the password"] = time.perf_counter() - start
        if status != 201:
            raise self._refusal("made no token", status)
        self._token = json.loads(body)["sha1"]
        for name in ("first with a token", "second with a token"):
            start = time.perf_counter()
            path = f"/{ACCOUNT}/none.git/info/refs?service=git-receive-pack"
            status, _ = self._ask("GET", path, basic(ACCOUNT, self._token))
            seconds[name] = time.perf_counter() - start
            if status != 200:
                raise self._refusal("did not take its own token", status)
        return seconds

    def _refusal(self, what: str, status: int) -> ToolError:
        return ToolError(f"Hearth {what}: {status}\n{self.log[-LOG_SHOWN:]}")

    def _find_inner_port(self) -> int:
        for port in processes.listening_ports(self._worker):
            with suppress(OSError, HTTPException):
                if self._ask("GET", "/health", {}, port=port)[0] == 200:
                    return port
        raise ToolError("no port of the Worker's own workerd answers")

    def _ask(
        self,
        method: str,
        path: str,
        headers: Mapping[str, str],
        body: bytes | None = None,
        port: int | None = None,
    ) -> tuple[int, bytes]:
        address = port or self._front
        with closing(HTTPConnection(HOST, address, timeout=ANSWER_SECONDS)) as connection:
            connection.request(method, path, body, dict(headers))
            answer = connection.getresponse()
            return answer.status, answer.read()


def basic(account: str, password: str) -> dict[str, str]:
    value = base64.b64encode(f"{account}:{password}".encode()).decode()
    return {"authorization": f"Basic {value}"}
