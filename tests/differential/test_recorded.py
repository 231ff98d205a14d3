"""What real clients have sent is answered as git's own server answers it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from git.protocol.advertise import Service
from tests.differential import answers, recording
from tests.differential.answers import Answer
from tests.differential.judge import judge
from tests.differential.life import STAGES, Life
from tests.differential.pair import Pair
from tests.differential.recording import Request

FILES = sorted(recording.FOLDER.iterdir())


@pytest.fixture(scope="module")
def pairs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Pair]]:
    """The repository at each stage at which something was recorded."""
    pairs: dict[str, Pair] = {}
    for last in ("one push", "several pushes"):
        pairs[last] = pair = Pair(tmp_path_factory.mktemp("recorded"), recording.SEED)
        life = Life(pair)
        for name, stage in STAGES.items():
            stage(life)
            if name == last:
                break
    yield pairs
    for pair in pairs.values():
        pair.close()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_what_a_client_sent_is_answered_as_by_git(path: Path, pairs: Mapping[str, Pair]) -> None:
    fetched: set[str] = set()
    for request in recording.iter_requests(path):
        pair = pairs[request.stage]
        if not recording.is_fetch(request):
            ours, gits = (
                side.upload_pack(request.version, request.body) for side in (pair.hearth, pair.git)
            )
            assert ours == gits
            continue
        asked = recording.understand(request, pair)
        verdict = judge(pair, asked)
        assert not verdict.differences, f"{asked}\n{verdict}"
        if verdict.counts["ours"]:
            fetched.add(request.stage)
    assert fetched == pairs.keys(), "a clone, and a fetch of what came then"


def without_pack(pair: Pair, request: Request) -> Answer:
    """What `git http-backend` answers."""
    reply = pair.git.post(Service.UPLOAD_PACK, request.version, request.body)
    asked = recording.understand(request, pair)
    return replace(answers.decode(reply, asked), pack=b"")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_git_answers_by_its_gateway_what_it_answers_without(
    path: Path, pairs: Mapping[str, Pair]
) -> None:
    for request in filter(recording.is_fetch, recording.iter_requests(path)):
        pair = pairs[request.stage]
        direct = answers.ask(pair.git, recording.understand(request, pair))
        assert without_pack(pair, request) == replace(direct, pack=b"")
