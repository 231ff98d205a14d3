"""Every object of a push, seen once while the pack is indexed: Git's rules, and what it names."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from durable.objects import Objects
from git.closure import Closure
from git.errors import LimitExceeded, ObjectFormatError
from git.fsck import check as fsck
from git.fsck import policy as policies
from git.fsck.policy import Policy
from git.fsck.rule import CLEAN, Findings
from git.objects import ObjectType
from git.oid import ObjectId
from git.pack.indexer import PackIndexer
from git.pack.limits import STREAMED_BLOB
from git.pack.table import PackTable

OPTION = "fsck."
"""What push options about these checks begin with."""

MAX_SPECIAL_FILES = 10_000
"""Different `.gitmodules` and `.gitattributes` files in one push; each is read again at its end.
The busiest histories known have a few hundred."""


class Inspection:
    """`closure` collects what the objects name; an object that breaks a rule ends the push.

    `policy` may be set until the first object comes.
    """

    def __init__(self) -> None:
        self.closure = Closure()
        self.policy = Policy()
        self._gitmodules: set[ObjectId] = set()
        self._gitattributes: set[ObjectId] = set()

    def inspect(self, object_type: int, oid: bytes, data: bytes) -> None:
        """ObjectFormatError, with Git's id of the rule, for an object that is refused."""
        if object_type == ObjectType.BLOB:
            return
        findings = fsck.check(object_type, data)
        if findings is not CLEAN:
            self._weigh(ObjectType(object_type), ObjectId(oid), findings)
            self._gitmodules.update(findings.gitmodules)
            self._gitattributes.update(findings.gitattributes)
            if len(self._gitmodules) + len(self._gitattributes) > MAX_SPECIAL_FILES:
                raise LimitExceeded("the number of .gitmodules files", MAX_SPECIAL_FILES)
        self.closure.inspect(object_type, oid, data)

    def check_special_files(self, indexer: PackIndexer, objects: Objects) -> None:
        """Look into the files that clients obey, now that all objects are there."""
        wanted = self._gitmodules | self._gitattributes
        if not wanted:
            return
        new = _find_positions(indexer.table, wanted)
        for oids, check in (
            (self._gitmodules, fsck.check_gitmodules),
            (self._gitattributes, fsck.check_gitattributes),
        ):
            for oid in oids:
                if oid in new:
                    findings = check(*_read(indexer, new[oid]))
                elif objects.has(oid):
                    continue  # it was looked at when it came
                else:
                    findings = check(None, None)
                self._weigh(ObjectType.BLOB, oid, findings)

    def _weigh(self, object_type: ObjectType, oid: ObjectId, findings: Findings) -> None:
        refusals = self.policy.refusals(oid, findings)
        if refusals:
            raise ObjectFormatError(policies.explain(object_type, oid, refusals[0]))


def decode_policy(push_options: Iterable[bytes]) -> Policy:
    """What `-o fsck.<id>=ignore|warn|error` asks for; InvalidPolicy in words for what is none.

    For old histories, made by tools that wrote what Git now refuses: whoever may push may take
    them as they are, for this push.
    """
    options = (option.decode("utf-8", "backslashreplace") for option in push_options)
    settings = (
        option.removeprefix(OPTION).partition("=")
        for option in options
        if option.startswith(OPTION)
    )
    return policies.decode({name: severity for name, _, severity in settings})


def _find_positions(table: PackTable, wanted: Collection[ObjectId]) -> dict[ObjectId, int]:
    oids = ((table.oid(position), position) for position in range(len(table)))
    return {oid: position for oid, position in oids if oid in wanted}


def _read(indexer: PackIndexer, position: int) -> tuple[ObjectType, bytes | None]:
    """Type and content; no content for what is too long to be held."""
    is_held = indexer.table.sizes[position] <= STREAMED_BLOB
    return ObjectType(indexer.table.types[position]), indexer.content(position) if is_held else None
