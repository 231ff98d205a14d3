"""The settings of an installation, and every limit of the Worker's side with its reason.

Settings come from the environment: `[vars]` of wrangler.toml, and secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from forge.authentication import ConfiguredAccount
from forge.errors import InvalidValue
from forge.names import check_owner
from forge.passwords import MAX_PASSWORD
from forge.repositories import Visibility

VERSION = "0.1.0"

SETTINGS = ("ADMIN_USER", "ADMIN_PASSWORD", "DEFAULT_VISIBILITY", "MAX_REQUEST_BODY")
"""Every name that `Config.from_env` reads."""

MAX_REQUEST_BODY = 100_000_000
"""Bytes of a push or fetch request, when MAX_REQUEST_BODY sets nothing else: what a zone on
Cloudflare's Free and Pro plans lets through. Beyond it the platform's own error page would
answer; below it, Hearth's sentence does."""

MAX_JSON_BODY = 65_536
"""Bytes of a JSON request: many times what any of the API's calls needs, and parsed at once."""

MAX_GIT_PROTOCOL = 1_024
"""Characters of the `Git-Protocol` header: git sends `version=2`, other keys are short too."""


@dataclass(frozen=True, slots=True)
class Config:
    """The settings, checked."""

    configured_account: ConfiguredAccount | None = None
    default_visibility: Visibility = Visibility.PRIVATE
    max_request_body: int = MAX_REQUEST_BODY

    @staticmethod
    def from_env(env: Mapping[str, str]) -> Config:
        """Read the settings; InvalidValue names the one that cannot be used."""
        return Config(
            configured_account=_configured_account(env),
            default_visibility=_visibility(env.get("DEFAULT_VISIBILITY", "private")),
            max_request_body=_size(env.get("MAX_REQUEST_BODY", str(MAX_REQUEST_BODY))),
        )


def _configured_account(env: Mapping[str, str]) -> ConfiguredAccount | None:
    password = env.get("ADMIN_PASSWORD", "")
    if not password:
        return None
    if len(password.encode()) > MAX_PASSWORD:
        raise InvalidValue("ADMIN_PASSWORD", f"must not be over {MAX_PASSWORD:,} bytes")
    return ConfiguredAccount(check_owner(env.get("ADMIN_USER", "admin"), "ADMIN_USER"), password)


def _visibility(text: str) -> Visibility:
    try:
        return Visibility(text)
    except ValueError:
        raise InvalidValue("DEFAULT_VISIBILITY", "must be public or private") from None


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise InvalidValue("MAX_REQUEST_BODY", "must be a number of bytes")
    return int(text)
