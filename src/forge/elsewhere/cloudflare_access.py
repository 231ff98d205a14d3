"""Cloudflare Access as a front door: whom it let through, by its signed assertion.

Access puts a JSON Web Token (RFC 7519) into `Cf-Access-Jwt-Assertion` of every request that it
lets through. It counts when the team's own keys signed it (RS256 and nothing else), for this
application and this moment. Whoever comes for the first time gets an account: who may come at
all is decided in Access.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from forge.access import ALL_SCOPES, Actor
from forge.clock import Clock
from forge.database import Database
from forge.elsewhere.identities import Identity, find_identified, sign_up_identified
from forge.elsewhere.web import Order, Unreachable, VerifyRs256, Web
from forge.errors import BadCredentials

MAX_ASSERTION = 16_384
"""Characters: assertions have about 1,000, and more with custom claims."""

KEYS_LIFETIME = 3_600
"""Seconds that the team's keys are kept; Access changes them every six weeks."""

KEYS_PAUSE = 60
"""Seconds between two looks for a key that is not among them: anybody can name one."""

LEEWAY = 60
"""Seconds by which the clocks may differ."""

_PROVIDER = "access"


@dataclass(frozen=True, slots=True)
class AccessSettings:
    """`team_url` as in `https://<team>.cloudflareaccess.com`, `audience` the application's tag."""

    team_url: str
    audience: str


@dataclass(frozen=True, slots=True)
class AccessMeans:
    """What it takes to look at assertions."""

    database: Database
    clock: Clock
    web: Web
    verify_rs256: VerifyRs256


class CloudflareAccess:
    def __init__(self, settings: AccessSettings, means: AccessMeans) -> None:
        self._settings = settings
        self._means = means
        self._keys: Mapping[str, Mapping[str, str]] = {}
        self._fetched_at = 0

    async def admit(self, assertion: str) -> Actor | None:
        """Who was let through; None for a machine, and BadCredentials for a false assertion."""
        claims = await self._read_claims(assertion)
        subject, email = claims.get("sub"), claims.get("email")
        if not isinstance(subject, str) or not subject or not isinstance(email, str):
            return None
        identity = Identity(_PROVIDER, subject, email)
        database, now = self._means.database, self._means.clock()
        user = await find_identified(database, identity)
        if user is None:
            user = await sign_up_identified(database, identity, email.partition("@")[0], now)
        return Actor(user, ALL_SCOPES)

    async def _read_claims(self, assertion: str) -> Mapping[str, object]:
        if len(assertion) > MAX_ASSERTION or assertion.count(".") != 2:
            raise BadCredentials
        signed, _, signature = assertion.rpartition(".")
        header, payload = (_decode_json(part) for part in signed.split("."))
        if header.get("alg") != "RS256":
            raise BadCredentials
        key = await self._find_key(str(header.get("kid")))
        if key is None:
            raise BadCredentials
        if not await self._means.verify_rs256(key, signed.encode(), _decode(signature)):
            raise BadCredentials
        self._check_claims(payload)
        return payload

    def _check_claims(self, claims: Mapping[str, object]) -> None:
        now = self._means.clock()
        audience = claims.get("aud")
        audiences = cast("list[object]", audience) if isinstance(audience, list) else [audience]
        expires_at, not_before = claims.get("exp"), claims.get("nbf", 0)
        is_meant = claims.get("iss") == self._settings.team_url
        if not is_meant or self._settings.audience not in audiences:
            raise BadCredentials
        if not isinstance(expires_at, int) or not isinstance(not_before, int):
            raise BadCredentials
        if not not_before - LEEWAY <= now < expires_at + LEEWAY:
            raise BadCredentials

    async def _find_key(self, key_id: str) -> Mapping[str, str] | None:
        age = self._means.clock() - self._fetched_at
        if age > KEYS_LIFETIME or (key_id not in self._keys and age > KEYS_PAUSE):
            self._keys = await self._fetch_keys()
            self._fetched_at = self._means.clock()
        return self._keys.get(key_id)

    async def _fetch_keys(self) -> Mapping[str, Mapping[str, str]]:
        answer = await self._means.web.ask(
            Order("GET", f"{self._settings.team_url}/cdn-cgi/access/certs")
        )
        try:
            keys = json.loads(answer.body)["keys"]
            return {key["kid"]: {"n": key["n"], "e": key["e"]} for key in keys}
        except (ValueError, KeyError, TypeError):
            raise Unreachable("Cloudflare Access did not answer with its keys") from None


def _decode_json(part: str) -> Mapping[str, object]:
    try:
        value: object = json.loads(_decode(part))
    except (ValueError, RecursionError):
        raise BadCredentials from None
    if not isinstance(value, dict):
        raise BadCredentials
    return cast("Mapping[str, object]", value)


def _decode(part: str) -> bytes:
    """base64url without padding (RFC 7515)."""
    try:
        return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise BadCredentials from None
