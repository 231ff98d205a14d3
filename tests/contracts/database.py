"""What every `forge.database.Database` has to do, whoever answers it.

Plain functions without pytest, so that they can also run inside the real runtime. Each is given
a database that holds `schema.sql` and one empty table,
`CREATE TABLE contract (id INTEGER PRIMARY KEY, label TEXT UNIQUE, number INTEGER, data BLOB)`.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from forge.database import MAX_INTEGER, MAX_PARAMETERS, Database, Statement
from forge.errors import UniqueViolation

TABLE = (
    "CREATE TABLE IF NOT EXISTS contract"
    " (id INTEGER PRIMARY KEY, label TEXT UNIQUE, number INTEGER, data BLOB)"
)
INSERT = "INSERT INTO contract (label, number, data) VALUES (?1, ?2, ?3)"
SELECT = "SELECT label, number, data FROM contract ORDER BY id"


async def values_of_every_type_come_back_as_they_went(database: Database) -> None:
    data = bytes(range(256))
    await database.run(INSERT, "grün \u0000 ☃", MAX_INTEGER, data)
    row = await database.first(SELECT)
    assert row is not None
    assert row.values == {"label": "grün \u0000 ☃", "number": MAX_INTEGER, "data": data}
    assert row.text("label") == "grün \u0000 ☃"
    assert row.integer("number") == MAX_INTEGER


async def integers_may_be_negative(database: Database) -> None:
    await database.run(INSERT, None, -MAX_INTEGER, None)
    row = await database.first(SELECT)
    assert row is not None
    assert row.integer("number") == -MAX_INTEGER


async def an_integer_beyond_the_promised_is_refused(database: Database) -> None:
    await _refused(database.run(INSERT, None, MAX_INTEGER + 1, None))


async def null_goes_and_comes_as_none(database: Database) -> None:
    await database.run(INSERT, None, None, None)
    row = await database.first(SELECT)
    assert row is not None
    assert row.values == {"label": None, "number": None, "data": None}
    assert row.find_text("label") is None
    assert row.find_integer("number") is None


async def empty_values_are_not_null(database: Database) -> None:
    await database.run(INSERT, "", 0, b"")
    row = await database.first(SELECT)
    assert row is not None
    assert row.values == {"label": "", "number": 0, "data": b""}


async def the_first_row_of_nothing_is_none(database: Database) -> None:
    assert await database.first(SELECT) is None
    assert await database.all(SELECT) == []


async def all_rows_come_in_order(database: Database) -> None:
    for number in range(3):
        await database.run(INSERT, f"label {number}", number, None)
    rows = await database.all(SELECT)
    assert [row.integer("number") for row in rows] == [0, 1, 2]


async def a_write_tells_how_many_rows_it_changed(database: Database) -> None:
    assert await database.run(INSERT, "one", 1, None) == 1
    assert await database.run(INSERT, "two", 2, None) == 1
    assert await database.run("UPDATE contract SET number = number + ?1", 1) == 2
    assert await database.run("UPDATE contract SET number = 0 WHERE label = ?1", "none") == 0
    assert await database.run("DELETE FROM contract WHERE label = ?1", "one") == 1


async def a_write_can_return_its_row(database: Database) -> None:
    row = await database.first(f"{INSERT} RETURNING id, label", "one", 1, None)
    assert row is not None
    assert row.text("label") == "one"
    assert row.integer("id") > 0


async def a_parameter_can_be_used_twice(database: Database) -> None:
    row = await database.first("SELECT ?1 || ?2 || ?1 AS label", "a", "b")
    assert row is not None
    assert row.text("label") == "aba"


async def as_many_parameters_as_promised_are_taken(database: Database) -> None:
    marks = ", ".join("?" * MAX_PARAMETERS)
    sql = f"SELECT COUNT(*) AS number FROM contract WHERE number IN ({marks})"  # noqa: S608
    row = await database.first(sql, *range(MAX_PARAMETERS))
    assert row is not None
    assert row.integer("number") == 0


async def one_parameter_more_is_refused(database: Database) -> None:
    marks = ", ".join("?" * (MAX_PARAMETERS + 1))
    await _refused(database.first(f"SELECT 1 WHERE 1 IN ({marks})", *range(MAX_PARAMETERS + 1)))


async def a_second_row_where_one_is_allowed_is_a_unique_violation(database: Database) -> None:
    await database.run(INSERT, "one", 1, None)
    try:
        await database.run(INSERT, "one", 2, None)
    except UniqueViolation:
        pass
    else:
        raise AssertionError("the row was written twice")
    assert len(await database.all(SELECT)) == 1


async def other_errors_are_no_unique_violations(database: Database) -> None:
    await _refused(database.run("INSERT INTO no_such_table VALUES (1)"))
    orphan = (
        "INSERT INTO tokens (user_id, name, token_hash, last_eight, scopes, created_at)"
        " VALUES (999, 'x', 'x', 'x', '', 0)"
    )
    await _refused(database.run(orphan))


async def a_batch_is_done_in_order(database: Database) -> None:
    changes = await database.batch(
        [
            Statement(INSERT, ("one", 1, None)),
            Statement(INSERT, ("two", 2, None)),
            Statement("UPDATE contract SET number = number * 10"),
        ]
    )
    assert changes == [1, 1, 2]
    assert [row.integer("number") for row in await database.all(SELECT)] == [10, 20]


async def a_batch_answers_with_the_rows_of_each_statement(database: Database) -> None:
    insert = "INSERT INTO contract (label, number) VALUES (?1, ?2) RETURNING number"
    answers = await database.batch_rows(
        [
            Statement(insert, ("a", 1)),
            Statement("UPDATE contract SET number = number + 1"),
            Statement("SELECT label, number FROM contract"),
        ]
    )
    assert [[dict(row.values) for row in rows] for rows in answers] == [
        [{"number": 1}],
        [],
        [{"label": "a", "number": 2}],
    ]


async def a_batch_that_answers_is_done_whole_or_not_at_all(database: Database) -> None:
    insert = Statement("INSERT INTO contract (label) VALUES (?1) RETURNING id", ("a",))
    try:
        await database.batch_rows([insert, insert])
    except UniqueViolation:
        assert await database.all(SELECT) == []
    else:
        raise AssertionError("a label that is there already was taken")


async def a_batch_is_done_whole_or_not_at_all(database: Database) -> None:
    try:
        await database.batch(
            [Statement(INSERT, ("one", 1, None)), Statement(INSERT, ("one", 2, None))]
        )
    except UniqueViolation:
        pass
    else:
        raise AssertionError("the row was written twice")
    assert await database.all(SELECT) == []


async def _refused(attempt: Awaitable[object]) -> None:
    try:
        await attempt
    except UniqueViolation:
        raise
    except Exception:  # noqa: BLE001 - each database has errors of its own
        return
    raise AssertionError("this should have been refused")


CASES: tuple[Callable[[Database], Awaitable[None]], ...] = (
    values_of_every_type_come_back_as_they_went,
    integers_may_be_negative,
    an_integer_beyond_the_promised_is_refused,
    null_goes_and_comes_as_none,
    empty_values_are_not_null,
    the_first_row_of_nothing_is_none,
    all_rows_come_in_order,
    a_write_tells_how_many_rows_it_changed,
    a_write_can_return_its_row,
    a_parameter_can_be_used_twice,
    as_many_parameters_as_promised_are_taken,
    one_parameter_more_is_refused,
    a_second_row_where_one_is_allowed_is_a_unique_violation,
    other_errors_are_no_unique_violations,
    a_batch_is_done_in_order,
    a_batch_is_done_whole_or_not_at_all,
    a_batch_answers_with_the_rows_of_each_statement,
    a_batch_that_answers_is_done_whole_or_not_at_all,
)
