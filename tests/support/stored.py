"""A repository of real git, pushed into the tables of an object; asked without any transport."""

from __future__ import annotations

from typing import TypeVar

from durable.caches import Caches
from durable.contract import codec
from durable.contract.message import Ask, Caller, Failure, Message, Question, Reason
from durable.repository import Repository
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
