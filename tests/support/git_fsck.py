"""Real `git fsck --strict` as judge over objects that Git itself would not make."""

from __future__ import annotations

import os
import re
import subprocess
import zlib
from pathlib import Path

from git.objects import ObjectType, encode_header, hash_object
from git.oid import ObjectId

_VERDICT = re.compile(r"(error|warning) in \w+ ([0-9a-f]{40}): (\w+): ")
_UNREADABLE = re.compile(r"error: ([0-9a-f]{40}): ")

ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "LC_ALL": "C",
    "HOME": "/nonexistent",
    "GIT_CONFIG_NOSYSTEM": "1",
}


class GitFsck:
    """One repository for many objects: they are put into it as they are, and judged together."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        command = ["git", "init", "-q", "--bare", str(folder)]
        subprocess.run(command, check=True, env=ENVIRONMENT)

    def put(self, object_type: ObjectType, data: bytes) -> ObjectId:
        oid = hash_object(object_type, data)
        path = self._folder / "objects" / oid.hex()[:2] / oid.hex()[2:]
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(zlib.compress(encode_header(object_type, len(data)) + data))
        return oid

    def verdicts(self) -> dict[str, list[str]]:
        """By hex oid the ids of broken rules in order, warnings with `?`; `unreadable` alone."""
        command = ["git", "fsck", "--strict", "--no-dangling", "--no-progress"]
        run = subprocess.run(
            command, cwd=self._folder, check=False, capture_output=True, env=ENVIRONMENT
        )
        verdicts: dict[str, list[str]] = {}
        for line in run.stderr.decode("utf-8", "backslashreplace").splitlines():
            verdict = _VERDICT.match(line)
            unreadable = _UNREADABLE.match(line)
            if verdict:
                mark = "?" if verdict[1] == "warning" else ""
                verdicts.setdefault(verdict[2], []).append(verdict[3] + mark)
            elif unreadable:
                verdicts.setdefault(unreadable[1], ["unreadable"])
        assert not re.search(rb"^fatal:", run.stderr, re.MULTILINE), run.stderr
        return verdicts
