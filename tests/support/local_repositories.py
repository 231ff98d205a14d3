"""All repositories in this process: the real code of the objects, asked without any transport."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from durable.caches import Caches
from durable.contract import codec
from durable.contract.copies import TakeFrom
from durable.contract.message import Ask, Caller, Failure, Message, Question
from durable.repository import Repository
from tests.support.sqlite_sql import SqliteSql

Given = TypeVar("Given", bound=Message)


class LocalRepositories:
    """`durable.contract.message.Repositories`; what is asked goes through the codec."""

    def __init__(self, now: Callable[[], int]) -> None:
        self._now = now
        self._caches = Caches()
        self._sqls: list[SqliteSql] = []
        self._opened: dict[str, Repository] = {}

    def close(self) -> None:
        for sql in self._sqls:
            sql.close()

    def open(self, store_name: str) -> Repository:
        if store_name not in self._opened:
            sql = SqliteSql()
            self._sqls.append(sql)
            self._opened[store_name] = Repository(sql, store_name, self._caches)
        return self._opened[store_name]

    async def ask(
        self, store_name: str, caller: Caller, question: Question[Given]
    ) -> Given | Failure:
        ask = codec.decode(codec.encode(Ask(caller, question)), Ask)
        repository = self.open(store_name)
        if isinstance(ask.question, TakeFrom) and caller.may_write:
            answer = self._take_from(repository, caller, ask.question)
        else:
            answer = repository.ask(ask, self._now())
        return cast("Given | Failure", codec.decode(codec.encode(answer), Message))

    async def purge(self, store_name: str) -> None:
        if store_name in self._opened:
            sql = SqliteSql()
            self._sqls.append(sql)
            self._opened[store_name] = Repository(sql, store_name, self._caches)

    def _take_from(self, repository: Repository, caller: Caller, question: TakeFrom) -> Message:
        taking = repository.take_from(question, caller, self._now)
        for piece in self.open(question.store).upload_pack(None, taking.request):
            taking.receive(memoryview(piece) if isinstance(piece, bytes) else piece)
        for _ in taking.conclude():
            pass
        return taking.answer()
