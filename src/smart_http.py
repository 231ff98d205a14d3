"""Git's URLs: who asks, may they, and on to the repository (gitprotocol-http(5)).

    GET  /<owner>/<repository>[.git]/info/refs?service=git-upload-pack | git-receive-pack
    POST /<owner>/<repository>[.git]/git-upload-pack
    POST /<owner>/<repository>[.git]/git-receive-pack

Everything that Git itself says is said by the repository's Durable Object; here a request is
only let through, bodies untouched, or refused in words that git shows. The dumb protocol is not
spoken. What one may not see answers as what does not exist: 401 to a client that has shown no
credentials, since git only then asks its user for them, and 404 to others.

A repository that does not exist is made by its owner's first push. One that was renamed or
transferred leads on to where it is now, whoever may see it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum
from urllib.parse import parse_qs, quote

from config import MAX_GIT_PROTOCOL, Config
from door import Door
from durable.contract.limits import request_too_large
from exchange import Answer, Forward, Reply, Request
from forge.access import Action, Actor, Decision, authorize, may_create
from forge.audit import Deed
from forge.errors import BadCredentials, TooMany, TooManyAttempts
from forge.lifecycle.creation import NameTaken, NewRepository, create
from forge.names import RepositoryName, find_repository_name
from forge.owners import Owner, find_owner
from forge.quotas import read_room
from forge.repositories import Repository, find_repository, next_store_name
from git.protocol import sideband
from git.protocol.pktline import Special
from ports import Ports
from replies import NO_HEADERS, Refused, text_reply


class Service(Enum):
    UPLOAD_PACK = "git-upload-pack"
    RECEIVE_PACK = "git-receive-pack"


_ACTION = {Service.UPLOAD_PACK: Action.READ, Service.RECEIVE_PACK: Action.WRITE}

_NO_CACHE = {
    "cache-control": "no-cache, max-age=0, must-revalidate",
    "expires": "Fri, 01 Jan 1980 00:00:00 GMT",
    "pragma": "no-cache",
}
_CHALLENGE = {"www-authenticate": 'Basic realm="Hearth", charset="UTF-8"'}
_CONTENT_ENCODINGS = ("", "identity", "gzip", "x-gzip")

_PROBE = Special.FLUSH.value
"""What git sends ahead of a push that it will send in chunks, to learn whether its credentials
are good: a flush, and so a push of nothing, which is answered by nothing."""


@dataclass(frozen=True, slots=True)
class _Visit:
    """An actor who was let in, to a repository that may still have to be made."""

    actor: Actor
    name: RepositoryName
    repository: Repository | None


class SmartHttp:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._config = config
        self._database = ports.database
        self._clock = ports.clock
        self._door = door

    async def advertise(self, request: Request, segments: Mapping[str, str]) -> Answer:
        """Answer `info/refs`: what the repository holds and what its protocol can do."""
        name = _read_name(segments)
        service = _read_service(request.query)
        _check_git_protocol(request)
        visit = await self._admit(request, name, service)
        if visit.repository is not None and not visit.repository.is_called(name):
            return _moved(visit.repository.name, service)
        if visit.repository is not None:
            name, store_name = visit.repository.name, visit.repository.store_name
        else:
            name = visit.name
            store_name = str(await next_store_name(self._database, name))
        return _forward(visit.actor, name, store_name, f"/info/refs?service={service.value}")

    async def upload_pack(self, request: Request, segments: Mapping[str, str]) -> Answer:
        """Answer a fetch."""
        name = _read_name(segments)
        _check_post(request, Service.UPLOAD_PACK)
        if (request.content_length or 0) > self._config.max_request_body:
            raise Refused(_refusal(413, request_too_large(self._config.max_request_body)))
        visit = await self._admit(request, name, Service.UPLOAD_PACK)
        return await self._pass_on(visit, Service.UPLOAD_PACK)

    async def receive_pack(self, request: Request, segments: Mapping[str, str]) -> Answer:
        """Answer a push."""
        name = _read_name(segments)
        _check_post(request, Service.RECEIVE_PACK)
        visit = await self._admit(request, name, Service.RECEIVE_PACK)
        if (request.content_length or 0) > self._config.max_request_body:
            return _push_result(_fatal_band(request_too_large(self._config.max_request_body)))
        if request.content_length == len(_PROBE):
            return await _answer_probe(request)
        answer = await self._pass_on(visit, Service.RECEIVE_PACK)
        if not isinstance(answer, Forward):
            return answer
        address = f"{request.origin}/{answer.headers['x-hearth-repository']}"
        return replace(answer, headers={**answer.headers, "x-hearth-address": address})

    async def _admit(self, request: Request, name: RepositoryName, service: Service) -> _Visit:
        """Let the actor in, or raise the `Refused` that says why not."""
        try:
            actor, repository = await self._door.admit_to(request, name)
        except BadCredentials as error:
            raise Refused(_refusal(401, str(error), _CHALLENGE)) from None
        except TooManyAttempts as error:
            wait = {"retry-after": str(error.seconds)}
            raise Refused(_refusal(429, str(error), wait)) from None
        decision = authorize(actor, _ACTION[service], repository)
        if decision is Decision.ALLOWED:
            return _Visit(actor, name, repository)
        if repository is None and service is Service.RECEIVE_PACK:
            owner = await self._find_creators_owner(actor, name)
            if owner is not None:
                return _Visit(actor, RepositoryName(owner.name, name.name), None)
        raise Refused(_denial(actor, name, decision, repository))

    async def _find_creators_owner(self, actor: Actor, name: RepositoryName) -> Owner | None:
        """For whom `actor` may make the repository; None when for nobody."""
        if actor.is_anonymous:
            return None
        owner = await find_owner(self._database, name.owner, actor.user)
        return owner if may_create(actor, owner) else None

    async def _pass_on(self, visit: _Visit, service: Service) -> Answer:
        path = f"/{service.value}"
        repository, more = visit.repository, NO_HEADERS
        if repository is None:
            try:
                repository = await self._create(visit)
                more = {"x-hearth-created": "1"}
            except NameTaken:
                # Another first push was quicker; both go on to the same store.
                repository = await find_repository(self._database, visit.name, visit.actor.user)
                if repository is None:
                    raise
            except TooMany as error:
                return _push_result(_fatal_band(str(error)))
        if service is Service.RECEIVE_PACK:
            more = {**more, **await self._bounds(visit.actor, repository)}
        return _forward(visit.actor, repository.name, repository.store_name, path, more)

    async def _create(self, visit: _Visit) -> Repository:
        new = NewRepository(visit.name, self._config.default_visibility)
        deed = Deed(visit.actor, self._clock())
        return await create(self._database, deed, new, self._config.quotas)

    async def _bounds(self, actor: Actor, repository: Repository) -> dict[str, str]:
        """What the object has to know: the right of who pushes, how much may come, and be kept.

        Of a push in chunks nobody knows beforehand how long it is.
        """
        room = await read_room(self._database, repository.owner_id, self._config.quotas)
        is_admin = authorize(actor, Action.ADMIN, repository) is Decision.ALLOWED
        bounds = {"x-hearth-room": str(room), "x-hearth-limit": str(self._config.max_request_body)}
        return bounds | ({"x-hearth-admin": "1"} if is_admin else {})


def _read_name(segments: Mapping[str, str]) -> RepositoryName:
    name = find_repository_name(segments["owner"], segments["repository"])
    if name is None:
        raise Refused(_refusal(404, "No repository can be called that."))
    return name


def _read_service(query: str) -> Service:
    asked = parse_qs(query).get("service", [""])[0]
    if not asked:
        raise Refused(_refusal(403, "Please upgrade your git client: only smart HTTP is spoken."))
    try:
        return Service(asked)
    except ValueError:
        raise Refused(_refusal(403, "This service is not offered.")) from None


def _check_git_protocol(request: Request) -> None:
    if len(request.headers.get("git-protocol", "")) > MAX_GIT_PROTOCOL:
        raise Refused(_refusal(400, "The Git-Protocol header is too long."))


def _check_post(request: Request, service: Service) -> None:
    _check_git_protocol(request)
    expected = f"application/x-{service.value}-request"
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != expected:
        raise Refused(_refusal(415, f"The Content-Type of this request has to be {expected}."))
    encoding = request.headers.get("content-encoding", "").strip().lower()
    if encoding not in _CONTENT_ENCODINGS:
        raise Refused(_refusal(415, "A Content-Encoding other than gzip is not understood."))


def _denial(
    actor: Actor, name: RepositoryName, decision: Decision, repository: Repository | None
) -> Reply:
    if actor.is_anonymous:
        return _refusal(401, "Sign in with a user name and a password or token.", _CHALLENGE)
    if decision is Decision.FORBIDDEN and repository and repository.is_archived:
        return _refusal(403, f"{name} is archived: it may be read, but not pushed to.")
    if decision is Decision.FORBIDDEN:
        return _refusal(403, f"You may read {name}, but not push to it.")
    return _refusal(404, f"{name} does not exist, or you may not see it.")


def _moved(name: RepositoryName, service: Service) -> Reply:
    """To today's name. Git follows on this first request only, and keeps the query's service."""
    address = f"/{name}.git/info/refs?service={service.value}"
    return _refusal(301, f"This repository is now called {name}.", {"location": address})


def _forward(
    actor: Actor,
    name: RepositoryName,
    store_name: str,
    path: str,
    more: Mapping[str, str] = NO_HEADERS,
) -> Forward:
    headers = {
        "x-hearth-actor": quote(actor.label, safe=""),
        "x-hearth-repository": str(name),
        "x-hearth-store": store_name,
    }
    return Forward(store_name, path, headers | dict(more))


async def _answer_probe(request: Request) -> Reply:
    if await request.read_body(len(_PROBE)) != _PROBE:
        return _refusal(400, "A push begins with the refs that it updates.")
    return _push_result(b"")


def _fatal_band(sentence: str) -> bytes:
    """`sentence` on side-band 3, as git shows it after `remote:`.

    Git hides the text of an HTTP error that answers a push, so the push is refused inside the
    protocol. That the client has asked for side-bands is not known before the body is read, but
    every client does where they are offered.
    """
    return b"".join(sideband.encode_error(sentence)) + Special.FLUSH.value


def _push_result(body: bytes) -> Reply:
    headers = {"content-type": "application/x-git-receive-pack-result", **_NO_CACHE}
    return Reply(200, body, headers)


def _refusal(status: int, sentence: str, headers: Mapping[str, str] | None = None) -> Reply:
    return text_reply(status, sentence, {**_NO_CACHE, **(headers or {})})
