"""The Durable Object of one repository: HTTP from the Worker in, Git out.

Only the Worker can reach it, by a few addresses, after it has let the request in; what it says of
the actor in `x-hearth-*` is true. Everything Git is in `durable`; here are bodies and streams.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Generator
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

import js
from pyodide.ffi import JsException, to_js
from workers import DurableObject

from durable.browse.answers import is_writing
from durable.caches import Caches
from durable.contract import codec
from durable.contract.copies import TakeFrom, Taken
from durable.contract.formats import Format
from durable.contract.message import Ask, Caller, Failure, Message
from durable.receive_pack import ReceivePack
from durable.repository import MAX_FETCH_REQUEST, Repository
from exchange import BodyTooLarge
from forge.pushes import FinishedPush, find_visibility, record_push, record_size
from forge.repositories import Visibility
from git.errors import ProtocolError
from git.oid import ObjectId
from git.protocol.advertise import Service
from runtime import clock
from runtime.d1 import D1Database
from runtime.durable_sql import DurableSql
from runtime.following import Follower
from runtime.git_body import Gathered, feed
from runtime.heap import heap_size
from runtime.log import JsonLog
from runtime.repositories import DurableRepositories
from runtime.response_stream import respond

_CACHES = Caches()
"""One for all objects of the isolate."""

MAX_ASK = 48 << 20
"""Bytes of a question: the largest that the API takes, with its contents. Only the Worker asks."""

MAINTENANCE_DELAY = 5_000
"""Milliseconds from a push to the upkeep that it calls for: pushes come in bursts."""

ANSWER_SLICE = 20
"""Steps of an answer that takes long between two pauses: some ten milliseconds."""

SLICE = 200
"""Steps of upkeep between two pauses: some ten milliseconds."""

_NO_CACHE = {
    "cache-control": "no-cache, max-age=0, must-revalidate",
    "expires": "Fri, 01 Jan 1980 00:00:00 GMT",
    "pragma": "no-cache",
}


class RepoStore(DurableObject):
    """A repository, under the name that it has for ever."""

    def __init__(self, ctx: Any, env: Any) -> None:
        super().__init__(ctx, env)
        self._raw = ctx._ctx
        self._store = str(self._raw.id.name)
        self._sql = DurableSql(self._raw.storage)
        self.repository = Repository(self._sql, self._store, _CACHES)
        self._followed: int | None = None
        """Up to which entry of the reflog the forge knows what happened; None before the first."""

    async def fetch(self, request: Any) -> Any:
        raw = request.js_object
        path, _, query = str(raw.url).removeprefix("http://repository").partition("?")
        response = await _ROUTES[path](self, raw, query)
        response.headers.set("x-request-id", raw.headers.get("x-hearth-request") or "")
        return response

    async def advertise(self, request: Any, query: str) -> Any:
        service = Service(query.removeprefix("service="))
        pieces = self.repository.advertise(service, _git_protocol(request))
        return _answer(f"application/x-{service.value}-advertisement", pieces)

    async def upload_pack(self, request: Any, _query: str) -> Any:
        body = Gathered(MAX_FETCH_REQUEST)
        try:
            await feed(request, body)
        except BodyTooLarge as error:
            return respond(413, {"content-type": "text/plain"}, [f"{error}\n".encode()])
        except ProtocolError as error:
            return respond(400, {"content-type": "text/plain"}, [f"{error}\n".encode()])

        def report(error: Exception) -> None:
            JsonLog().error(error, {"store": self._store})

        pieces = self.repository.upload_pack(_git_protocol(request), bytes(body.data), report)
        return _answer("application/x-git-upload-pack-result", pieces)

    async def receive_pack(self, request: Any, _query: str) -> Any:
        actor = unquote(request.headers.get("x-hearth-actor") or "")
        is_admin = bool(request.headers.get("x-hearth-admin"))
        room = _number(request, "x-hearth-room")
        push = self.repository.receive_pack(actor, clock.now, is_admin=is_admin, room=room)
        push.declared = _number(request, "content-length") or 0
        push.limit = _number(request, "x-hearth-limit")
        push.address = request.headers.get("x-hearth-address") or ""
        created = bool(request.headers.get("x-hearth-created"))
        self._begin_to_follow()

        async def finish() -> None:
            await self._finish_push(push, created_repository=created)

        try:
            await feed(request, push)
        except JsException as error:
            # Nobody hears the answer, so that the platform may never ask for it.
            push.fail(f"the client went away: {error}")
            list(push.conclude())
            await finish()
            return respond(400, {"content-type": "text/plain"}, [])
        except ProtocolError as error:
            push.fail(str(error))
        return _answer("application/x-git-receive-pack-result", push.conclude(), finish)

    async def ask(self, request: Any, _query: str) -> Any:
        """Answer a question of the contract."""
        body = Gathered(MAX_ASK)
        await feed(request, body)
        ask = codec.decode(bytes(body.data), Ask)
        question = ask.question
        self._begin_to_follow()
        if isinstance(question, TakeFrom) and ask.caller.may_write:
            answer = await self._take_from(question, ask.caller)
        else:
            answer = await _in_turns(self.repository.ask_in_steps(ask, clock.now()))
        if is_writing(ask) and not isinstance(answer, Failure):
            await self._finish_change(None, created_repository=False)
        return respond(200, {"content-type": "application/json"}, [codec.encode(answer)])

    async def _take_from(self, question: TakeFrom, caller: Caller) -> Taken | Failure:
        """Have another repository's object send a pack, and take it in as it comes."""
        taking = self.repository.take_from(question, caller, clock.now)
        url = "http://repository/git-upload-pack"
        request = js.Request.new(url, method="POST", body=to_js(taking.request))
        try:
            response = await self.env._env.REPOSITORIES.getByName(question.store).fetch(request)
            await feed(response, taking)
        except JsException as error:
            taking.fail(f"the other repository broke off: {error}")
        for count, _ in enumerate(taking.conclude()):
            if count % SLICE == 0:
                await js.scheduler.wait(0)
        if taking.error is not None:
            JsonLog().error(taking.error, {"store": self._store})
        return taking.answer()

    async def archive(self, _request: Any, query: str) -> Any:
        """The files of a commit; the Worker has looked it up, and says by what name it is kept."""
        asked = dict(parse_qsl(query))
        kind = Format(asked["format"])
        oid = ObjectId(bytes.fromhex(asked["commit"]))
        name = quote(asked["name"])
        headers = {
            "access-control-allow-origin": "*",
            "cache-control": "no-cache, private",
            "content-disposition": f"attachment; filename*=UTF-8''{name}.{kind.value}",
            "content-security-policy": "default-src 'none'; sandbox",
            "content-type": kind.media_type,
            "etag": asked["etag"],
            "x-content-type-options": "nosniff",
        }
        pieces = self.repository.archive(oid, asked["prefix"].encode(), kind)
        return respond(200, headers, pieces)

    async def blob(self, request: Any, query: str) -> Any:
        """A part of a file; the Worker has found it, and says what else to tell of it."""
        asked = dict(parse_qsl(query))
        told = json.loads(request.headers.get("x-hearth-reply"))
        oid = ObjectId(bytes.fromhex(asked["oid"]))
        stream = self.repository.blob(oid, int(asked["start"]), int(asked["stop"]))
        kind = "application/octet-stream" if stream.is_binary else "text/plain; charset=utf-8"
        return respond(told["status"], {"content-type": kind, **told["headers"]}, stream.pieces)

    async def bundle(self, _request: Any, query: str) -> Any:
        """A ref and its history as a file that can be cloned."""
        asked = dict(parse_qsl(query, keep_blank_values=True, errors="surrogateescape"))
        headers = {
            "cache-control": "no-cache, private",
            "content-disposition": asked["disposition"],
            "content-security-policy": "default-src 'none'; sandbox",
            "content-type": "application/x-git-bundle",
            "x-content-type-options": "nosniff",
        }
        oid = ObjectId(bytes.fromhex(asked["commit"]))
        refname = asked["ref"].encode("utf-8", "surrogateescape")
        return respond(200, headers, self.repository.bundle(oid, refname))

    async def stats(self, _request: Any, _query: str) -> Any:
        """The numbers of the repository, and of the isolate that it runs in."""
        numbers = {
            **asdict(self.repository.stats()),
            "database_size": self._sql.database_size(),
            "heap": heap_size(),
        }
        return respond(200, {"content-type": "application/json"}, [json.dumps(numbers).encode()])

    async def purge(self, _request: Any, _query: str) -> Any:
        """Forget everything, for good; the name is never used again."""
        await self._raw.storage.deleteAlarm()
        await self._raw.storage.deleteAll()
        self.repository = Repository(self._sql, self._store, _CACHES)
        return respond(200, {}, [])

    async def alarm(self, _info: Any = None) -> None:
        """Upkeep, in slices that let requests in between."""
        for count, _ in enumerate(self.repository.maintenance(clock.now).run()):
            if count % SLICE == 0:
                await js.scheduler.wait(0)
        await self._plan_maintenance()
        size = self.repository.stats().packed
        await record_size(D1Database(self.env._env.DB), self._store, size)

    async def _plan_maintenance(self) -> None:
        """Set the alarm for what is due, or for when garbage may go."""
        maintenance = self.repository.maintenance(clock.now)
        expiry = maintenance.next_expiry()
        if maintenance.is_due:
            await self._raw.storage.setAlarm(js.Date.now() + MAINTENANCE_DELAY)
        elif expiry is not None:
            await self._raw.storage.setAlarm(expiry * 1000)

    async def _finish_push(self, push: ReceivePack, *, created_repository: bool) -> None:
        """Tell the forge, and the log what broke."""
        if push.error is not None:
            JsonLog().error(push.error, {"store": self._store})
        visibility = find_visibility(push.push_options)
        await self._finish_change(visibility, created_repository=created_repository)

    async def _finish_change(
        self, visibility: Visibility | None, *, created_repository: bool
    ) -> None:
        finished = FinishedPush(
            store_name=self._store,
            pushed_at=clock.now(),
            created_repository=created_repository,
            refs_exist=not self.repository.is_empty,
            visibility=visibility,
            size=self.repository.stats().packed,
            default_branch=self.repository.default_branch,
        )
        await self._plan_maintenance()
        database = D1Database(self.env._env.DB)
        await record_push(database, finished)
        try:
            await self._follow(database)
        except Exception as error:  # noqa: BLE001 - what was pushed is pushed, whatever follows
            JsonLog().error(error, {"store": self._store})

    def _begin_to_follow(self) -> None:
        if self._followed is None:
            self._followed = self.repository.last_entry

    async def _follow(self, database: D1Database) -> None:
        """Have issues and pull requests follow what happened since the last time."""
        since, self._followed = self._followed or 0, self.repository.last_entry
        others = DurableRepositories(self.env._env.REPOSITORIES)
        follower = Follower(database, self.repository, self._store, others.ask, clock.now())
        await follower.follow(since)


