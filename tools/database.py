"""The local D1 database: `schema.sql`, applied again whenever it has changed."""

from __future__ import annotations

from pathlib import Path

from tools.commands import Command, run
from tools.console import say
from tools.paths import D1_SCHEMA
from tools.stamps import Stamp
from tools.wrangler import local_environment, production_config, wrangler

ADVICE = "Correct schema.sql (each of its statements must bear being run again)."


def ensure_database(state: Path) -> None:
    """Bring the database under `state` up to date with the schema."""
    stamp = Stamp(state / "schema.stamp", [D1_SCHEMA], [state / "v3" / "d1"])
    if stamp.is_current():
        return
    say("Applying schema.sql to the local database ...")
    name = production_config()["d1_databases"][0]["database_name"]
    with stamp.renewed():
        arguments = ["--local", "--persist-to", state, "--file", D1_SCHEMA, "--yes"]
        command = wrangler("d1", "execute", name, *arguments)
        run(Command(command, ADVICE, local_environment(state)))
