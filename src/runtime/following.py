"""After a push: tells the forge how branches moved, and keeps the heads of pull requests."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeAlias

from durable.branch_moves import Move
from durable.contract.copies import TakeFrom
from durable.contract.message import Ask, Caller, Message, Question
from durable.contract.pulls import KeepHead, head_refname
from durable.repository import Repository
from forge.database import Database
from forge.pulls import following
from forge.pulls.following import BranchMove, CommitText, OpenPull, Pushed
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate

AskOther: TypeAlias = Callable[[str, Caller, Question[Message]], Awaitable[Message]]
"""Asks the repository of a store name."""


@dataclass(frozen=True, slots=True)
class Follower:
    """Follows the pushes to one repository; `now` in seconds since 1970."""

    database: Database
    repository: Repository
    store_name: str
    ask_other: AskOther
    now: int

    async def follow(self, since: int) -> None:
        """Tell of all that happened after the reflog's entry `since`."""
        moves = self.repository.moves_since(since)
        for actor, group in groupby(moves, lambda move: move.actor):
            pushes = [(move, _told(move)) for move in group]
            branches = [told.branch for _, told in pushes]
            pushed = await following.read_pushed(
                self.database, self.store_name, actor, branches, self.now
            )
            if pushed is not None:
                for move, told in pushes:
                    await self._follow(pushed, move, told)

    async def _follow(self, pushed: Pushed, move: Move, told: BranchMove) -> None:
        for pull in pushed.by_head.get(told.branch, ()):
            await following.move_head(self.database, pushed, pull, told)
            if told.new_oid:
                await self._keep_head(move, pull)
        for pull in self._merged(move, pushed.by_base.get(told.branch, ())):
            await following.mark_merged(self.database, pushed, pull, told)
        await following.note_commits(self.database, pushed, told)

    async def _keep_head(self, move: Move, pull: OpenPull) -> None:
        """The ref of the pull request goes where the branch is, in whatever repository it is."""
        caller = Caller(move.actor, may_write=True)
        if pull.store_name == self.store_name:
            self.repository.ask(Ask(caller, KeepHead(pull.number, move.new)), self.now)
            return
        old = ObjectId(bytes.fromhex(pull.hex_oid))
        update = RefUpdate(head_refname(pull.number), old, move.new)
        question = TakeFrom(self.store_name, (update,), has=(old,), is_of_forge=True)
        await self.ask_other(pull.store_name, caller, question)

    def _merged(self, move: Move, pulls: Sequence[OpenPull]) -> list[OpenPull]:
        if move.new == ZERO_OID:
            return []
        return [
            pull
            for pull in pulls
            if self.repository.is_merged(ObjectId(bytes.fromhex(pull.hex_oid)), move.branch)
        ]


def _told(move: Move) -> BranchMove:
    return BranchMove(
        branch=move.branch.decode("utf-8", "replace"),
        old_oid="" if move.old == ZERO_OID else move.old.hex(),
        new_oid="" if move.new == ZERO_OID else move.new.hex(),
        is_default=move.is_default,
        is_forced=move.is_forced,
        commits=tuple(
            CommitText(each.oid.hex(), each.message.decode("utf-8", "replace"))
            for each in move.commits
        ),
    )
