"""Signing in with GitHub, or with a server that speaks like it: OAuth 2 with PKCE (RFC 7636).

The attempt is one secret in a cookie of the browser that made it. State and code verifier are
derived from it: the answer is taken from that browser only, and nothing has to be kept here.
"""

from __future__ import annotations

import base64
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import cast
from urllib.parse import urlencode

from forge.elsewhere.identities import Identity
from forge.elsewhere.web import Order, Unreachable, Web
from forge.errors import BadCredentials

MAX_CODE = 200
"""Characters of the code that the provider sends back; GitHub's have 20."""

_AGENT = "Hearth"
"""GitHub's API refuses who has no name."""


@dataclass(frozen=True, slots=True)
class GithubSettings:
    """What an OAuth app is given; the addresses end without a slash."""

    client_id: str
    client_secret: str = field(repr=False)
    url: str = "https://github.com"
    api_url: str = "https://api.github.com"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's try to sign in; `secret` is known to their browser alone."""

    secret: str = field(repr=False)
    redirect_uri: str

    @property
    def state(self) -> str:
        return self._derive(b"state")

    @property
    def verifier(self) -> str:
        return self._derive(b"verifier")

    def _derive(self, purpose: bytes) -> str:
        return _base64url(hmac.digest(self.secret.encode(), purpose, sha256))


def authorization_url(settings: GithubSettings, attempt: Attempt) -> str:
    """Where to send the browser."""
    challenge = _base64url(sha256(attempt.verifier.encode()).digest())
    query = {
        "client_id": settings.client_id,
        "redirect_uri": attempt.redirect_uri,
        "scope": "read:user",
        "state": attempt.state,
        "code_challenge": challenge,
        "code_challenge_method": "S256",
    }
    return f"{settings.url}/login/oauth/authorize?{urlencode(query)}"


async def finish(
    web: Web, settings: GithubSettings, attempt: Attempt, answer: Mapping[str, str]
) -> Identity:
    """Whose account it is, by the query that the provider sent the browser back with.

    BadCredentials when the answer does not belong to the attempt, or opens nothing.
    """
    code, state = answer.get("code", ""), answer.get("state", "")
    if not hmac.compare_digest(state.encode(), attempt.state.encode()):
        raise BadCredentials("This sign-in was begun elsewhere, or too long ago; try again.")
    if not 0 < len(code) <= MAX_CODE:
        raise BadCredentials("GitHub did not let you in.")
    token = await _exchange(web, settings, attempt, code)
    return await _read_identity(web, settings, token)


async def _exchange(web: Web, settings: GithubSettings, attempt: Attempt, code: str) -> str:
    form = {
        "client_id": settings.client_id,
        "client_secret": settings.client_secret,
        "code": code,
        "redirect_uri": attempt.redirect_uri,
        "code_verifier": attempt.verifier,
    }
    headers = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    url = f"{settings.url}/login/oauth/access_token"
    fields = await _ask(web, Order("POST", url, headers, urlencode(form).encode()))
    token = fields.get("access_token")
    if not isinstance(token, str):
        raise BadCredentials("GitHub did not let you in.")
    return token


async def _read_identity(web: Web, settings: GithubSettings, token: str) -> Identity:
    headers = {
        "accept": "application/json",
        "authorization": f"Bearer {token}",
        "user-agent": _AGENT,
    }
    profile = await _ask(web, Order("GET", f"{settings.api_url}/user", headers))
    subject, name = profile.get("id"), profile.get("login")
    if not isinstance(subject, int) or not isinstance(name, str):
        raise BadCredentials("GitHub did not say who you are.")
    return Identity("github", str(subject), name)


async def _ask(web: Web, order: Order) -> Mapping[str, object]:
    answer = await web.ask(order)
    try:
        value: object = json.loads(answer.body)
    except ValueError:
        raise Unreachable(f"GitHub answered {answer.status} and no JSON") from None
    return cast("Mapping[str, object]", value) if isinstance(value, dict) else {}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
