from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from durable.sql import Sql
from tests.contracts import sql as contract
from tests.support.sqlite_sql import MAX_STATEMENT, MAX_VALUE, MAX_VALUES, SqliteSql


@pytest.fixture
def sql() -> Iterator[Sql]:
    stand_in = SqliteSql()
    stand_in.rows(contract.TABLE)
    yield stand_in
    stand_in.close()


@pytest.mark.parametrize("case", contract.CASES, ids=lambda case: case.__name__)
def test_sqlite_keeps_the_contract(case: Callable[[Sql], None], sql: Sql) -> None:
    case(sql)


def test_the_stand_in_has_the_limits_of_the_platform(sql: Sql) -> None:
    sql.rows(contract.INSERT, bytes(MAX_VALUE))
    for value in (bytes(MAX_VALUE + 1), "x" * (MAX_VALUE + 1), memoryview(bytes(MAX_VALUE + 1))):
        with pytest.raises(Exception, match="value too long"):
            sql.rows(contract.INSERT, value)
    with pytest.raises(Exception, match="too many parameters"):
        sql.rows("SELECT " + ", ".join("?" * (MAX_VALUES + 1)), *range(MAX_VALUES + 1))
    with pytest.raises(Exception, match="statement too long"):
        sql.rows("SELECT 1 -- " + "x" * MAX_STATEMENT)
    with pytest.raises(Exception, match="integer too large"):
        sql.rows(contract.INSERT, contract.MAX_INTEGER + 1)
