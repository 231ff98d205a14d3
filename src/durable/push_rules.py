"""Which updates of a push may happen, each by itself: names, present values, kinds of object.

What is decided holds only inside the transaction that decides it and moves the refs: that is the
compare-and-swap of a push.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from durable.objects import Objects
from durable.protection import Guard
from durable.refs import Refs
from git import refname as refnames
from git.objects import ObjectType
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import Action, RefUpdate
from git.protocol.report_status import RefReport, RefStatus
from git.refs import AnyRef

HIDDEN = (b"refs/pull/",)
"""Refs that the forge alone writes, and that nobody is told of who does not ask for them."""


def without_hidden(refs: Iterable[AnyRef]) -> Iterator[AnyRef]:
    """What of `refs` is told without being asked for."""
    return (ref for ref in refs if not ref.refname.startswith(HIDDEN))


NOTHING_DELETED = "warning: deleting a non-existent ref"
"""In git's words; to delete what is not there is no mistake."""

MANY_UPDATES = 50
"""From here on all refs are read at once: cheaper than a few statements for each update."""


class PushRules:
    """Judges the updates of one push; to be used inside the transaction that carries them out."""

    def __init__(
        self,
        refs: Refs,
        objects: Objects,
        new_types: Mapping[bytes, ObjectType],
        guard: Guard | None = None,
    ) -> None:
        """`guard` knows the rules of the repository, where there are any."""
        self._refs = refs
        self._objects = objects
        self._new_types = new_types
        self._guard = guard
        self.hidden: tuple[bytes, ...] = HIDDEN
        """What may not be written; the forge itself may write it all."""

    def judge(self, updates: Sequence[RefUpdate]) -> list[RefReport]:
        """A report for each update, in order: OK where it may happen."""
        times = Counter(update.refname for update in updates)
        deleted = {update.refname for update in updates if update.action is Action.DELETE}
        self._present = self._read_present(updates, deleted)
        self._head = self._refs.head_target()
        # Deletions first: only those that may happen make room for other names.
        reports = {
            at: self._judge(update, times[update.refname])
            for at, update in enumerate(updates)
            if update.action is Action.DELETE
        }
        gone = {report.refname for report in reports.values() if report.status is RefStatus.OK}
        self._names = sorted(self._present.keys() - gone)
        for at, update in enumerate(updates):
            if at not in reports:
                reports[at] = self._judge(update, times[update.refname])
        return [reports[at] for at in range(len(updates))]

    def _read_present(
        self, updates: Sequence[RefUpdate], deleted: set[bytes]
    ) -> dict[bytes, ObjectId]:
        """Every ref that may have a say: those named, and those their names may conflict with."""
        if len(updates) > MANY_UPDATES:
            return {ref.refname: ref.oid for ref in self._refs.iter_prefixed(b"")}
        present: dict[bytes, ObjectId] = {}
        for update in updates:
            for name in _with_parents(update.refname):
                oid = self._refs.find(name)
                if oid is not None:
                    present[name] = oid
            for ref in self._refs.iter_prefixed(update.refname + b"/"):
                if ref.refname not in deleted:
                    present[ref.refname] = ref.oid
                    break
        return present

    def _judge(self, update: RefUpdate, times: int) -> RefReport:
        status, detail = self._check_name(update, times)
        if status is RefStatus.OK:
            status, detail = self._check_old(update)
        if status is RefStatus.OK and update.action is not Action.DELETE:
            status, detail = self._check_new(update)
        if status is not RefStatus.OK:
            return RefReport(update.refname, status, detail)
        if update.changes_nothing:
            return RefReport(update.refname, status, remark=NOTHING_DELETED)
        objection = self._guard and self._guard.find_objection(update)
        if objection:
            return RefReport(update.refname, RefStatus.PROTECTED, remark=objection)
        return RefReport(update.refname, status)

    def _check_name(self, update: RefUpdate, times: int) -> tuple[RefStatus, str]:
        is_deletion = update.action is Action.DELETE
        if not refnames.is_valid(update.refname):
            return RefStatus.INVALID_NAME, ""
        if update.refname.startswith(self.hidden):
            return RefStatus.HIDDEN_DELETE if is_deletion else RefStatus.HIDDEN, ""
        if times > 1:
            return RefStatus.DUPLICATE, ""
        if is_deletion and update.refname == self._head and not update.changes_nothing:
            return RefStatus.CURRENT_BRANCH, ""
        return RefStatus.OK, ""

    def _check_old(self, update: RefUpdate) -> tuple[RefStatus, str]:
        now = self._present.get(update.refname, ZERO_OID)
        if now == update.old_oid:
            return RefStatus.OK, ""
        if update.old_oid == ZERO_OID:
            return RefStatus.ALREADY_EXISTS, ""
        return RefStatus.STALE, ""

    def _check_new(self, update: RefUpdate) -> tuple[RefStatus, str]:
        object_type = self._new_types.get(update.new_oid) or self._objects.find_type(update.new_oid)
        if object_type is None:
            return RefStatus.MISSING_OBJECTS, ""
        if update.refname.startswith(b"refs/heads/") and object_type is not ObjectType.COMMIT:
            return RefStatus.WRONG_TYPE, "a branch must be a commit"
        conflict = refnames.find_conflict(update.refname, self._names)
        if conflict is not None:
            return RefStatus.CONFLICTING_NAME, f"'{conflict.decode(errors='replace')}' exists"
        if update.old_oid == ZERO_OID:
            insort(self._names, update.refname)
        return RefStatus.OK, ""


def _with_parents(refname: bytes) -> list[bytes]:
    """The name, and what of it stands before each slash and could be a ref of its own."""
    parts = refname.split(b"/")
    return [b"/".join(parts[:count]) for count in range(3, len(parts) + 1)] or [refname]


def refuse_all_if_any(reports: Sequence[RefReport]) -> list[RefReport]:
    """The outcome of an atomic push: when one update may not happen, none is attempted."""
    if all(report.status is RefStatus.OK for report in reports):
        return list(reports)
    return [
        RefReport(report.refname, RefStatus.NOT_ATTEMPTED)
        if report.status is RefStatus.OK
        else report
        for report in reports
    ]
