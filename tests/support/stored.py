"""A repository of real git, pushed into the tables of an object; asked without any transport."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypeVar

from durable.caches import Caches
from durable.contract import codec
from durable.contract.message import Ask, Caller, Failure, Message, Question, Reason
from durable.repository import Repository
from durable.storage import Storage
from git.protocol import pktline
from tests.support.git_client import GitRepository
from tests.support.sqlite_sql import SqliteSql

Given = TypeVar("Given", bound=Message)

NOW = 1_790_000_000
ZERO = "0" * 40

READER = Caller("reader")
WRITER = Caller("writer", may_write=True)


class Stored:
    """`git` is where it came from; whatever is asked goes through the codec, both ways."""

    def __init__(self, git: GitRepository, store: str = "alice/sample") -> None:
        self.git = git
        self.sql = SqliteSql()
        self.caches = Caches()
        self.repository = Repository(self.sql, store, self.caches)
        self.push_all()

    def close(self) -> None:
        self.sql.close()

    def push_all(self) -> None:
        """Push every ref; HEAD's branch first."""
        refs = sorted(self.git.refs().items())
        if not refs:
            return
        lines = [f"{ZERO} {oid.decode()} ".encode() + name for name, oid in refs]
        lines[0] += b"\0report-status"
        pack = self.git.git("pack-objects", "--all", "--stdout", "-q").output
        push = self.repository.receive_pack("pusher", lambda: NOW)
        push.receive(memoryview(b"".join(map(pktline.encode, lines)) + b"0000" + pack))
        report = b"".join(push.conclude())
        assert b"unpack ok" in report, report
        assert b"ng " not in report, report

    def export(self, folder: Path) -> GitRepository:
        """All that is live, as a bare repository of real git."""
        exported = GitRepository(folder)
        folder.mkdir(parents=True)
        exported.git("init", "--quiet", "--bare")
        storage = Storage(self.sql, "alice/sample", self.caches)
        for pack in storage.packs.live():
            body = b"".join(b.tobytes() for b in storage.packs.iter_blobs(pack, 0, pack.body_size))
            exported.git("unpack-objects", "-q", stdin=body)
        for ref in storage.refs.iter_prefixed(b""):
            exported.git("update-ref", os.fsdecode(ref.refname), ref.oid.hex())
        exported.git("symbolic-ref", "HEAD", os.fsdecode(storage.refs.head_target()))
        exported.check()
        return exported

    def ask(self, question: Question[Given], caller: Caller = READER) -> Given:
        """The answer; it must not be a failure."""
        answer = self.ask_any(question, caller)
        assert not isinstance(answer, Failure), answer
        return answer  # type: ignore[return-value]

    def refused(self, question: Question[Given], caller: Caller = READER) -> Failure:
        answer = self.ask_any(question, caller)
        assert isinstance(answer, Failure), answer
        return answer

    def reason(self, question: Question[Given], caller: Caller = READER) -> Reason:
        return self.refused(question, caller).reason

    def ask_any(self, question: Question[Given], caller: Caller) -> Message:
        asked = codec.decode(codec.encode(Ask(caller, question)), Ask)
        assert asked == Ask(caller, question)
        answer = self.repository.ask(asked, NOW)
        decoded = codec.decode(codec.encode(answer), Message)
        assert decoded == answer
        return decoded
