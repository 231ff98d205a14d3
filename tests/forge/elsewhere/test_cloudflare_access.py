from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from forge.access import ALL_SCOPES
from forge.elsewhere.cloudflare_access import (
    KEYS_LIFETIME,
    KEYS_PAUSE,
    LEEWAY,
    MAX_ASSERTION,
    AccessMeans,
    AccessSettings,
    CloudflareAccess,
)
from forge.elsewhere.web import Answer, Order, Unreachable
from forge.errors import BadCredentials
from tests.support.hearth import START, Hearth
from tests.support.rsa import RsaKey, verify_rs256

TEAM = "https://team.example"
AUDIENCE = "tag-of-the-application"
KEY, OTHER_KEY = RsaKey.make(1), RsaKey.make(2)
CLAIMS: dict[str, Any] = {
    "iss": TEAM,
    "aud": [AUDIENCE],
    "sub": "7335d417-61da-459d-899c-0a01c76a2f94",
    "email": "alice@hearth.example",
    "iat": START,
    "nbf": START,
    "exp": START + 600,
}
HEADER = {"alg": "RS256", "kid": "key-1", "typ": "JWT"}


def encode(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def assertion(
    claims: object = CLAIMS, header: object = HEADER, key: RsaKey = KEY, cut: int = 0
) -> str:
    parts = [encode(json.dumps(part).encode()) for part in (header, claims)]
    signature = key.sign(".".join(parts).encode())
    return ".".join([*parts, encode(signature[: len(signature) - cut])])


@pytest.fixture
def access(hearth: Hearth) -> CloudflareAccess:
    hearth.web.server = serve_keys
    means = AccessMeans(hearth.database, lambda: hearth.now, hearth.web, verify_rs256)
    return CloudflareAccess(AccessSettings(TEAM, AUDIENCE), means)


def serve_keys(order: Order) -> Answer:
    assert order.url == f"{TEAM}/cdn-cgi/access/certs"
    keys = [{"kid": "key-1", **KEY.jwk}, {"kid": "key-2", **OTHER_KEY.jwk}]
    return Answer(200, json.dumps({"keys": keys}).encode())


def name_of(hearth: Hearth, access: CloudflareAccess, text: str) -> str | None:
    actor = hearth.run(access.admit(text))
    if actor is None:
        return None
    assert actor.user is not None
    assert actor.scopes == ALL_SCOPES
    return actor.user.name


def test_who_was_let_through_has_an_account_ever_after(
    hearth: Hearth, access: CloudflareAccess
) -> None:
    assert name_of(hearth, access, assertion()) == "alice"
    moved = CLAIMS | {"email": "alice@elsewhere.example"}
    assert name_of(hearth, access, assertion(moved)) == "alice"
    second = CLAIMS | {"sub": "another"}
    assert name_of(hearth, access, assertion(second)) == "alice-2"


def test_an_account_that_was_here_is_not_theirs_for_having_its_name(
    hearth: Hearth, access: CloudflareAccess
) -> None:
    hearth.add_user("alice", "secret")
    hearth.database.connection.execute("UPDATE users SET email = 'alice@hearth.example'")
    assert name_of(hearth, access, assertion()) == "alice-2"


@pytest.mark.parametrize("email", ["@hearth.example", "api@x.example", "-..@x.example", "é@x.x"])
def test_an_address_that_makes_no_name_gets_one(
    hearth: Hearth, access: CloudflareAccess, email: str
) -> None:
    assert name_of(hearth, access, assertion(CLAIMS | {"email": email}))


@pytest.mark.parametrize("claims", [{"sub": ""}, {"sub": None}, {"email": None}])
def test_a_machine_is_nobody_here(
    hearth: Hearth, access: CloudflareAccess, claims: dict[str, object]
) -> None:
    assert name_of(hearth, access, assertion(CLAIMS | claims)) is None


FORGERIES: dict[str, Callable[[], str]] = {
    "signed by another": lambda: assertion(key=OTHER_KEY),
    "signed by nobody": lambda: assertion().rpartition(".")[0] + ".",
    "signature cut short": lambda: assertion(cut=1),
    "alg none": lambda: assertion(header=HEADER | {"alg": "none"}),
    "alg HS256": lambda: assertion(header=HEADER | {"alg": "HS256"}),
    "alg in a list": lambda: assertion(header=HEADER | {"alg": ["RS256"]}),
    "no key id": lambda: assertion(header={"alg": "RS256"}),
    "unknown key": lambda: assertion(header=HEADER | {"kid": "key-9"}),
    "another issuer": lambda: assertion(CLAIMS | {"iss": "https://evil.example"}),
    "issuer with a slash": lambda: assertion(CLAIMS | {"iss": f"{TEAM}/"}),
    "another application": lambda: assertion(CLAIMS | {"aud": ["other"]}),
    "audience as part of a text": lambda: assertion(CLAIMS | {"aud": f"{AUDIENCE} x"}),
    "no audience": lambda: assertion({k: v for k, v in CLAIMS.items() if k != "aud"}),
    "expired": lambda: assertion(CLAIMS | {"exp": START - LEEWAY}),
    "never expires": lambda: assertion({k: v for k, v in CLAIMS.items() if k != "exp"}),
    "expiry as text": lambda: assertion(CLAIMS | {"exp": str(START + 600)}),
    "not yet": lambda: assertion(CLAIMS | {"nbf": START + LEEWAY + 1}),
    "claims in a list": lambda: assertion([CLAIMS]),
    "two parts": lambda: "a.b",
    "four parts": lambda: assertion() + ".x",
    "no base64": lambda: "?.?.?",
    "no JSON": lambda: f"{encode(b'{')}.{encode(b'{')}.{encode(b'x')}",
    "deep JSON": lambda: f"{encode(b'[' * 9_000)}.{encode(b'{}')}.x",
    "too long": lambda: assertion(CLAIMS | {"x": "x" * MAX_ASSERTION}),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_forgeries_open_nothing(hearth: Hearth, access: CloudflareAccess, forgery: str) -> None:
    with pytest.raises(BadCredentials):
        hearth.run(access.admit(FORGERIES[forgery]()))
    rows = hearth.database.connection.execute("SELECT COUNT(*) FROM users").fetchone()
    assert rows[0] == 0


def test_claims_changed_after_signing_open_nothing(
    hearth: Hearth, access: CloudflareAccess
) -> None:
    header, _, signature = assertion().split(".")
    claims = encode(json.dumps(CLAIMS | {"sub": "somebody else"}).encode())
    with pytest.raises(BadCredentials):
        hearth.run(access.admit(f"{header}.{claims}.{signature}"))


def test_the_keys_are_asked_for_once_in_a_while(hearth: Hearth, access: CloudflareAccess) -> None:
    lasting = assertion(CLAIMS | {"exp": START + 2 * KEYS_LIFETIME})
    for _ in range(3):
        name_of(hearth, access, lasting)
    assert len(hearth.web.orders) == 1
    hearth.now += KEYS_LIFETIME + 1
    name_of(hearth, access, lasting)
    assert len(hearth.web.orders) == 2


def test_unknown_keys_do_not_make_us_ask_for_each(hearth: Hearth, access: CloudflareAccess) -> None:
    for number in range(5):
        unknown = assertion(header=HEADER | {"kid": f"key-{number + 7}"})
        with pytest.raises(BadCredentials):
            hearth.run(access.admit(unknown))
    assert len(hearth.web.orders) == 1
    hearth.now += KEYS_PAUSE + 1
    with pytest.raises(BadCredentials):
        hearth.run(access.admit(assertion(header=HEADER | {"kid": "key-7"})))
    assert len(hearth.web.orders) == 2


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": [{}]}', b'{"keys": 5}'])
def test_keys_that_cannot_be_read_are_no_keys(
    hearth: Hearth, access: CloudflareAccess, body: bytes
) -> None:
    hearth.web.server = lambda _order: Answer(200, body)
    with pytest.raises(Unreachable):
        hearth.run(access.admit(assertion()))
