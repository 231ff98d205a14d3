"""`make deploy`: the database's migrations, then the Worker, to one's own Cloudflare account.

`python -m tools.deployment --dry-run` only packs the Worker, and says how large it is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass

from tools.commands import Command, node_environment, run
from tools.console import ToolError, run_command, say
from tools.paths import BUILD, ROOT
from tools.wrangler import production_config, wrangler

UPLOAD_LIMIT = 64 << 20
"""Bytes of a Worker before compression, on every plan."""
UPLOAD_MARGIN = 0.8
"""Of the limit: beyond it, it is time to leave something out."""

NO_DATABASE = "00000000-0000-0000-0000-000000000000"
"""The database_id in `wrangler.toml` of whoever has not made a database yet."""

_SIZES = re.compile(r"Total Upload: ([\d.]+) KiB / gzip: ([\d.]+) KiB")


@dataclass(frozen=True, slots=True)
class Upload:
    """Bytes of the Worker with its packages."""

    size: int
    gzip_size: int

    def __str__(self) -> str:
        share = self.size / UPLOAD_LIMIT
        return (
            f"upload {self.size / (1 << 20):.1f} MiB ({share:.0%} of the limit), "
            f"compressed {self.gzip_size / (1 << 20):.1f} MiB"
        )


def pack() -> Upload:
    """Pack the Worker as a deployment would, without sending it."""
    command = wrangler("deploy", "--dry-run", "--outdir", BUILD / "upload")
    environment = node_environment({"WRANGLER_SEND_METRICS": "false"})
    said = run(Command(command, "Correct wrangler.toml or the module it names.", environment))
    found = _SIZES.search(said)
    if found is None:
        raise ToolError(f"wrangler did not say how large the upload is:\n{said}")
    size, gzip_size = (round(float(kib) * 1024) for kib in found.groups())
    return Upload(size, gzip_size)


def deploy() -> None:
    """Apply new migrations to the account's database, and deploy."""
    database = production_config()["d1_databases"][0]
    if database["database_id"] == NO_DATABASE:
        name = database["database_name"]
        raise ToolError(
            "wrangler.toml names no database of yours: "
            f"run `python3 -m tools.npm wrangler d1 create {name}` and put its id there"
        )
    for command in (
        wrangler("d1", "migrations", "apply", database["database_name"], "--remote"),
        wrangler("deploy"),
    ):
        environment = {**os.environ, **node_environment()}
        if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            raise ToolError("wrangler failed; what it printed above says why")


def main() -> int:
    """Deploy, or with --dry-run only pack."""
    if sys.argv[1:] == ["--dry-run"]:
        upload = pack()
        say(str(upload))
        return 0 if upload.size <= UPLOAD_LIMIT * UPLOAD_MARGIN else 1
    deploy()
    return 0


if __name__ == "__main__":
    run_command(main)
