"""What every `durable.sql.Sql` has to do, whoever answers it.

Plain functions without pytest, so that they can also run inside the real runtime. Each is given
a database that holds one empty table, `TABLE`.
"""

from __future__ import annotations

from collections.abc import Callable

from durable.sql import Sql

TABLE = "CREATE TABLE contract (id INTEGER PRIMARY KEY, data ANY) STRICT"
INSERT = "INSERT INTO contract (data) VALUES (?)"
SELECT = "SELECT data FROM contract ORDER BY id"

MAX_INTEGER = (1 << 53) - 2
"""And `-MAX_INTEGER`: what passes to JavaScript as a number; the storage refuses a BigInt."""

LONGEST = 1_990_000
"""Bytes of a value that, with its row, stays below 2 MB."""


def integers_come_back_as_they_went(sql: Sql) -> None:
    numbers = [0, 1, -1, 255, 1 << 31, 1 << 32, MAX_INTEGER, -MAX_INTEGER]
    for number in numbers:
        sql.rows(INSERT, number)
    assert [row[0] for row in sql.rows(SELECT)] == numbers
    assert all(type(row[0]) is int for row in sql.rows(SELECT))


def text_comes_back_as_it_went(sql: Sql) -> None:
    texts = ["", "plain", "grün ☃ 𝄞", "a\nb", "'; --"]
    for text in texts:
        sql.rows(INSERT, text)
    assert [row[0] for row in sql.rows(SELECT)] == texts


def bytes_come_back_as_they_went(sql: Sql) -> None:
    blobs = [b"", b"\0", bytes(range(256)), b"text", b"\xff" * 1000]
    for blob in blobs:
        sql.rows(INSERT, blob)
    found = [row[0] for row in sql.rows(SELECT)]
    assert found == blobs
    assert all(type(each) is bytes for each in found)


def none_comes_back_as_none(sql: Sql) -> None:
    sql.rows(INSERT, None)
    assert sql.rows("SELECT data, data IS NULL, length(x'') FROM contract") == [(None, 1, 0)]


def bytes_and_text_are_not_the_same(sql: Sql) -> None:
    sql.rows(INSERT, b"a")
    sql.rows(INSERT, "a")
    kinds = [row[0] for row in sql.rows("SELECT typeof(data) FROM contract ORDER BY id")]
    assert kinds == ["blob", "text"]


def a_memoryview_and_a_part_of_one_can_be_bound(sql: Sql) -> None:
    view = memoryview(b"0123456789")
    for blob in (view, view[3:7], view[5:5]):
        sql.rows(INSERT, blob)
    assert [row[0] for row in sql.rows(SELECT)] == [b"0123456789", b"3456", b""]


