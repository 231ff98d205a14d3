"""The two servers, over what shall be the same repository: Hearth in process, and git's own."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from durable.caches import Caches
from durable.repository import Repository
from git.protocol.advertise import Service
from tests.support.git_client import ENVIRONMENT, SECONDS, GitRepository
from tests.support.sqlite_sql import SqliteSql

NOW = 1_790_000_000
DAY = 24 * 60 * 60

V0 = "version=0"
V1 = "version=1"
V2 = "version=2"

_CONFIG = {
    "uploadpack.allowFilter": "true",
    "uploadpack.allowRefInWant": "true",
    "uploadpack.allowSidebandAll": "true",
    "uploadpack.allowTipSHA1InWant": "true",
    "uploadpack.allowReachableSHA1InWant": "true",
    "receive.advertisePushOptions": "true",
    "receive.advertiseAtomic": "true",
    "receive.fsckObjects": "true",
    "receive.autogc": "false",
    "receive.unpackLimit": "1",
    "gc.writeCommitGraph": "false",
    "http.receivepack": "true",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """`died` is what a server said that ended without telling its client why."""

    body: bytes
    died: str = ""


class Side(Protocol):
    def advertise(self, service: Service, version: str) -> Reply: ...

    def upload_pack(self, version: str, body: bytes) -> Reply: ...

    def receive_pack(self, body: bytes) -> Reply: ...

    def maintain(self, days: int) -> None:
        """Upkeep, so many days after all pushes."""
        ...


class HearthSide:
    def __init__(self) -> None:
        self._sql = SqliteSql()
        self.repository = Repository(self._sql, "alice/sample", Caches())

    def close(self) -> None:
        self._sql.close()

    def advertise(self, service: Service, version: str) -> Reply:
        return Reply(b"".join(self.repository.advertise(service, version)))

    def upload_pack(self, version: str, body: bytes) -> Reply:
        pieces = self.repository.upload_pack(version, body)
        return Reply(b"".join(memoryview(piece).tobytes() for piece in pieces))  # type: ignore[arg-type]

    def receive_pack(self, body: bytes) -> Reply:
        push = self.repository.receive_pack("pusher", lambda: NOW)
        view = memoryview(body)
        while view:
            wanted = push.wanted
            push.receive(view[:wanted])
            view = view[wanted:]
        answer = b"".join(push.conclude())
        assert push.error is None, push.error
        return Reply(answer)

    def maintain(self, days: int) -> None:
        for _ in self.repository.maintenance(lambda: NOW + days * DAY).run():
            pass


class GitSide:
    """By `git http-backend`, or by the program behind it when `is_direct`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True)
        self.repository = GitRepository(folder)
        self.repository.git("init", "--quiet", "--bare", "--initial-branch=main")
        for name, value in _CONFIG.items():
            self.repository.git("config", name, value)

    def advertise(self, service: Service, version: str) -> Reply:
        variables = {"REQUEST_METHOD": "GET", "QUERY_STRING": f"service={service.value}"}
        return self._backend("info/refs", version, variables)

    def upload_pack(self, version: str, body: bytes) -> Reply:
        return self._run(("upload-pack", "--stateless-rpc", "--strict", "."), version, body)

    def receive_pack(self, body: bytes) -> Reply:
        return self._run(("receive-pack", "--stateless-rpc", "."), V0, body)

    def receive_or_forget(self, body: bytes) -> Reply:
        """Git keeps the pack of a push of which it refuses everything; here it goes, too."""
        folder = self.repository.folder / "objects/pack"
        before = set(folder.iterdir())
        reply = self.receive_pack(body)
        if b"ok refs/" not in reply.body:
            for path in set(folder.iterdir()) - before:
                path.unlink()
        return reply

    def post(self, service: Service, version: str, body: bytes) -> Reply:
        """The same through `git http-backend`."""
        variables = {
            "REQUEST_METHOD": "POST",
            "CONTENT_TYPE": f"application/x-{service.value}-request",
            "CONTENT_LENGTH": str(len(body)),
        }
        return self._backend(service.value, version, variables, body)

    def maintain(self, days: int) -> None:
        prune = "now" if days > 30 else "never"
        self.repository.git("gc", "--quiet", f"--prune={prune}")

    def _run(self, arguments: tuple[str, ...], version: str, body: bytes) -> Reply:
        environment = {"GIT_PROTOCOL": version}
        done = self.repository.git(*arguments, stdin=body, check=False, environment=environment)
        return Reply(done.output, done.said if done.code else "")

    def _backend(
        self, path: str, version: str, variables: dict[str, str], body: bytes = b""
    ) -> Reply:
        folder = self.repository.folder
        environment = {
            **ENVIRONMENT,
            **variables,
            "GIT_PROJECT_ROOT": str(folder.parent),
            "GIT_HTTP_EXPORT_ALL": "1",
            "PATH_INFO": f"/{folder.name}/{path}",
            "HTTP_GIT_PROTOCOL": version,
            "REMOTE_USER": "pusher",
        }
        done = subprocess.run(
            ["git", "http-backend"],
            env=environment,
            input=body,
            capture_output=True,
            check=False,
            timeout=SECONDS,
        )
        _, _, answer = done.stdout.partition(b"\r\n\r\n")
        died = done.stderr.decode("utf-8", "backslashreplace") if done.returncode else ""
        return Reply(answer, died)
