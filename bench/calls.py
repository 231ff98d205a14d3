"""How long common calls of the API take, one after another over one connection, when warm."""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit

from bench.contestants import ANSWER_SECONDS, Hearth, basic
from bench.git import git
from bench.place import Place
from bench.report import MISSED
from bench.repositories import Source
from tools.console import ToolError, say

KEY = "api"
TIMES = 50
"""Measurements of each call."""

WARMING = 5
"""Calls before them, that are not measured."""

AIM = 0.061
"""Seconds of the median at most. The marks of other forges on this scale are 42 to 61 ms."""

LEGEND = f"""\
Calls of the API, with a token, over a connection that stays: median and 95th percentile of
{TIMES} in milliseconds, after {WARMING} to warm up. The median may be {AIM * 1000:.0f} ms."""


@dataclass(frozen=True, slots=True)
class Call:
    """`path` is below the repository's address, or below the API's when it begins with `~`.

    A `body` is sent as JSON; `%` in it is the number of the call.
    """

    title: str
    path: str
    body: str = ""


@dataclass(frozen=True, slots=True)
class CallTimes:
    """`seconds` of each call, in order; `size` of the last answer in bytes."""

    title: str
    size: int
    seconds: list[float]

    @property
    def median(self) -> float:
        return median(self.seconds)

    @property
    def slow(self) -> float:
        """The 95th percentile."""
        return quantiles(self.seconds, n=20)[-1]


def measure_calls(source: Source, folder: Path, *, is_direct: bool) -> list[CallTimes]:
    """Push `source` to a server of its own, and ask it."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        hearth = Hearth(Path(scratch) / "hearth", is_direct=is_direct)
        try:
            place = Place(source, hearth, Path(scratch) / "place")
            place.begin_repository()
            git(place.author, "push", "-q", "--mirror", place.url)
            return [_measure(place, each) for each in _calls(place)]
        finally:
            hearth.stop()


def _calls(place: Place) -> list[Call]:
    tip = place.tip
    files = git(place.author, "ls-tree", "-r", "--name-only", tip).splitlines()
    older = git(place.author, "rev-list", "--first-parent", "-n", "20", tip).splitlines()[-1]
    commit = '{"message": "call %", "content": "dGV4dA=="}'
    return [
        Call("who one is", "~/user"),
        Call("the repository", ""),
        Call("branches", "/branches"),
        Call("tags", "/tags"),
        Call("30 commits", "/commits"),
        Call("a commit", f"/commits/{tip}"),
        Call("a folder", "/contents"),
        Call("a file", f"/contents/{files[0]}"),
        Call("a tree and all below it", f"/git/trees/{tip}?recursive=1"),
        Call("20 commits compared", f"/compare/{older}...{tip}"),
        Call("a commit of one file", "/contents/bench/%", commit),
    ]


def _measure(place: Place, call: Call) -> CallTimes:
    address = urlsplit(place.url)
    headers = {
        **basic(str(address.username), str(address.password)),
        "content-type": "application/json",
    }
    base = "/api/v3" if call.path.startswith("~") else f"/api/v3/repos{address.path[:-4]}"
    seconds: list[float] = []
    size = 0
    connection = HTTPConnection(str(address.hostname), address.port, timeout=ANSWER_SECONDS)
    with closing(connection):
        for number in range(WARMING + TIMES):
            path = base + call.path.removeprefix("~").replace("%", str(number))
            body = call.body.replace("%", str(number)).encode() or None
            start = time.perf_counter()
            connection.request("PUT" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            size = len(answer.read())
            if number >= WARMING:
                seconds.append(time.perf_counter() - start)
            if answer.status >= 300:
                raise ToolError(f"{call.title}: {path} answers {answer.status}")
    times = CallTimes(call.title, size, seconds)
    say(f"  {call.title:<26}{times.median * 1000:8.1f} ms {times.slow * 1000:8.1f} ms")
    return times


def format_calls(source: Source, calls: Sequence[CallTimes]) -> str:
    """A table in Markdown."""
    rows = [
        f"| {each.title} | {each.median * 1000:.1f}{MISSED if each.median > AIM else ''}"
        f" | {each.slow * 1000:.1f} | {each.size:,} |"
        for each in calls
    ]
    title = f"### Calls of the API: {source.title}"
    return "\n".join(
        [title, "", "| call | median | 95 % | bytes |", "|---|---|---|---|", *rows, ""]
    )


def encode_calls(source: Source, calls: Sequence[CallTimes]) -> bytes:
    told = [{"title": each.title, "size": each.size, "seconds": each.seconds} for each in calls]
    return json.dumps({"source": source.name, "calls": told}, indent=1).encode()
