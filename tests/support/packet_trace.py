"""What git and a server said to each other, by GIT_TRACE_PACKET."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.git_client import GitRepository

_LINE = re.compile(r"packet:\s+([\w-]+)([<>]) (.*)")
_TRANSPORT = "git"
"""The name of git's HTTP helper and of what it starts."""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Packets in order, as git writes them: `\\1` for the byte 1, a pack as `PACK ...`.

    `passed_on` is what the HTTP helper says and hears: all of a push, and of a fetch an echo.
    """

    sent: list[str] = field(default_factory=list[str])
    heard: list[str] = field(default_factory=list[str])
    passed_on: list[str] = field(default_factory=list[str])


def listen(repository: GitRepository, *arguments: str, **environment: str) -> Conversation:
    """Run git in `repository`; what was said."""
    trace = Path(repository.folder).absolute() / "packets"
    repository.git(*arguments, environment={"GIT_TRACE_PACKET": str(trace), **environment})
    conversation = Conversation()
    for line in trace.read_text(errors="replace").splitlines():
        if found := _LINE.search(line):
            name, way, packet = found.groups()
            by_way = conversation.sent if way == ">" else conversation.heard
            (conversation.passed_on if name == _TRANSPORT else by_way).append(packet)
    trace.unlink()
    return conversation