_ROUTES: dict[str, Callable[[RepoStore, Any, str], Awaitable[Any]]] = {
    "/info/refs": RepoStore.advertise,
    "/git-upload-pack": RepoStore.upload_pack,
    "/git-receive-pack": RepoStore.receive_pack,
    "/stats": RepoStore.stats,
    "/ask": RepoStore.ask,
    "/archive": RepoStore.archive,
    "/blob": RepoStore.blob,
    "/bundle": RepoStore.bundle,
    "/purge": RepoStore.purge,
}


def _number(request: Any, header: str) -> int | None:
    text = request.headers.get(header) or ""
    return int(text) if text.isascii() and text.isdigit() else None


def _git_protocol(request: Any) -> str | None:
    return request.headers.get("git-protocol") or None


async def _in_turns(steps: Generator[None, None, Message]) -> Message:
    """The answer, with turns of other requests in between."""
    count = 0
    while True:
        try:
            next(steps)
        except StopIteration as stop:
            return stop.value
        count += 1
        if count % ANSWER_SLICE == 0:
            await js.scheduler.wait(0)


def _answer(
    content_type: str, pieces: Any, finish: Callable[[], Awaitable[None]] | None = None
) -> Any:
    return respond(200, {"content-type": content_type, **_NO_CACHE}, pieces, finish)
