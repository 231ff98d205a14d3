from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator

import pytest

from forge.database import Database
from tests.contracts import database as contract
from tests.support.sqlite_d1 import SqliteD1


@pytest.fixture
def database() -> Iterator[Database]:
    stand_in = SqliteD1()
    stand_in.connection.execute(contract.TABLE)
    yield stand_in
    stand_in.close()


@pytest.mark.parametrize("case", contract.CASES, ids=lambda case: case.__name__)
def test_sqlite_keeps_the_contract(
    case: Callable[[Database], Awaitable[None]], database: Database
) -> None:
    async def run() -> None:
        await case(database)

    asyncio.run(run())
