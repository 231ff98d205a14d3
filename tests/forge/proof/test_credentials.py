from __future__ import annotations

import base64

import pytest

from forge.errors import BadCredentials
from forge.proof.credentials import (
    MAX_AUTHORIZATION,
    Credentials,
    PasswordCredentials,
    TokenCredentials,
    decode_authorization,
)
from tests.support.token_texts import TOKENS

TOKEN = TOKENS[0]


def basic(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.mark.parametrize(
    ("header", "credentials"),
    [
        (basic("alice:secret"), PasswordCredentials("alice", "secret")),
        (basic("alice:se:cret"), PasswordCredentials("alice", "se:cret")),
        (basic("ålice:☃"), PasswordCredentials("ålice", "☃")),
        (basic("alice:"), PasswordCredentials("alice", "")),
        (basic(":"), PasswordCredentials("", "")),
        (basic("alice:secret").replace("Basic", "bAsIc "), PasswordCredentials("alice", "secret")),
        (basic(f"alice:{TOKEN}"), TokenCredentials(TOKEN)),
        (basic(f"anybody at all:{TOKEN}"), TokenCredentials(TOKEN)),
        (basic(f":{TOKEN}"), TokenCredentials(TOKEN)),
        (basic(f"{TOKEN}:"), TokenCredentials(TOKEN)),
        (basic(f"{TOKEN}:x-oauth-basic"), TokenCredentials(TOKEN)),
        (basic(f"{TOKEN}:secret"), PasswordCredentials(TOKEN, "secret")),
        (f"Bearer {TOKEN}", TokenCredentials(TOKEN)),
        (f"bearer  {TOKEN} ", TokenCredentials(TOKEN)),
        (f"token {TOKEN}", TokenCredentials(TOKEN)),
        ("Bearer anything", TokenCredentials("anything")),
    ],
)
def test_a_password_or_a_token_is_read(header: str, credentials: Credentials) -> None:
    assert decode_authorization(header) == credentials


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Basic",
        "Basic !",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"alice:\xff").decode(),
        "Digest username=alice",
        "Negotiate YII=",
        "Bearer " + "x" * MAX_AUTHORIZATION,
    ],
)
def test_what_cannot_be_read_is_bad(header: str) -> None:
    with pytest.raises(BadCredentials):
        decode_authorization(header)
