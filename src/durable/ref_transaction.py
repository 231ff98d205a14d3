"""The one moment of a push: rules, pack, refs and reflog, all in one transaction.

Before it the repository is as it was, after it the push has happened; a reader never sees
anything between.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from durable.lineage import Lineage
from durable.packs import Holds
from durable.protection import Guard
from durable.push_rules import PushRules, refuse_all_if_any
from durable.quarantine import NewPack, Quarantine
from durable.ref_page import Change
from durable.refs import BRANCHES
from durable.storage import Storage
from git import tag as tags
from git import walk
from git.graph_layer import NewCommits
from git.objects import ObjectType
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import Action, RefUpdate
from git.protocol.report_status import RefReport, RefStatus

PREFERRED_BRANCHES = (b"refs/heads/main", b"refs/heads/master")
"""What a first push of many branches most likely means by its default; else the first one is."""

MAX_PEEL = 64
"""Tags of tags of tags: nobody nests them, and an attacker's chain must end."""


def what_leads_in(accepted: Sequence[RefUpdate]) -> Holds:
    """What a pack holds that came with these updates."""
    kinds = {
        update.refname.startswith(BRANCHES)
        for update in accepted
        if update.action is not Action.DELETE
    }
    if kinds == {False}:
        return Holds.OTHERS
    return Holds.MIXED if len(kinds) > 1 else Holds.BRANCHES


def accepted_of(updates: Sequence[RefUpdate], reports: Sequence[RefReport]) -> list[RefUpdate]:
    """The updates that change something, and may."""
    return [
        update
        for update, report in zip(updates, reports, strict=True)
        if report.status is RefStatus.OK and not update.changes_nothing
    ]


def _nothing() -> None:
    return


@dataclass(slots=True)
class NewObjects:
    """What a push brings, checked and indexed; empty for one that only deletes."""

    pack: NewPack | None = None
    quarantine: Quarantine | None = None
    tip_types: Mapping[bytes, ObjectType] = field(default_factory=dict[bytes, ObjectType])
    tag_targets: Mapping[bytes, ObjectId] = field(default_factory=dict[bytes, ObjectId])
    commits: NewCommits = field(default_factory=NewCommits)
    recheck: Callable[[], None] = _nothing
    """Looks at what other pushes have brought since this one was checked; GitError to refuse."""
    strays: int = 0
    rank: int = 0
    """The highest of the packs that the new objects lean on: by naming, or as bases of deltas."""
    is_of_forge: bool = False
    """The forge itself moves refs, and may move those that nobody else may."""


class RefTransaction:
    def __init__(self, storage: Storage, new: NewObjects, actor: str, now: int) -> None:
        self._storage = storage
        self._new = new
        self._actor = actor
        self._now = now

    def run(
        self, updates: Sequence[RefUpdate], *, is_atomic: bool, is_admin: bool = False
    ) -> list[RefReport]:
        """Carry out what the rules allow; the outcome of every update, in order.

        `is_admin`: who makes them administers the repository, and some rules do not bind them.
        """
        storage = self._storage

        def run() -> list[RefReport]:
            return self._run(updates, self._judge(updates, is_admin=is_admin), is_atomic=is_atomic)

        try:
            return storage.sql.transaction(run)
        except BaseException:
            storage.forget()
            raise

    def keep(self) -> None:
        """Take the objects in though no ref leads to them yet; somebody is about to use them."""
        storage = self._storage

        def take() -> None:
            self._take_objects(Holds.OTHERS)
            storage.note_unreachable()

        try:
            storage.sql.transaction(take)
        except BaseException:
            storage.forget()
            raise

    def _judge(self, updates: Sequence[RefUpdate], *, is_admin: bool) -> list[RefReport]:
        storage, guard = self._storage, None
        rules = storage.protection.rules()
        if rules:
            lineage = Lineage(storage.history.graph(), self._new.commits)
            guard = Guard(rules, storage.refs, lineage, is_admin=is_admin)
        rules_of_push = PushRules(storage.refs, storage.objects, self._new.tip_types, guard)
        if self._new.is_of_forge:
            rules_of_push.hidden = ()
        return rules_of_push.judge(updates)

    def _run(
        self, updates: Sequence[RefUpdate], reports: list[RefReport], *, is_atomic: bool
    ) -> list[RefReport]:
        storage = self._storage
        if is_atomic:
            reports = refuse_all_if_any(reports)
        accepted = accepted_of(updates, reports)
        if accepted:
            holds = what_leads_in(accepted)
            self._take_objects(holds)
            self._choose_head(accepted)
            storage.refs.apply({update.refname: self._change(update) for update in accepted})
            storage.reflog.append(self._actor, self._now, accepted)
            wanted = [update for update in updates if not update.changes_nothing]
            if self._unsettles(wanted, accepted, holds):
                storage.note_unreachable()
        elif self._new.quarantine is not None:
            self._new.quarantine.discard()
        return reports

    def _take_objects(self, holds: Holds) -> None:
        new, history = self._new, self._storage.history
        if new.quarantine is None:
            return
        if new.pack is None:
            new.quarantine.discard()
            return
        new.recheck()
        new.quarantine.migrate(new.pack, holds)
        self._storage.packs.forget()
        if len(new.commits):
            known = self._storage.changed_paths.known()
            height, commits = history.plan_layer(new.commits)
            history.advance(height, history.write_layer(height, commits))
            self._storage.changed_paths.follow(known, height, len(commits))

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

    def _change(self, update: RefUpdate) -> Change:
        if update.action is Action.DELETE:
            return None
        return update.new_oid, self._peel(update.new_oid)

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
        if oid in self._new.tip_types or oid in self._new.tag_targets:
            return self._new.tag_targets.get(oid)
        if self._storage.objects.find_type(oid) is not ObjectType.TAG:
            return None
        target, _ = tags.references(self._storage.objects.read(oid, ObjectType.TAG))
        return target

    def _unsettles(
        self, updates: Sequence[RefUpdate], accepted: Sequence[RefUpdate], holds: Holds
    ) -> bool:
        """Whether packs may from now on hold what no ref reaches, or lack what theirs do."""
        tips = {update.new_oid for update in accepted}.difference(self._new.tip_types)
        return bool(
            self._new.strays
            or len(accepted) < len(updates)
            or self._new.rank > holds.rank
            or any(self._storage.packs.find_rank(tip) > holds.rank for tip in tips)
            or self._leaves_behind(accepted)
        )

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
