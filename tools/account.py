"""The account of a local run: given, or generated once and kept beside the run's data."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from pathlib import Path

from tools.console import ToolError
from tools.stamps import write_atomically

ADMIN = "admin"
OWNER_ONLY = 0o600
GENERATED_BYTES = 18

_QUOTABLE = re.compile(r"[ -&(-~]+")
"""What can stand in an env file between single quotes: ASCII without controls and the quote."""


@dataclass(frozen=True, slots=True)
class Account:
    """A name and a password, in clear: this is somebody's own machine."""

    name: str
    password: str


def account_of(state: Path, given_password: str) -> Account:
    """The account of the run under `state`; without a password, the one kept there."""
    kept = state / "admin-password"
    if given_password:
        if not _QUOTABLE.fullmatch(given_password):
            raise ToolError("ADMIN_PASSWORD may hold ASCII letters, digits and signs, but no '")
        return Account(ADMIN, given_password)
    if not kept.exists():
        password = secrets.token_urlsafe(GENERATED_BYTES)
        write_atomically(kept, f"{password}\n".encode(), OWNER_ONLY)
    return Account(ADMIN, kept.read_text().strip())


def write_env_file(state: Path, account: Account) -> Path:
    """Hand the account to the Worker by a file, because command lines can be read by anyone."""
    path = state / "worker.env"
    # wrangler expands variables even between single quotes.
    password = account.password.replace("$", r"\$")
    lines = f"ADMIN_USER='{account.name}'\nADMIN_PASSWORD='{password}'\n"
    write_atomically(path, lines.encode(), OWNER_ONLY)
    return path
