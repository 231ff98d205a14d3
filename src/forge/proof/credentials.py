"""What an Authorization header says, before anybody asks whether it is right.

`Basic` is RFC 7617 with UTF-8, `Bearer` RFC 6750; `token` is how clients of GitHub's and
Gitea's APIs send the same. Git's ways to send a token by Basic all count as a token: as the
password with any user name, or as the user name with no password or `x-oauth-basic`.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import TypeAlias

from forge.errors import BadCredentials
from forge.proof.token_text import is_token

MAX_AUTHORIZATION = 8_192
"""Characters: a name and a password of the greatest length in base64, several times over."""

_NO_PASSWORD = ("", "x-oauth-basic")


@dataclass(frozen=True, slots=True)
class PasswordCredentials:
    user_name: str
    password: str


@dataclass(frozen=True, slots=True)
class TokenCredentials:
    token: str


Credentials: TypeAlias = PasswordCredentials | TokenCredentials


def decode_authorization(header: str) -> Credentials:
    """The credentials in the header's value; BadCredentials when they cannot be read."""
    if len(header) > MAX_AUTHORIZATION:
        raise BadCredentials
    scheme, _, value = header.strip().partition(" ")
    match scheme.lower():
        case "basic":
            return _decode_basic(value.strip())
        case "bearer" | "token":
            return TokenCredentials(value.strip())
        case _:
            raise BadCredentials


def _decode_basic(value: str) -> Credentials:
    try:
        text = base64.b64decode(value, validate=True).decode()
    except (binascii.Error, ValueError):
        raise BadCredentials from None
    user_name, colon, password = text.partition(":")
    if not colon:
        raise BadCredentials
    if is_token(password):
        return TokenCredentials(password)
    if password in _NO_PASSWORD and is_token(user_name):
        return TokenCredentials(user_name)
    return PasswordCredentials(user_name, password)
