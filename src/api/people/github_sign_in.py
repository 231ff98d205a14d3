"""Signing in with GitHub.

    GET /login/github[?return_to=/path]     to GitHub
    GET /login/github/callback?code&state   and back: signed in, or linked to who is signed in

The attempt lies in a cookie of the browser that began it, for ten minutes. Where to go afterwards
is a path of this server, never another one.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from urllib.parse import parse_qs

from config import Config
from door import COOKIE_ATTRIBUTES, Door, browser_of, read_cookie, session_cookie
from exchange import Answer, Reply, Request
from forge.accounts.sessions import LIFETIME, start_session
from forge.accounts.sign_up import SignUp
from forge.audit import Deed
from forge.elsewhere.github import Attempt, GithubSettings, authorization_url, finish
from forge.elsewhere.identities import Identity, find_identified, link, sign_up_identified
from forge.errors import BadCredentials, NotAllowed, NotOffered
from forge.proof.secret_text import make_secret
from forge.users import User
from ports import Ports
from routing import Route

ATTEMPT_COOKIE = "__Host-hearth-github"

ATTEMPT_LIFETIME = 600
"""Seconds to sign in at GitHub."""

MAX_RETURN_TO = 1_000
"""Characters of the path to go back to."""


class GithubSignIn:
    def __init__(self, config: Config, ports: Ports, door: Door) -> None:
        self._settings = config.github
        self._sign_up = config.sign_up
        self._database = ports.database
        self._clock = ports.clock
        self._web = ports.web
        self._door = door

    def routes(self) -> tuple[Route, ...]:
        return (
            Route("GET", "/login/github", self.begin),
            Route("GET", "/login/github/callback", self.finish),
        )

    async def begin(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        settings = self._read_settings()
        secret = make_secret()
        asked = parse_qs(request.query).get("return_to", ["/"])[0]
        path = asked if is_own_path(asked) else "/"
        value = f"{secret}.{base64.urlsafe_b64encode(path.encode()).decode()}"
        return Reply(
            302,
            headers={
                "location": authorization_url(settings, _attempt(request, secret)),
                "set-cookie": _attempt_cookie(value, ATTEMPT_LIFETIME),
            },
        )

    async def finish(self, request: Request, _segments: Mapping[str, str]) -> Answer:
        settings = self._read_settings()
        secret, _, path = (read_cookie(request, ATTEMPT_COOKIE) or "").partition(".")
        if not secret:
            raise BadCredentials("This sign-in was begun elsewhere, or too long ago; try again.")
        answer = {name: values[0] for name, values in parse_qs(request.query).items()}
        identity = await finish(self._web, settings, _attempt(request, secret), answer)
        return_to = _decode_path(path)
        session = await self._door.find_session(request)
        if session is not None:
            deed = Deed(session.actor, self._clock())
            await link(self._database, deed, session.user, identity)
            ended = {"set-cookie": _attempt_cookie("", 0)}
            return Reply(303, headers={"location": return_to, **ended})
        user = await self._find_or_sign_up(identity)
        deed = Deed.of(user, self._clock())
        session_secret = await start_session(self._database, deed, user, browser_of(request))
        cookie = {"set-cookie": session_cookie(session_secret, LIFETIME)}
        return Reply(303, headers={"location": return_to, **cookie})

    async def _find_or_sign_up(self, identity: Identity) -> User:
        user = await find_identified(self._database, identity)
        if user is not None:
            return user
        if self._sign_up is not SignUp.OPEN:
            raise NotAllowed("No account here is linked to this GitHub account.")
        return await sign_up_identified(self._database, identity, identity.label, self._clock())

    def _read_settings(self) -> GithubSettings:
        if self._settings is None:
            raise NotOffered("There is nothing at this address.")
        return self._settings


def is_own_path(path: str) -> bool:
    """Whether `path` leads to this server and nowhere else, whatever a browser makes of it."""
    begins_here = path.startswith("/") and not path.startswith(("//", "/\\"))
    is_plain = path.isascii() and path.isprintable() and "\\" not in path
    return begins_here and is_plain and len(path) <= MAX_RETURN_TO


def _attempt(request: Request, secret: str) -> Attempt:
    return Attempt(secret, f"{request.origin}/login/github/callback")


def _attempt_cookie(value: str, seconds: int) -> str:
    return f"{ATTEMPT_COOKIE}={value}; Max-Age={seconds}; {COOKIE_ATTRIBUTES}"


def _decode_path(text: str) -> str:
    try:
        path = base64.b64decode(text, altchars=b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return "/"
    return path if is_own_path(path) else "/"
