"""The branch that something is brought to, and the one moment in which it moves."""

from __future__ import annotations

from dataclasses import dataclass

from durable.browse.reading import Reading
from durable.contract.merging import MergeOutcome, MergeStatus
from durable.contract.message import Failed, Reason
from durable.contract.refs import CommitInfo
from durable.merging.store import MergeStore
from durable.writing.intake import Intake, NewPackObjects
from git import commit as commits
from git.commit import Commit
from git.objects import ObjectType
from git.oid import ObjectId
from git.protocol.receive_pack import RefUpdate

STALE = MergeOutcome(MergeStatus.STALE)
UP_TO_DATE = MergeOutcome(MergeStatus.UP_TO_DATE)


@dataclass(frozen=True, slots=True)
class Branch:
    """`tip` is where it was when the work began."""

    reading: Reading
    refname: bytes
    tip: ObjectId

    def land(self, store: MergeStore, made: list[Commit]) -> MergeOutcome:
        """Take in the commits, of which each comes after the one before, and move the branch."""
        objects = NewPackObjects(self.reading.storage)
        oid = self.tip
        for commit in made:
            store.gather(commit.tree, objects)
            oid = objects.add(ObjectType.COMMIT, commits.encode(commit))
        return self._move(oid, objects, made[-1])

    def move(self, oid: ObjectId) -> MergeOutcome:
        """To a commit that is there."""
        return self._move(oid, NewPackObjects(self.reading.storage), self.reading.commit(oid))

    def _move(self, oid: ObjectId, objects: NewPackObjects, commit: Commit) -> MergeOutcome:
        reading = self.reading
        # Others had their turn since the work began.
        if reading.storage.refs.find(self.refname) != self.tip:
            return STALE
        Intake(reading).take(objects, [RefUpdate(self.refname, self.tip, oid)])
        return MergeOutcome(MergeStatus.DONE, CommitInfo(oid, commit))


def find_branch(reading: Reading, refname: bytes) -> Branch:
    """By its full name; empty, the branch that HEAD stands for."""
    refs = reading.storage.refs
    wanted = refname or refs.head_target()
    tip = refs.find(wanted)
    if tip is None or not wanted.startswith(b"refs/heads/"):
        raise Failed(Reason.NOT_FOUND, "Base does not exist", "base")
    return Branch(reading, wanted, tip)
