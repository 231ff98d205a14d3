"""The settings of an installation, and every limit of the Worker's side with its reason.

Settings come from the environment: `[vars]` of wrangler.toml, and secrets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from forge.elsewhere.cloudflare_access import AccessSettings
from forge.elsewhere.github import GithubSettings
from forge.errors import InvalidValue
from forge.names import check_owner
from forge.proof.passwords import MAX_PASSWORD
from forge.quotas import CallLimits, Quotas
from forge.repositories import Visibility

VERSION = "0.1.0"

SETTINGS = (
    "ACCESS_AUDIENCE",
    "ACCESS_TEAM_URL",
    "ADMIN_PASSWORD",
    "ADMIN_USER",
    "CLOSED",
    "DEFAULT_VISIBILITY",
    "GITHUB_API_URL",
    "GITHUB_CLIENT_ID",
    "GITHUB_CLIENT_SECRET",
    "GITHUB_URL",
    "MAX_REQUEST_BODY",
    "QUOTA_BYTES",
    "QUOTA_REPOSITORIES",
    "RATE_LIMIT",
    "RATE_LIMIT_STRANGERS",
    "SECRET_KEY",
    "SECURITY_CONTACT",
    "SIGN_UP",
)
"""Every name that `Config.from_env` reads."""

MAX_REQUEST_BODY = 100_000_000
"""Bytes of a push or fetch request, when MAX_REQUEST_BODY sets nothing else: what a zone on
Cloudflare's Free and Pro plans lets through. Beyond it the platform's own error page would
answer; below it, Hearth's sentence does."""

QUOTA_REPOSITORIES = 1_000
"""Repositories of one owner, those in the bin included, when QUOTA_REPOSITORIES sets nothing else:
more than people keep, and few enough that one account cannot fill the database."""

QUOTA_BYTES = 100_000_000_000
"""Bytes of packs of one owner, when QUOTA_BYTES sets nothing else: ten times what the platform
keeps in one object."""

RATE_LIMIT = 5_000
"""Calls of the API in an hour for each token, session or password, when RATE_LIMIT sets nothing
else: as on GitHub, whose clients pace themselves by it."""

RATE_LIMIT_STRANGERS = 600
"""Calls in an hour from each address without credentials, when RATE_LIMIT_STRANGERS sets nothing
else: ten a minute for all who share it."""

MIN_SECRET_KEY = 32
"""Characters of SECRET_KEY: 128 bits even when they are hexadecimal digits."""

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
    sign_up: SignUp = SignUp.CLOSED
    is_closed: bool = False
    secret_key: str = field(default="", repr=False)
    security_contact: str = ""
    github: GithubSettings | None = None
    access: AccessSettings | None = None
    quotas: Quotas = field(default=Quotas(QUOTA_REPOSITORIES, QUOTA_BYTES))
    call_limits: CallLimits = field(default=CallLimits(RATE_LIMIT, RATE_LIMIT_STRANGERS))

    @staticmethod
    def from_env(env: Mapping[str, str]) -> Config:
        """Read the settings; InvalidValue names the one that cannot be used."""
        return Config(
            configured_account=_configured_account(env),
            default_visibility=_visibility(env.get("DEFAULT_VISIBILITY", "private")),
            max_request_body=_number(env, "MAX_REQUEST_BODY", MAX_REQUEST_BODY),
            sign_up=_sign_up(env.get("SIGN_UP", "closed")),
            is_closed=_switch(env, "CLOSED"),
            secret_key=_secret_key(env.get("SECRET_KEY", "")),
            security_contact=_contact(env.get("SECURITY_CONTACT", "")),
            github=_github(env),
            access=_access(env),
            quotas=Quotas(
                repositories=_number(env, "QUOTA_REPOSITORIES", QUOTA_REPOSITORIES),
                size=_number(env, "QUOTA_BYTES", QUOTA_BYTES),
            ),
            call_limits=CallLimits(
                known=_number(env, "RATE_LIMIT", RATE_LIMIT),
                strangers=_number(env, "RATE_LIMIT_STRANGERS", RATE_LIMIT_STRANGERS),
            ),
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


def _number(env: Mapping[str, str], name: str, default: int) -> int:
    text = env.get(name, str(default))
    if not (text.isascii() and text.isdigit()):
        raise InvalidValue(name, "must be a number")
    return int(text)


def _switch(env: Mapping[str, str], name: str) -> bool:
    words = {"true": True, "false": False, "": False}
    text = env.get(name, "").lower()
    if text not in words:
        raise InvalidValue(name, "must be true or false")
    return words[text]


def _sign_up(text: str) -> SignUp:
    try:
        return SignUp(text)
    except ValueError:
        raise InvalidValue("SIGN_UP", "must be open, invitation or closed") from None


def _secret_key(text: str) -> str:
    if text and len(text) < MIN_SECRET_KEY:
        raise InvalidValue("SECRET_KEY", f"must have at least {MIN_SECRET_KEY} characters")
    return text


def _contact(text: str) -> str:
    """An address of mail or of a page; it goes into a file of lines."""
    is_clean = text.isascii() and text.isprintable() and " " not in text
    if text and not (is_clean and (text.startswith("https://") or "@" in text[1:-1])):
        raise InvalidValue("SECURITY_CONTACT", "must be an e-mail address or begin with https://")
    return text


def _github(env: Mapping[str, str]) -> GithubSettings | None:
    client_id, client_secret = env.get("GITHUB_CLIENT_ID", ""), env.get("GITHUB_CLIENT_SECRET", "")
    if not client_id or not client_secret:
        return None
    url = _url(env, "GITHUB_URL", "https://github.com")
    api_url = _url(env, "GITHUB_API_URL", "https://api.github.com")
    return GithubSettings(client_id, client_secret, url, api_url)


def _access(env: Mapping[str, str]) -> AccessSettings | None:
    audience = env.get("ACCESS_AUDIENCE", "")
    if not audience:
        return None
    team_url = _url(env, "ACCESS_TEAM_URL", "")
    return AccessSettings(team_url, audience)


def _url(env: Mapping[str, str], name: str, default: str) -> str:
    """An address of a server, without the slash at its end."""
    text = env.get(name, default).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in ("https", "http") or not parts.netloc or parts.query or parts.fragment:
        raise InvalidValue(name, "must be an address such as https://example.org")
    return text
