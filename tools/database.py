"""The local D1 database: the migrations in `migrations/`, applied as they come to be."""

from __future__ import annotations

from pathlib import Path

from tools.commands import Command, run
from tools.console import say
from tools.paths import MIGRATIONS
from tools.stamps import Stamp
from tools.wrangler import local_environment, production_config, wrangler

ADVICE = "Correct the newest file in migrations/; those that were applied are never changed."


def ensure_database(state: Path) -> None:
    """Apply the migrations that the database under `state` has not seen."""
    migrations = sorted(MIGRATIONS.glob("*.sql"))
    stamp = Stamp(state / "migrations.stamp", migrations, [state / "v3" / "d1"])
    if stamp.is_current():
        return
    say("Applying migrations to the local database ...")
    name = production_config()["d1_databases"][0]["database_name"]
    with stamp.renewed():
        command = wrangler("d1", "migrations", "apply", name, "--local", "--persist-to", state)
        run(Command(command, ADVICE, local_environment(state)))
