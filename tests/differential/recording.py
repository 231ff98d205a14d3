"""Requests that real clients have sent, in files beside this one.

    recording   *(head body LF)
    head        stage ", " version ", " length LF       of the server's repository, of the protocol

`python -m tests.differential.record` makes them anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.differential import lines
from tests.differential.lines import FLUSH
from tests.differential.pair import MAIN, Pair
from tests.differential.requests import Asked, Client
from tests.differential.sides import V0, V2

FOLDER = Path(__file__).with_name("recorded")

SEED = 7
"""Of the history that the clients were given."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a client sent to `git-upload-pack` while the repository was at `stage`."""

    stage: str
    version: str
    body: bytes

    def lines(self) -> list[str]:
        return lines.decode(self.body)


@dataclass(frozen=True, slots=True)
class Recorded(Asked):
    """A fetch as it came."""

    body: bytes = b""

    def finished(self) -> Recorded:
        end = lines.encode("done", FLUSH) if self.version == V2 else lines.encode("done")
        return replace(self, done=True, body=self.body.removesuffix(FLUSH.encode()) + end)

    def encode(self) -> bytes:
        return self.body


def write(path: Path, requests: Iterable[Request]) -> None:
    with path.open("wb") as file:
        for one in requests:
            file.write(f"{one.stage}, {one.version}, {len(one.body)}\n".encode())
            file.write(one.body + b"\n")


def iter_requests(path: Path) -> Iterator[Request]:
    data = path.read_bytes()
    while data:
        head, _, data = data.partition(b"\n")
        stage, version, length = head.decode().split(", ")
        body, data = data[: int(length)], data[int(length) + 1 :]
        yield Request(stage, version, body)


def understand(request: Request, pair: Pair) -> Recorded:
    """What is asked for, and what somebody must have who says so."""
    by_word: dict[str, list[str]] = {}
    for line in request.lines():
        word, _, rest = line.partition(" ")
        by_word.setdefault(word, []).append(rest)
    wants = [rest.split(" ") for rest in by_word.get("want", [])]
    names = (MAIN if name == "HEAD" else name for name in by_word.get("want-ref", []))
    haves = by_word.get("have", [])
    known = tuple(one for one in haves if one in pair.world.objects)
    return Recorded(
        request.version,
        Client(known, frozenset(by_word.get("shallow", []))),
        wants=(*(want for want, *_ in wants), *(pair.refs[name] for name in names)),
        lines=tuple(request.lines()),
        haves=tuple(haves),
        done="done" in by_word,
        capabilities=tuple(wants[0][1:]) if request.version == V0 else (),
        filter=by_word.get("filter", [""])[0],
        body=request.body,
    )


def is_fetch(request: Request) -> bool:
    return request.version != V2 or "command=fetch" in request.lines()