def a_value_as_long_as_the_platform_takes_can_be_kept(sql: Sql) -> None:
    data = bytes(range(256)) * (LONGEST // 256)
    sql.rows(INSERT, memoryview(data))
    assert sql.rows(SELECT)[0][0] == data


def rows_come_in_order_and_with_all_columns(sql: Sql) -> None:
    for number in range(2500):
        sql.rows(INSERT, number)
    rows = sql.rows("SELECT id, data, 'x' FROM contract ORDER BY id DESC")
    assert len(rows) == 2500
    assert tuple(rows[0]) == (2500, 2499, "x")
    assert tuple(rows[-1]) == (1, 0, "x")


def bytes_are_ordered_byte_by_byte(sql: Sql) -> None:
    for blob in (b"b", b"a/b", b"a", b"\xff", b"a0", b"a-"):
        sql.rows(INSERT, blob)
    rows = sql.rows("SELECT data FROM contract WHERE data >= ? ORDER BY data", b"a-")
    assert [row[0] for row in rows] == [b"a-", b"a/b", b"a0", b"b", b"\xff"]


def a_statement_without_an_answer_answers_no_rows(sql: Sql) -> None:
    assert sql.rows(INSERT, 1) == []
    assert sql.rows("SELECT 1 WHERE 0") == []


def a_write_can_return_its_rows(sql: Sql) -> None:
    sql.rows(INSERT, 5)
    sql.rows(INSERT, 6)
    rows = sql.rows("UPDATE contract SET data = data + ?1 RETURNING id, data - ?1", 10)
    assert sorted(map(tuple, rows)) == [(1, 5), (2, 6)]
    rows = sql.rows("DELETE FROM contract WHERE id = ? RETURNING data", 2)
    assert [tuple(row) for row in rows] == [(16,)]
    assert [row[0] for row in sql.rows(SELECT)] == [15]


def a_numbered_parameter_can_be_used_twice(sql: Sql) -> None:
    assert tuple(sql.rows("SELECT ?2, ?1, ?2", "a", b"b")[0]) == (b"b", "a", b"b")


def a_hundred_parameters_are_taken(sql: Sql) -> None:
    marks = ", ".join("?" * 100)
    assert tuple(sql.rows(f"SELECT {marks}", *range(100))[0]) == tuple(range(100))


def a_blob_can_be_measured_cut_and_read(sql: Sql) -> None:
    sql.rows(INSERT, b"0123456789")
    blob = sql.blob(SELECT)
    assert blob is not None
    assert len(blob) == 10
    assert blob.tobytes() == b"0123456789"
    for part in (slice(3, 7), slice(4), slice(4, None), slice(0, 99), slice(5, 5), slice(None)):
        assert blob[part].tobytes() == b"0123456789"[part], part
        assert len(blob[part]) == len(b"0123456789"[part]), part
    assert blob[2:][1:4][1:].tobytes() == b"45"


def an_empty_blob_is_a_blob(sql: Sql) -> None:
    sql.rows(INSERT, b"")
    blob = sql.blob(SELECT)
    assert blob is not None
    assert len(blob) == 0
    assert blob.tobytes() == b""


def without_a_row_there_is_no_blob(sql: Sql) -> None:
    assert sql.blob(SELECT) is None


def a_blob_outlives_its_row_and_can_be_bound_again(sql: Sql) -> None:
    sql.rows(INSERT, b"0123456789")
    blob = sql.blob(SELECT)
    assert blob is not None
    sql.rows("DELETE FROM contract")
    for each in (blob, blob[2:5]):
        sql.rows(INSERT, each)
    assert [row[0] for row in sql.rows(SELECT)] == [b"0123456789", b"234"]


def a_transaction_gives_what_its_body_gives(sql: Sql) -> None:
    assert sql.transaction(lambda: ["anything", None]) == ["anything", None]
    assert sql.transaction(lambda: None) is None


def what_a_transaction_writes_stays(sql: Sql) -> None:
    def body() -> int:
        sql.rows(INSERT, 1)
        sql.rows(INSERT, 2)
        return len(sql.rows(SELECT))

    assert sql.transaction(body) == 2
    assert len(sql.rows(SELECT)) == 2


class Interrupted(Exception):
    """Raised in the middle of a transaction."""


def a_transaction_that_raises_has_written_nothing(sql: Sql) -> None:
    sql.rows(INSERT, b"before")

    def body() -> None:
        sql.rows("UPDATE contract SET data = x'00'")
        sql.rows(INSERT, 2)
        sql.rows("CREATE TABLE other (id INTEGER)")
        raise Interrupted

    try:
        sql.transaction(body)
    except Interrupted:
        pass
    else:
        raise AssertionError("the exception got lost")
    assert [row[0] for row in sql.rows(SELECT)] == [b"before"]
    assert sql.rows("SELECT 1 FROM sqlite_master WHERE name = 'other'") == []


def a_statement_that_fails_ends_the_transaction_around_it(sql: Sql) -> None:
    sql.rows("INSERT INTO contract VALUES (7, 'before')")

    def body() -> None:
        sql.rows(INSERT, 1)
        sql.rows("INSERT INTO contract VALUES (7, 'again')")

    _refused(lambda: sql.transaction(body))
    assert [tuple(row) for row in sql.rows("SELECT * FROM contract")] == [(7, "before")]
    assert sql.transaction(lambda: len(sql.rows(SELECT))) == 1


def a_transaction_may_follow_another(sql: Sql) -> None:
    for number in range(3):
        sql.transaction(lambda number=number: sql.rows(INSERT, number))
    assert [row[0] for row in sql.rows(SELECT)] == [0, 1, 2]


def what_cannot_be_done_raises(sql: Sql) -> None:
    _refused(lambda: sql.rows("SELECT * FROM no_such_table"))
    _refused(lambda: sql.rows("no statement"))
    _refused(lambda: sql.rows("INSERT INTO contract (id) VALUES ('no number')"))
    assert sql.rows(SELECT) == []


def rows_written_counts_what_is_written_and_nothing_else(sql: Sql) -> None:
    before = sql.rows_written()
    for number in range(10):
        sql.rows(INSERT, number)
    assert sql.rows_written() - before == 10
    sql.rows(SELECT)
    sql.blob("SELECT x'00'")
    assert sql.rows_written() - before == 10
    sql.rows("UPDATE contract SET data = 0 WHERE data < 3")
    assert sql.rows_written() - before == 13
    sql.rows("DELETE FROM contract WHERE data = 0 RETURNING id")
    assert sql.rows_written() - before == 16


def _refused(attempt: Callable[[], object]) -> None:
    try:
        attempt()
    except Exception:  # noqa: BLE001 - each database has errors of its own
        return
    raise AssertionError("this should have been refused")


CASES: tuple[Callable[[Sql], None], ...] = (
    integers_come_back_as_they_went,
    text_comes_back_as_it_went,
    bytes_come_back_as_they_went,
    none_comes_back_as_none,
    bytes_and_text_are_not_the_same,
    a_memoryview_and_a_part_of_one_can_be_bound,
    a_value_as_long_as_the_platform_takes_can_be_kept,
    rows_come_in_order_and_with_all_columns,
    bytes_are_ordered_byte_by_byte,
    a_statement_without_an_answer_answers_no_rows,
    a_write_can_return_its_rows,
    a_numbered_parameter_can_be_used_twice,
    a_hundred_parameters_are_taken,
    a_blob_can_be_measured_cut_and_read,
    an_empty_blob_is_a_blob,
    without_a_row_there_is_no_blob,
    a_blob_outlives_its_row_and_can_be_bound_again,
    a_transaction_gives_what_its_body_gives,
    what_a_transaction_writes_stays,
    a_transaction_that_raises_has_written_nothing,
    a_statement_that_fails_ends_the_transaction_around_it,
    a_transaction_may_follow_another,
    what_cannot_be_done_raises,
    rows_written_counts_what_is_written_and_nothing_else,
)
