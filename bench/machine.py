"""What the figures were measured on."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.git import git
from tools.paths import NODE_MODULES, ROOT


@dataclass(frozen=True, slots=True)
class Machine:
    """`load`: processes that wanted to run in the minute before; 0 on a quiet machine."""

    date: str
    processor: str
    cores: int
    memory: int
    load: float
    kernel: str
    git: str
    workerd: str
    commit: str


def read_machine() -> Machine:
    workerd = json.loads((NODE_MODULES / "workerd" / "package.json").read_text())["version"]
    return Machine(
        date=datetime.now(UTC).isoformat(timespec="minutes"),
        processor=_find(r"model name\s*: (.*)", "/proc/cpuinfo") or os.uname().machine,
        cores=len(os.sched_getaffinity(0)),
        memory=int(_find(r"MemTotal:\s+(\d+)", "/proc/meminfo")) * 1024,
        load=os.getloadavg()[0],
        kernel=f"{os.uname().sysname} {os.uname().release}",
        git=git(ROOT, "version").removeprefix("git version "),
        workerd=workerd,
        commit=git(ROOT, "rev-parse", "--short", "HEAD"),
    )


def _find(pattern: str, path: str) -> str:
    found = re.search(pattern, Path(path).read_text())
    return found[1] if found else ""
