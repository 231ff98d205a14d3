"""What is deployed: its configuration, its size, and the platform's names that it leans on."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from tests.support.server import Server
from tools.deployment import UPLOAD_LIMIT, UPLOAD_MARGIN, pack
from tools.paths import ROOT
from tools.wrangler import LOCAL_FLAGS, production_config

PROBE = """\
import json

from git.oid import ObjectId
from workers import DurableObject, Response, WorkerEntrypoint


class RepoStore(DurableObject):
    async def fetch(self, request):
        storage = self.ctx._ctx.storage
        return Response(json.dumps({
            "ctx._ctx.storage.sql": type(storage.sql.exec).__name__,
            "ctx._ctx.storage.transactionSync": type(storage.transactionSync).__name__,
        }))


class Gate(DurableObject):
    pass


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        if request.js_object.url.endswith("/health"):
            return Response("ok")
        namespace = self.env._env.REPOSITORIES
        raw = namespace.get(namespace.idFromName("a/b"))
        wrapped = self.env.REPOSITORIES.get(self.env.REPOSITORIES.idFromName("a/b"))
        found = json.loads(await (await wrapped._binding.fetch(request.js_object)).text())
        found["env._env stub"] = type(raw.fetch).__name__
        found["stub._binding"] = type(wrapped._binding.fetch).__name__
        found["request.js_object.body"] = type(request.js_object.headers.get).__name__
        found["modules beside entry.py"] = ObjectId.__name__
        return Response(json.dumps(found))
"""


def test_the_configuration_is_productions() -> None:
    config = production_config()
    assert config["main"] == "src/entry.py"
    assert config["compatibility_date"] >= "2026-10-15"
    assert config["compatibility_flags"] == ["python_workers"]
    assert config["limits"] == {"cpu_ms": 300_000}
    assert config["observability"] == {"enabled": True}
    assert config["migrations"] == [
        {"tag": "v1", "new_sqlite_classes": ["RepoStore"]},
        {"tag": "v2", "new_sqlite_classes": ["Gate"]},
    ]


def test_what_only_local_runs_need_is_not_in_the_configuration() -> None:
    text = (ROOT / "wrangler.toml").read_text()
    for word in (*LOCAL_FLAGS, "ADMIN_PASSWORD", ".build"):
        assert word not in text


def test_every_binding_has_the_name_that_the_code_uses() -> None:
    config = production_config()
    objects = config["durable_objects"]["bindings"]
    assert {each["name"]: each["class_name"] for each in objects} == {
        "REPOSITORIES": "RepoStore",
        "GATE": "Gate",
    }
    assert [database["binding"] for database in config["d1_databases"]] == ["DB"]
    assert [bucket["binding"] for bucket in config["r2_buckets"]] == ["BUCKET"]
    assert config["assets"]["binding"] == "ASSETS"


@pytest.mark.workerd
def test_files_are_answered_without_the_worker_and_all_else_by_it(server: Server) -> None:
    assert server.get("/static/favicon.svg") == (
        200,
        (ROOT / "public" / "static" / "favicon.svg").read_bytes(),
    )
    assert server.get("/index.html")[0] == 404
    assert b"<h1>" in server.get("/")[1]


@pytest.mark.workerd
def test_the_upload_is_well_below_the_platforms_limit(capsys: pytest.CaptureFixture[str]) -> None:
    upload = pack()
    with capsys.disabled():
        sys.stdout.write(f"\n{upload}\n")
    assert upload.size <= UPLOAD_LIMIT * UPLOAD_MARGIN


@pytest.mark.workerd
def test_the_private_names_of_the_sdk_that_the_runtime_uses_still_exist(tmp_path: Path) -> None:
    entry = tmp_path / "entry.py"
    entry.write_text(PROBE)
    with Server(tmp_path / "server", entry) as server:
        status, answer = server.get("/probe")
    assert status == 200, answer
    found = json.loads(answer)
    assert found.pop("modules beside entry.py") == "ObjectId"
    assert len(found) == 5
    # A JavaScript function itself, not a Python wrapper around it.
    assert set(found.values()) == {"JsProxy"}, found
