"""What git clients ask, as requests to the application."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exchange import Answer
from tests.support.hearth import Hearth, basic

UPLOAD = "git-upload-pack"
RECEIVE = "git-receive-pack"
SERVICES = [UPLOAD, RECEIVE]


def credentials(hearth: Hearth, who: str) -> dict[str, str]:
    """The headers that `who` sends; alice and bob have to exist."""
    return _CREDENTIALS[who](hearth)


def _token(hearth: Hearth, **fields: object) -> str:
    return hearth.add_token("alice", "secret", **fields)


def _expired_token(hearth: Hearth) -> dict[str, str]:
    token = _token(hearth, expires_at="2026-12-01T00:00:00Z")
    hearth.now += 100 * 86_400
    return {"authorization": f"Bearer {token}"}


_CREDENTIALS: dict[str, Callable[[Hearth], dict[str, str]]] = {
    "anonymous": lambda _: {},
    "alice": lambda _: basic("alice", "secret"),
    "bob": lambda _: basic("bob", "secret"),
    "alice's token": lambda hearth: basic(_token(hearth), ""),
    "alice's reading token": lambda hearth: basic("alice", _token(hearth, scopes=["repo:read"])),
    "wrong password": lambda _: basic("alice", "wrong"),
    "stranger": lambda _: basic("nobody", "secret"),
    "expired token": _expired_token,
    "nonsense": lambda _: {"authorization": "Basic nonsense"},
}


def discover(
    hearth: Hearth, path: str, service: str, headers: Mapping[str, str] | None = None
) -> Answer:
    return hearth.ask("GET", f"/{path}/info/refs?service={service}", headers)


def post(
    hearth: Hearth,
    path: str,
    service: str,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"0000000000",
) -> Answer:
    content_type = {"content-type": f"application/x-{service}-request"}
    return hearth.ask("POST", f"/{path}/{service}", {**content_type, **(headers or {})}, body)


def ask_both(hearth: Hearth, path: str, service: str, who: str) -> list[Answer]:
    headers = credentials(hearth, who)
    return [discover(hearth, path, service, headers), post(hearth, path, service, headers)]
