"""What processes have taken, as Linux tells it (proc(5))."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


def cpu_of(pids: Iterable[int]) -> float:
    """CPU seconds of the processes, not of their children; of those that have ended, none."""
    return sum(_ticks(pid, 11, 13) for pid in pids) / _TICKS


def cpu_of_ended_children(pid: int) -> float:
    """CPU seconds of all children that have ended, and of theirs."""
    return _ticks(pid, 13, 15) / _TICKS


def memory_of(pid: int) -> int:
    """Bytes of memory that are held (VmRSS)."""
    return _status_field(pid, "VmRSS")


def peak_memory_of(pid: int) -> int:
    """Bytes of memory that were held at most since `forget_peak` (VmHWM)."""
    return _status_field(pid, "VmHWM")


def forget_peak(pid: int) -> None:
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def listening_ports(pid: int) -> list[int]:
    """The TCP ports that a process listens on."""
    links: list[str] = []
    for entry in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(OSError):
            links.append(os.readlink(entry))
    ports: list[int] = []
    for line in Path("/proc/net/tcp").read_text().splitlines()[1:]:
        _, local, _, state, *rest = line.split()
        if state == "0A" and f"socket:[{rest[5]}]" in links:
            ports.append(int(local.partition(":")[2], 16))
    return ports


def _ticks(pid: int, first: int, last: int) -> int:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return 0
    # Counted after the program's name, which may hold anything but is closed by the last ")".
    return sum(map(int, stat.rpartition(")")[2].split()[first:last]))


def _status_field(pid: int, name: str) -> int:
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(rf"^{name}:\s+(\d+) kB", status, re.MULTILINE)
    return int(found[1]) * 1024 if found else 0
