"""How long pages take, cold and warm, and how large they are; beside cgit where that is installed.

Cold is a page's first view after the server has started, warm what follows. cgit is started anew
for each request, as a web server does it, without the web server.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
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

KEY = "pages"

TIMES = 30
"""Warm views of each page."""

WARM_AIM, COLD_AIM = 0.060, 0.250
"""Seconds of the warm median, and of the first view, at most."""

CGIT = Path("/usr/lib/cgit/cgit.cgi")
"""Where Debian puts it."""

LEGEND = f"""\
Pages as a browser asks for them, over a connection that stays, in milliseconds: the first view
after a start, then median and 95th percentile of {TIMES}; bytes without compression. The first may
take {COLD_AIM * 1000:.0f} ms, the median {WARM_AIM * 1000:.0f} ms. cgit: the median of its
program alone."""


@dataclass(frozen=True, slots=True)
class View:
    """`path` is below the repository's page, `cgit` below that of cgit; empty where it has none."""

    title: str
    path: str
    cgit: str = ""


@dataclass(frozen=True, slots=True)
class PageTimes:
    """Seconds; `cgit` of each of its answers, empty where it is not compared."""

    title: str
    size: int
    cold: float
    warm: list[float]
    cgit: list[float]

    @property
    def slow(self) -> float:
        """The 95th percentile of the warm views."""
        return quantiles(self.warm, n=20)[-1]


def measure_pages(source: Source, folder: Path, *, is_direct: bool) -> list[PageTimes]:
    """Push `source` to a server of its own, start that anew, and look at its pages."""
    with tempfile.TemporaryDirectory(dir=folder) as scratch:
        hearth = Hearth(Path(scratch) / "hearth", is_direct=is_direct)
        try:
            place = Place(source, hearth, Path(scratch) / "place")
            place.begin_repository()
            git(place.author, "push", "-q", "--mirror", place.url)
            views = _views(place)
            hearth.restart()
            cold = [_look(place, each, 1) for each in views]
            cgit = _Cgit(Path(scratch), place.author)
            return [
                _together(place, view, first, cgit) for view, first in zip(views, cold, strict=True)
            ]
        finally:
            hearth.stop()


def _views(place: Place) -> list[View]:
    tip, branch = place.tip, place.source.branch.removeprefix("refs/heads/")
    listed = git(place.author, "ls-tree", "-r", "-l", tip).splitlines()
    blobs = [line.split(maxsplit=4) for line in listed if line.split()[1] == "blob"]
    readable = [each for each in blobs if each[4].endswith((".py", ".c", ".txt", ".md"))] or blobs
    file = max((each for each in readable if int(each[3]) < 40_000), key=lambda each: int(each[3]))
    path = file[4]
    top = git(place.author, "ls-tree", "-d", "--name-only", tip).splitlines()
    folder = top[-1] if top else ""
    parent = git(place.author, "rev-list", "--first-parent", "-n", "20", tip).splitlines()[-1]
    return [
        View("repository", "", "/"),
        View("folder", f"/tree/{branch}/{folder}", f"/tree/{folder}"),
        View("file", f"/blob/{branch}/{path}", f"/tree/{path}"),
        View("blame", f"/blame/{branch}/{path}", f"/blame/{path}"),
        View("log", f"/commits/{branch}", "/log/"),
        View("log of a file", f"/commits/{branch}/{path}", f"/log/{path}"),
        View("commit", f"/commit/{tip}", f"/commit/?id={tip}"),
        View("20 commits compared", f"/compare/{parent}...{tip}", f"/diff/?id={tip}&id2={parent}"),
        View("branches", "/branches", "/refs/heads"),
        View("tags", "/tags", "/refs/tags"),
        View("graph", "/graph"),
        View("issues", "/issues"),
    ]


def _look(place: Place, view: View, times: int) -> tuple[list[float], int]:
    """Seconds of each view, and the size of the last in bytes."""
    address = urlsplit(place.url)
    headers = {**basic(str(address.username), str(address.password)), "accept": "text/html"}
    seconds: list[float] = []
    size = 0
    connection = HTTPConnection(str(address.hostname), address.port, timeout=ANSWER_SECONDS)
    with closing(connection):
        for _ in range(times):
            start = time.perf_counter()
            connection.request("GET", address.path[:-4] + view.path, headers=headers)
            answer = connection.getresponse()
            size = len(answer.read())
            seconds.append(time.perf_counter() - start)
            if answer.status != 200:
                raise ToolError(f"{view.title}: {view.path} answers {answer.status}")
    return seconds, size


def _together(place: Place, view: View, first: tuple[list[float], int], cgit: _Cgit) -> PageTimes:
    warm, size = _look(place, view, TIMES)
    times = PageTimes(view.title, size, first[0][0], warm, cgit.look(view))
    said = f"{times.cold * 1000:8.1f} ms {median(warm) * 1000:8.1f} ms"
    say(f"  {view.title:<24}{said}")
    return times


class _Cgit:
    """cgit over one repository, if it is installed."""

    def __init__(self, folder: Path, repository: Path) -> None:
        self._config = folder / "cgitrc"
        self._config.write_text(
            f"enable-blame=1\ncache-size=0\nrepo.url=r\nrepo.path={repository}\n"
        )

    def look(self, view: View) -> list[float]:
        if not view.cgit or not CGIT.exists():
            return []
        path, _, query = view.cgit.partition("?")
        environment = {
            **os.environ,
            "CGIT_CONFIG": str(self._config),
            "REQUEST_METHOD": "GET",
            "PATH_INFO": f"/r{path}",
            "QUERY_STRING": query,
        }
        seconds: list[float] = []
        for _ in range(TIMES):
            start = time.perf_counter()
            done = subprocess.run([CGIT], env=environment, capture_output=True, check=True)
            seconds.append(time.perf_counter() - start)
            if b"Status: " in done.stdout.partition(b"\n\n")[0]:
                raise ToolError(f"{view.title}: cgit does not show {view.cgit}")
        return seconds


def format_pages(source: Source, pages: Sequence[PageTimes]) -> str:
    """A table in Markdown."""
    rows = [
        f"| {each.title} | {_marked(each.cold, COLD_AIM)} | {_marked(median(each.warm), WARM_AIM)}"
        f" | {each.slow * 1000:.1f} | {each.size:,}"
        f" | {f'{median(each.cgit) * 1000:.1f}' if each.cgit else ''} |"
        for each in pages
    ]
    head = ["| page | cold | warm | 95 % | bytes | cgit |", "|---|---|---|---|---|---|"]
    return "\n".join([f"### Pages: {source.title}", "", *head, *rows, ""])


def _marked(seconds: float, aim: float) -> str:
    return f"{seconds * 1000:.1f}{MISSED if seconds > aim else ''}"


def encode_pages(source: Source, pages: Sequence[PageTimes]) -> bytes:
    told = {"source": source.name, "pages": [asdict(each) for each in pages]}
    return json.dumps(told, indent=1).encode()
