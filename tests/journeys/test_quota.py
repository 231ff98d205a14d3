"""What git and the API say where an owner may keep little."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Iterator

import pytest

from tests.support.desk import Desk, Remote
from tests.support.server import Server

pytestmark = pytest.mark.workerd

QUOTA = 3_000_000
JSON = {"content-type": "application/json"}
NOISE = random.Random(3).randbytes(4_000_000)  # noqa: S311 - it has to be incompressible


@pytest.fixture(scope="module")
def tight(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"QUOTA_BYTES": str(QUOTA)}
    with Server(tmp_path_factory.mktemp("tight"), settings=settings) as server:
        yield server


def test_an_owner_keeps_no_more_than_the_quota_by_whatever_way(desk: Desk, tight: Server) -> None:
    remote = Remote(tight, f"{tight.account}/first")
    work = desk.repository(remote)
    work.commit("large", {"large": NOISE})
    said = work.refused("push", "origin", "main")
    assert f"remote unpack failed: the owner's quota leaves room for only {QUOTA:,} bytes" in said
    assert remote.ask("GET", f"/api/v3/repos/{remote.name}", b"").status == 404

    work.git("checkout", "--quiet", "--orphan", "small")
    work.commit("most of it", {"large": NOISE[:2_000_000]})
    work.git("push", "--quiet", "origin", "small")
    work.commit("again", {"more": NOISE[2_000_000:]})
    assert "quota leaves room for only" in work.refused("push", "origin", "small")

    content = base64.b64encode(NOISE[2_000_000:]).decode()
    body = json.dumps({"message": "m", "content": content}).encode()
    path = f"/api/v3/repos/{remote.name}"
    assert remote.ask("PUT", f"{path}/contents/more", body, JSON).status == 422
    fork = remote.ask("POST", f"{path}/forks", b'{"name": "fork"}', JSON)
    assert fork.status == 422
    assert b"bytes in the repositories" in fork.body

    work.git("push", "--quiet", "origin", "small~1:refs/heads/other")
    work.git("push", "--quiet", "origin", ":other")
    assert desk.mirror(remote).oid("small") == work.oid("small~1")
