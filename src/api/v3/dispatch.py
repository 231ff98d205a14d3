"""From a declared address to an answer: who calls, may they, with what; and what all answers have.

Every answer may be read by scripts of any origin, but a browser sends no cookies with such a
request: they come in by a token alone.
"""

from __future__ import annotations

from asyncio import gather
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from urllib.parse import parse_qsl, unquote

from api.audience import admit
from api.caller import find_reply, read_caller
from api.found import Finder
from api.json_body import read_fields
from api.v3.call import Call, problem
from api.v3.cors import CORS, PREFLIGHT
from api.v3.endpoint import Endpoint
from api.v3.metering import Meter
from api.v3.schema import Object, Schema, Text
from config import MAX_JSON_BODY, Config
from door import Door
from durable.contract.message import RepositoryUnreachable
from exchange import Answer, Forward, Reply, Request
from forge.access import Action
from forge.errors import ForgeError, InvalidValue
from forge.quotas import read_room
from forge.repositories import Repository
from ports import Ports
from replies import Refused
from routing import Handler

MAX_PATH_VALUE = 4_096
"""Bytes of a path or a name in an address: the longest path that systems take."""

_PATH_VALUE = Text(MAX_PATH_VALUE, 1)


class Dispatcher:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._config = config
        self._ports = ports
        self._door = door
        self._finder = Finder(ports, door)
        self._meter = Meter(config.call_limits, ports)

    def handler(self, endpoint: Endpoint) -> Handler:
        """What the router calls for this address."""

        async def handle(request: Request, segments: Mapping[str, str]) -> Answer:
            return await self._handle(endpoint, request, segments)

        return self.finished(handle, is_counted=endpoint.is_counted)

    def finished(self, inner: Handler, *, is_counted: bool = True) -> Handler:
        """The same, its errors as replies, counted, and with what all answers have."""

        async def handle(request: Request, segments: Mapping[str, str]) -> Answer:
            answer = self._meter.find_refusal(request) if is_counted else None
            if answer is None:
                work = _answer(inner, request, segments)
                answer, _ = await gather(work, self._meter.tell(request))
                answer = _conditional(request, answer)
                if is_counted:
                    self._meter.count(request, answer)
            return self._finish(request, answer)

        return handle

    async def preflight(self, _request: Request, _segments: Mapping[str, str]) -> Answer:
        """Tell a browser that scripts of any origin may ask."""
        return Reply(204, b"", PREFLIGHT)

    async def missing(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        """There is nothing at this address, for whoever may come in."""
        await read_caller(self._door, request)
        return problem(404, "Not Found")

    async def _handle(
        self, endpoint: Endpoint, request: Request, segments: Mapping[str, str]
    ) -> Answer:
        repository, guest = None, None
        if endpoint.action is None:
            guest = await admit(self._finder, endpoint.audience, request, segments)
            actor = guest.actor
        else:
            visit = await self._finder.visit(request, segments, endpoint.action)
            actor, repository = visit.actor, visit.repository
        values: dict[str, object] = {
            **{name: _decode(value, name) for name, value in segments.items()},
            **_read_query(endpoint, request.query),
        }
        if endpoint.body is not None:
            values |= await _read_body(endpoint, endpoint.body, request)
        call = Call(
            request=request,
            config=self._config,
            ports=self._ports,
            finder=self._finder,
            meter=self._meter,
            actor=actor,
            values=values,
            repository=repository,
            guest=guest,
            room=await self._find_room(endpoint, repository),
        )
        return await endpoint.handler(call)

    async def _find_room(self, endpoint: Endpoint, repository: Repository | None) -> int | None:
        """How many bytes more may be kept, where something may be."""
        if repository is None or endpoint.action is not Action.WRITE or endpoint.method == "GET":
            return None
        return await read_room(self._ports.database, repository.owner_id, self._config.quotas)

    def _finish(self, request: Request, answer: Answer) -> Answer:
        if isinstance(answer, Forward):
            return answer
        headers = {
            **CORS,
            "vary": "accept, authorization, cookie",
            "x-github-media-type": "github.v3; format=json",
            **self._meter.headers(request),
            **answer.headers,
        }
        return replace(answer, headers=headers)


async def _answer(inner: Handler, request: Request, segments: Mapping[str, str]) -> Answer:
    """What the handler answers, or the reply to what stopped it."""
    try:
        return await inner(request, segments)
    except Refused as refused:
        return refused.reply
    except ForgeError as error:
        found = find_reply(error)
        if found is None:
            raise
        return found
    except RepositoryUnreachable:
        return problem(503, "The repository cannot be reached just now; try again.")


def _conditional(request: Request, answer: Answer) -> Answer:
    """With the mark of its content, and without the content where the client has it."""
    if isinstance(answer, Forward) or answer.status != 200:
        return answer
    if request.method not in ("GET", "HEAD"):
        return answer
    etag = answer.headers.get("etag") or f'W/"{sha256(answer.body).hexdigest()[:40]}"'
    headers = {**answer.headers, "etag": etag, "cache-control": "no-cache, private"}
    if _matches(request.headers.get("if-none-match", ""), etag):
        return Reply(304, b"", {n: v for n, v in headers.items() if n != "content-type"})
    return replace(answer, headers=headers)


def _matches(header: str, etag: str) -> bool:
    known = [each.strip().removeprefix("W/") for each in header.split(",")]
    return etag.removeprefix("W/") in known or known == ["*"]


def _decode(value: str, name: str) -> str:
    """A part of the path; bytes that are not UTF-8 remain as they are in a name of Git's."""
    text = unquote(value, errors="surrogateescape")
    if len(text.encode("utf-8", "surrogateescape")) > MAX_PATH_VALUE or "\0" in text:
        raise InvalidValue(name, f"must not be over {MAX_PATH_VALUE:,} bytes, or hold a NUL")
    return text


def _read_query(endpoint: Endpoint, query: str) -> dict[str, object]:
    try:
        given = dict(parse_qsl(query, keep_blank_values=True, errors="strict"))
    except ValueError:
        raise InvalidValue("query", "must be UTF-8") from None
    return {
        name: schema.check(given[name], name)
        for name, schema in endpoint.query.items()
        if name in given and (given[name] or not _may_be_empty(schema))
    }


def _may_be_empty(schema: Schema) -> bool:
    """Whether an empty value says nothing; an empty number or word is a mistake."""
    return isinstance(schema, Text) and not schema.min_length and not schema.one_of


async def _read_body(endpoint: Endpoint, body: Object, request: Request) -> dict[str, object]:
    if (
        not request.content_length
        and not body.required
        and "transfer-encoding" not in request.headers
    ):
        return {}
    fields = await read_fields(request, endpoint.max_body or MAX_JSON_BODY, endpoint.list_field)
    checked = body.check(fields, "")
    assert isinstance(checked, dict)  # noqa: S101
    return dict(checked)  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType]
