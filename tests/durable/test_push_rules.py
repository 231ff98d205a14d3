from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from durable import push_rules
from durable.objects import Objects
from durable.push_rules import PushRules, refuse_all_if_any
from durable.refs import Refs
from durable.schema import DEFAULT_HEAD, migrate
from durable.sql import Sql
from git.objects import ObjectType
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate
from git.protocol.report_status import RefReport, RefStatus
from git.refname import find_conflict
from tests.support.sqlite_sql import SqliteSql


def oid(number: int) -> ObjectId:
    return ObjectId(bytes([number]) * 20)


OLD, NEW, OTHER = oid(1), oid(2), oid(3)
TREE, BLOB, TAG = oid(4), oid(5), oid(6)
ABSENT = oid(9)

TYPES: dict[bytes, ObjectType] = {
    OLD: ObjectType.COMMIT,
    OTHER: ObjectType.COMMIT,
    TREE: ObjectType.TREE,
    BLOB: ObjectType.BLOB,
}
NEW_TYPES: dict[bytes, ObjectType] = {NEW: ObjectType.COMMIT, TAG: ObjectType.TAG}


class Known:
    """The objects that are live."""

    def find_type(self, oid: bytes) -> ObjectType | None:
        return TYPES.get(oid)


@pytest.fixture(params=[0, push_rules.MANY_UPDATES], ids=["all refs", "single refs"])
def many_updates(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Refs may be read all at once or as they are needed; that must make no difference."""
    monkeypatch.setattr(push_rules, "MANY_UPDATES", request.param)


PRESENT = {
    DEFAULT_HEAD: OLD,
    b"refs/heads/old": OLD,
    b"refs/heads/dir/one": OLD,
    b"refs/heads/dir/two": OLD,
    b"refs/heads/a/b/c": OLD,
    b"refs/tags/v1": OTHER,
}


def judged(
    sql: Sql, *updates: RefUpdate, present: Mapping[bytes, ObjectId] = PRESENT
) -> list[RefReport]:
    migrate(sql)
    refs = Refs(sql)
    refs.apply({name: (oid, None) for name, oid in present.items()})
    rules = PushRules(refs, cast("Objects", Known()), NEW_TYPES)
    return rules.judge(updates)


def create(name: bytes, new: ObjectId = NEW) -> RefUpdate:
    return RefUpdate(name, ZERO_OID, new)


def move(name: bytes, old: ObjectId = OLD, new: ObjectId = NEW) -> RefUpdate:
    return RefUpdate(name, old, new)


def delete(name: bytes, old: ObjectId = OLD) -> RefUpdate:
    return RefUpdate(name, old, ZERO_OID)


ONE_UPDATE = [
    pytest.param(create(b"refs/heads/new"), RefStatus.OK, id="create"),
    pytest.param(create(b"refs/heads/new", OTHER), RefStatus.OK, id="create from what is live"),
    pytest.param(create(b"refs/heads/dir/three"), RefStatus.OK, id="create beside"),
    pytest.param(create(b"refs/heads/dirt"), RefStatus.OK, id="create with a similar name"),
    pytest.param(create(b"refs/heads/\xff"), RefStatus.OK, id="create not UTF-8"),
    pytest.param(create(b"refs/tags/t", TAG), RefStatus.OK, id="create a tag"),
    pytest.param(create(b"refs/tags/t", BLOB), RefStatus.OK, id="tag a blob"),
    pytest.param(create(b"refs/notes/n", TREE), RefStatus.OK, id="lead elsewhere to a tree"),
    pytest.param(move(b"refs/heads/old"), RefStatus.OK, id="move"),
    pytest.param(move(b"refs/heads/old", OLD, OTHER), RefStatus.OK, id="move back"),
    pytest.param(move(b"refs/heads/old", OLD, OLD), RefStatus.OK, id="stay"),
    pytest.param(move(DEFAULT_HEAD), RefStatus.OK, id="move the default branch"),
    pytest.param(delete(b"refs/heads/old"), RefStatus.OK, id="delete"),
    pytest.param(delete(b"refs/tags/v1", OTHER), RefStatus.OK, id="delete a tag"),
    pytest.param(create(b"refs/heads/a..b"), RefStatus.INVALID_NAME, id="invalid"),
    pytest.param(create(b"refs/heads/x.lock"), RefStatus.INVALID_NAME, id="lock"),
    pytest.param(create(b"main"), RefStatus.INVALID_NAME, id="short"),
    pytest.param(create(b"HEAD"), RefStatus.INVALID_NAME, id="HEAD"),
    pytest.param(create(b"refs/heads/" + b"x" * 1014), RefStatus.INVALID_NAME, id="long"),
    pytest.param(delete(b"refs/heads/a b"), RefStatus.INVALID_NAME, id="delete invalid"),
    pytest.param(create(b"refs/pull/1/head"), RefStatus.HIDDEN, id="hidden"),
    pytest.param(delete(b"refs/pull/1/head"), RefStatus.HIDDEN_DELETE, id="delete hidden"),
    pytest.param(delete(DEFAULT_HEAD), RefStatus.CURRENT_BRANCH, id="delete default"),
    pytest.param(move(b"refs/heads/old", OTHER), RefStatus.STALE, id="stale"),
    pytest.param(move(b"refs/heads/none"), RefStatus.STALE, id="gone"),
    pytest.param(delete(b"refs/heads/old", OTHER), RefStatus.STALE, id="delete stale"),
    pytest.param(delete(b"refs/heads/none"), RefStatus.STALE, id="delete gone"),
    pytest.param(create(b"refs/heads/old"), RefStatus.ALREADY_EXISTS, id="exists"),
    pytest.param(create(b"refs/heads/old", OLD), RefStatus.ALREADY_EXISTS, id="exists as is"),
    pytest.param(delete(b"refs/heads/old", ZERO_OID), RefStatus.ALREADY_EXISTS, id="zero to zero"),
    pytest.param(delete(b"refs/heads/no", ZERO_OID), RefStatus.OK, id="nothing"),
    pytest.param(create(b"refs/heads/x", ABSENT), RefStatus.MISSING_OBJECTS, id="missing"),
    pytest.param(move(b"refs/heads/old", OLD, ABSENT), RefStatus.MISSING_OBJECTS, id="move off"),
    pytest.param(create(b"refs/heads/x", TREE), RefStatus.WRONG_TYPE, id="branch of a tree"),
    pytest.param(create(b"refs/heads/x", BLOB), RefStatus.WRONG_TYPE, id="branch of a blob"),
    pytest.param(create(b"refs/heads/x", TAG), RefStatus.WRONG_TYPE, id="branch of a tag"),
    pytest.param(create(b"refs/heads/old/x"), RefStatus.CONFLICTING_NAME, id="below a branch"),
    pytest.param(create(b"refs/heads/old/x/y"), RefStatus.CONFLICTING_NAME, id="far below"),
    pytest.param(create(b"refs/heads/dir"), RefStatus.CONFLICTING_NAME, id="above branches"),
    pytest.param(create(b"refs/heads/a"), RefStatus.CONFLICTING_NAME, id="far above"),
]


@pytest.mark.usefixtures("many_updates")
@pytest.mark.parametrize(("update", "status"), ONE_UPDATE)
def test_an_update_is_judged_by_name_present_value_and_object(
    update: RefUpdate, status: RefStatus, sql: Sql
) -> None:
    (report,) = judged(sql, update)
    assert (report.refname, report.status) == (update.refname, status)


@pytest.mark.usefixtures("many_updates")
def test_a_conflict_names_what_stands_in_the_way(sql: Sql) -> None:
    reports = judged(sql, create(b"refs/heads/dir"), create(b"refs/heads/old/x"))
    assert [report.detail for report in reports] == [
        "'refs/heads/dir/one' exists",
        "'refs/heads/old' exists",
    ]


OK, CONFLICT = RefStatus.OK, RefStatus.CONFLICTING_NAME

SEVERAL_UPDATES = [
    pytest.param(
        [create(b"refs/heads/x"), create(b"refs/heads/y")], [OK, OK], id="two of no concern"
    ),
    pytest.param(
        [create(b"refs/heads/x"), create(b"refs/heads/x/y")], [OK, CONFLICT], id="one in the other"
    ),
    pytest.param(
        [create(b"refs/heads/x/y"), create(b"refs/heads/x")], [OK, CONFLICT], id="the other way"
    ),
    pytest.param(
        [create(b"refs/heads/x"), move(b"refs/heads/x", OLD, OTHER)],
        [RefStatus.DUPLICATE, RefStatus.DUPLICATE],
        id="twice",
    ),
    pytest.param(
        [delete(b"refs/heads/old"), create(b"refs/heads/old/x")], [OK, OK], id="room made before"
    ),
    pytest.param(
        [create(b"refs/heads/old/x"), delete(b"refs/heads/old")], [OK, OK], id="room made after"
    ),
    pytest.param(
        [create(b"refs/heads/dir"), delete(b"refs/heads/dir/one")],
        [CONFLICT, OK],
        id="not enough room",
    ),
    pytest.param(
        [
            delete(b"refs/heads/dir/one"),
            create(b"refs/heads/dir"),
            delete(b"refs/heads/dir/two"),
        ],
        [OK, OK, OK],
        id="room made by two",
    ),
    pytest.param(
        [delete(b"refs/heads/old", OTHER), create(b"refs/heads/old/x")],
        [RefStatus.STALE, CONFLICT],
        id="no room by a stale deletion",
    ),
    pytest.param(
        [create(DEFAULT_HEAD + b"/x"), delete(DEFAULT_HEAD)],
        [CONFLICT, RefStatus.CURRENT_BRANCH],
        id="no room by a prohibited deletion",
    ),
    pytest.param(
        [create(b"refs/heads/x", ABSENT), create(b"refs/heads/x/y")],
        [RefStatus.MISSING_OBJECTS, OK],
        id="what is refused is not in the way",
    ),
]


@pytest.mark.usefixtures("many_updates")
@pytest.mark.parametrize(("updates", "statuses"), SEVERAL_UPDATES)
def test_updates_of_one_push_are_judged_together(
    updates: list[RefUpdate], statuses: list[RefStatus], sql: Sql
) -> None:
    assert [report.status for report in judged(sql, *updates)] == statuses


def test_a_conflict_is_found_behind_any_other_name(sql: Sql) -> None:
    # The bytes of these names lie on both sides of those that stand below `x`.
    names: list[bytes] = [b"refs/heads/x-y", b"refs/heads/x/\xff\xff\xff\xff\xff\xff"]
    present = dict.fromkeys(names, OLD)
    (report,) = judged(sql, create(b"refs/heads/x"), present=present)
    assert report.status is RefStatus.CONFLICTING_NAME


def test_an_atomic_push_with_one_bad_update_attempts_none(sql: Sql) -> None:
    reports = judged(
        sql, create(b"refs/heads/x"), move(b"refs/heads/old", OTHER), delete(b"refs/tags/v1", OTHER)
    )
    assert [report.status for report in refuse_all_if_any(reports)] == [
        RefStatus.NOT_ATTEMPTED,
        RefStatus.STALE,
        RefStatus.NOT_ATTEMPTED,
    ]
    assert refuse_all_if_any(reports[:1]) == reports[:1]
    assert refuse_all_if_any([]) == []


NAMES = st.lists(st.sampled_from("ab"), min_size=1, max_size=4).map(
    lambda parts: b"refs/heads/" + "/".join(parts).encode()
)
UPDATES = st.builds(
    RefUpdate, NAMES, st.sampled_from([ZERO_OID, OLD, OTHER]), st.sampled_from([ZERO_OID, NEW])
)


@given(st.frozensets(NAMES, max_size=5), st.lists(UPDATES, max_size=6))
def test_no_push_leaves_names_that_exclude_each_other(
    names: frozenset[bytes], updates: list[RefUpdate]
) -> None:
    present: dict[bytes, ObjectId] = {}
    for name in sorted(names):
        if find_conflict(name, sorted(present)) is None:
            present[name] = OLD
    sql = SqliteSql()
    reports = judged(sql, *updates, present=present)
    sql.close()
    left = set(present)
    for update, report in zip(updates, reports, strict=True):
        if report.status is RefStatus.OK:
            (left.discard if update.new_oid == ZERO_OID else left.add)(update.refname)
    assert [name for name in left if find_conflict(name, sorted(left)) is not None] == []
