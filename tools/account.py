"""What the Worker of a local run is told: its account, its key, and what the environment sets.

Account and key are given, or generated once and kept beside the run's data.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.console import ToolError
from tools.stamps import write_atomically

ADMIN = "admin"
OWNER_ONLY = 0o600
GENERATED_BYTES = 24
_DOLLAR = r"\$"

PASSED_ON = (
    "ACCESS_AUDIENCE",
    "ACCESS_TEAM_URL",
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
"""Settings that are taken from the environment of whoever starts the run."""

_QUOTABLE = re.compile(r"[ -&(-~]+")
"""What can stand in an env file between single quotes: ASCII without controls and the quote."""


@dataclass(frozen=True, slots=True)
class Account:
    """A name and a password, in clear: this is somebody's own machine."""

    name: str
    password: str


def account_of(state: Path, given_password: str) -> Account:
    """The account of the run under `state`; without a password, the one kept there."""
    if given_password:
        _check_quotable("ADMIN_PASSWORD", given_password)
        return Account(ADMIN, given_password)
    return Account(ADMIN, _kept(state / "admin-password"))


def settings_of(state: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """The other settings of the run under `state`; without a SECRET_KEY, the one kept there."""
    given = {name: environment[name] for name in PASSED_ON if environment.get(name)}
    for name, text in given.items():
        _check_quotable(name, text)
    return {"SECRET_KEY": _kept(state / "secret-key"), **given}


def _kept(path: Path) -> str:
    """The secret in the file, which is made at the first time."""
    if not path.exists():
        secret = secrets.token_urlsafe(GENERATED_BYTES)
        write_atomically(path, f"{secret}\n".encode(), OWNER_ONLY)
    return path.read_text().strip()


def _check_quotable(name: str, text: str) -> None:
    if not _QUOTABLE.fullmatch(text):
        raise ToolError(f"{name} may hold ASCII letters, digits and signs, but no '")


def write_env_file(state: Path, account: Account, settings: Mapping[str, str]) -> Path:
    """Hand them to the Worker by a file, because command lines can be read by anyone."""
    path = state / "worker.env"
    values = {"ADMIN_USER": account.name, "ADMIN_PASSWORD": account.password, **settings}
    # wrangler expands variables even between single quotes.
    lines = [f"{name}='{text.replace('$', _DOLLAR)}'\n" for name, text in values.items()]
    write_atomically(path, "".join(lines).encode(), OWNER_ONLY)
    return path
