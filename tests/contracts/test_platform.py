"""The contracts of the databases, kept by the platform's own: inside of real workerd."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from tests.contracts import database, sql
from tests.support.server import Server

ENTRY = '''\
"""A Worker that holds one case of a contract, named in the path, against its database."""

import traceback
from urllib.parse import urlsplit

import database_contract
import sql_contract
from workers import DurableObject, Response, WorkerEntrypoint

from runtime.d1 import D1Database
from runtime.durable_sql import DurableSql


def find(contract, path):
    return next(case for case in contract.CASES if case.__name__ == path.rpartition("/")[2])


class RepoStore(DurableObject):
    async def fetch(self, request):
        sql = DurableSql(self.ctx._ctx.storage)
        try:
            sql.rows(sql_contract.TABLE)
            find(sql_contract, urlsplit(request.url).path)(sql)
        except Exception:
            return Response(traceback.format_exc())
        return Response("kept")


class Gate(DurableObject):
    pass


class Default(WorkerEntrypoint):
    async def fetch(self, request):
        path = urlsplit(request.url).path
        if path.startswith("/sql/"):
            objects = self.env._env.REPOSITORIES
            return await objects.getByName(path).fetch(request.js_object)
        database = D1Database(self.env._env.DB)
        try:
            await database.run("DROP TABLE IF EXISTS contract")
            await database.run(database_contract.TABLE)
            await find(database_contract, path)(database)
        except Exception:
            return Response(traceback.format_exc())
        return Response("kept")
'''


@pytest.fixture(scope="module")
def platform(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("platform")
    entry = folder / "src" / "entry.py"
    entry.parent.mkdir()
    entry.write_text(ENTRY)
    for contract in (sql, database):
        name = contract.__name__.rpartition(".")[2]
        shutil.copy2(str(contract.__file__), entry.parent / f"{name}_contract.py")
    with Server(folder / "server", entry) as server:
        yield server


CASES = [
    *(f"sql/{case.__name__}" for case in sql.CASES),
    *(f"database/{case.__name__}" for case in database.CASES),
]


@pytest.mark.workerd
@pytest.mark.parametrize("case", CASES)
def test_the_platform_keeps_the_contract(platform: Server, case: str) -> None:
    assert platform.get(f"/{case}") == (200, b"kept")
