"""What somebody is told who pushed a new branch: where to open a pull request of it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from git.oid import ZERO_OID
from git.protocol import sideband
from git.protocol.receive_pack import RefUpdate
from git.protocol.sideband import Band

HEADS = b"refs/heads/"

MAX_ADVICE = 3
"""Branches that are spoken of: who pushes more at once mirrors a repository."""


def encode_advice(accepted: Sequence[RefUpdate], default: bytes, address: str) -> bytes:
    """Lines that git shows after `remote:`; none where nothing is to be said.

    `default` is the full name of the branch that HEAD stands for, `address` that of the
    repository's pages.
    """
    made = [each.refname for each in accepted if each.old_oid == ZERO_OID]
    branches = [name for name in made if name.startswith(HEADS)]
    if default in made or not 0 < len(branches) <= MAX_ADVICE:
        return b""
    base = quote(default.removeprefix(HEADS), safe="/")
    lines = [""]
    for name in branches:
        branch = name.removeprefix(HEADS)
        lines.append(f"Create a pull request for '{branch.decode('utf-8', 'replace')}':")
        lines.append(f"  {address}/compare/{base}...{quote(branch, safe='/')}")
    lines.append("")
    text = "".join(f"{line}\n" for line in lines)
    return b"".join(sideband.encode(Band.PROGRESS, sideband.clean_text(text)))
