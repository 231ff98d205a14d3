"""The one moment of a push: rules, pack, refs and reflog, all in one transaction.

Before it the repository is as it was, after it the push has happened; a reader never sees
anything between.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from durable.packs import PUSH
from durable.push_rules import PushRules, refuse_all_if_any
from durable.quarantine import NewPack, Quarantine
from durable.storage import Storage
from git import tag as tags
from git import walk
from git.graph import NewCommits
from git.objects import ObjectType
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import Action, RefUpdate
from git.protocol.report_status import RefReport, RefStatus

PREFERRED_BRANCHES = (b"refs/heads/main", b"refs/heads/master")
"""What a first push of many branches most likely means by its default; else the first one is."""

MAX_PEEL = 64
"""Tags of tags of tags: nobody nests them, and an attacker's chain must end."""


@dataclass(slots=True)
class NewObjects:
    """What a push brings, checked and indexed; empty for one that only deletes."""

    pack: NewPack | None = None
    quarantine: Quarantine | None = None
    tip_types: Mapping[bytes, ObjectType] = field(default_factory=dict[bytes, ObjectType])
    tag_targets: Mapping[bytes, ObjectId] = field(default_factory=dict[bytes, ObjectId])
    commits: NewCommits = field(default_factory=NewCommits)
    strays: int = 0
    leans_on_garbage: bool = False


class RefTransaction:
    def __init__(self, storage: Storage, new: NewObjects, actor: str, now: int) -> None:
        self._storage = storage
        self._new = new
        self._actor = actor
        self._now = now

    def run(self, updates: Sequence[RefUpdate], *, is_atomic: bool) -> list[RefReport]:
        """Carry out what the rules allow; the outcome of every update, in order."""
        storage = self._storage
        try:
            return storage.sql.transaction(lambda: self._run(updates, is_atomic=is_atomic))
        except BaseException:
            storage.forget()
            raise

    def _run(self, updates: Sequence[RefUpdate], *, is_atomic: bool) -> list[RefReport]:
        storage = self._storage
        reports = PushRules(storage.refs, storage.objects, self._new.tip_types).judge(updates)
        if is_atomic:
            reports = refuse_all_if_any(reports)
        accepted = [
            update
            for update, report in zip(updates, reports, strict=True)
            if report.status is RefStatus.OK
        ]
        if accepted:
            self._take_objects()
            self._choose_head(accepted)
            for update in accepted:
                self._move(update)
            storage.reflog.append(self._actor, self._now, accepted)
            if self._unsettles(updates, accepted):
                storage.note_unreachable()
        elif self._new.quarantine is not None:
            self._new.quarantine.discard()
        return reports

    def _take_objects(self) -> None:
        new, history = self._new, self._storage.history
        if new.quarantine is None:
            return
        if new.pack is None:
            new.quarantine.discard()
            return
        new.quarantine.migrate(new.pack, PUSH)
        if len(new.commits):
            height, commits = history.plan_layer(new.commits)
            layer = new.quarantine.write_layer(history.graph(), height, commits)
            history.advance(height, layer)
        self._storage.packs.forget()

    def _choose_head(self, accepted: Sequence[RefUpdate]) -> None:
        """The first branches of a repository tell which one HEAD stands for."""
        refs = self._storage.refs
        if refs.has_branches():
            return
        branches = [
            update.refname
            for update in accepted
            if update.new_oid != ZERO_OID and update.refname.startswith(b"refs/heads/")
        ]
        if branches and refs.head_target() not in branches:
            preferred = [name for name in PREFERRED_BRANCHES if name in branches]
            refs.set_head((preferred or branches)[0])

    def _move(self, update: RefUpdate) -> None:
        if update.action is Action.DELETE:
            self._storage.refs.delete(update.refname)
        else:
            self._storage.refs.write(update.refname, update.new_oid, self._peel(update.new_oid))

    def _peel(self, oid: ObjectId) -> ObjectId | None:
        """What an annotated tag leads to in the end; None for everything else."""
        peeled: ObjectId | None = None
        for _ in range(MAX_PEEL):
            target = self._target(peeled or oid)
            if target is None:
                break
            peeled = target
        return peeled

    def _target(self, oid: ObjectId) -> ObjectId | None:
        target = self._new.tag_targets.get(oid)
        if target is None and self._storage.objects.find_type(oid) is ObjectType.TAG:
            target, _ = tags.references(self._storage.objects.read(oid, ObjectType.TAG))
        return target

    def _unsettles(self, updates: Sequence[RefUpdate], accepted: Sequence[RefUpdate]) -> bool:
        """Whether served packs may from now on hold what no ref reaches, or lack what one does."""
        return bool(
            self._new.strays
            or self._new.leans_on_garbage
            or len(accepted) < len(updates)
            or any(self._is_garbage(update.new_oid) for update in accepted)
            or self._leaves_behind(accepted)
        )

    def _is_garbage(self, oid: ObjectId) -> bool:
        found = self._storage.packs.find(oid)
        return found is not None and found[0].is_garbage

    def _leaves_behind(self, accepted: Sequence[RefUpdate]) -> bool:
        """Whether something that a ref led to is reached by no ref now."""
        left = [
            update.old_oid
            for update in accepted
            if update.old_oid != ZERO_OID and not self._leads_to(update.new_oid, update.old_oid)
        ]
        if not left:
            return False
        graph = self._storage.history.graph()
        tips = self._storage.refs.tips()
        numbers = [graph.find(self._peel(tip) or tip) for tip in tips]
        reached = walk.reachable(graph, [number for number in numbers if number is not None])
        for oid in left:
            number = graph.find(oid)
            if oid not in tips and (number is None or not reached[number]):
                return True
        return False

    def _leads_to(self, new_oid: ObjectId, old_oid: ObjectId) -> bool:
        graph = self._storage.history.graph()
        new, old = graph.find(new_oid), graph.find(old_oid)
        return new is not None and old is not None and walk.is_ancestor(graph, old, new)
