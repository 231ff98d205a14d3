"""Memory snapshots of Python after its imports.

Two uses. Local starts load one with only the Worker's packages imported, which takes two thirds
of their time away; its main module has another name than the Worker's and no code of ours is in
it, so that every edit is picked up. And a deployment takes one of the whole Worker, which fails
when a module holds what cannot be stored, such as a JavaScript object in a global: trying that
here finds it before the deployment does.
"""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping
from pathlib import Path

from tools.console import ToolError, say
from tools.local_runtime.bundle import BUNDLE
from tools.local_runtime.workerd import bundle_flag, workerd_binary
from tools.paths import BUILD, PYTHON_MODULES, ROOT, WORKER_REQUIREMENTS
from tools.stamps import Stamp, write_atomically
from tools.wrangler import compatibility_date, compatibility_flags

SNAPSHOTS = BUILD / "snapshot"
SNAPSHOT = SNAPSHOTS / "snapshot.bin"
"""The name that workerd gives it."""

SECONDS = 120
"""Until a snapshot is there; it takes some 3."""

PACKAGES_MAIN = """\
import jinja2, justhtml, markdown_it, pygments.formatters.html, pygments.lexers, workers


class Default(workers.WorkerEntrypoint):
    pass
"""

NOT_DEPLOYED = (".pyc", ".pyi")
DEPLOYED = (".py", ".html", ".md")
"""Of Hearth's own files; `rules` in wrangler.toml say the same."""

_KINDS = {".py": "pythonModule", ".js": "esModule"}


def ensure_snapshot() -> None:
    """Take the snapshot of the packages, unless it was taken of these very ones."""
    config = [compatibility_date(), *compatibility_flags(), str(workerd_binary())]
    inputs = [WORKER_REQUIREMENTS, BUNDLE, PACKAGES_MAIN, *config]
    stamp = Stamp(BUILD / "stamps" / "snapshot", inputs, [SNAPSHOT])
    if stamp.is_current():
        return
    say("Taking a snapshot of Python, which makes starts faster ...")
    with stamp.renewed():
        main = SNAPSHOTS / "packages.py"
        write_atomically(main, PACKAGES_MAIN.encode())
        take_snapshot({main.name: main, **vendored_modules()}, SNAPSHOTS)


def vendored_modules() -> dict[str, Path]:
    """The files of `python_modules`, by the names that the Worker knows them under."""
    return {
        f"{PYTHON_MODULES.name}/{path.relative_to(PYTHON_MODULES)}": path
        for path in sorted(PYTHON_MODULES.rglob("*"))
        if path.is_file()
        and path.suffix not in NOT_DEPLOYED
        and ".dist-info" not in str(path)
        and "tests" not in path.parts
    }


def worker_modules() -> dict[str, Path]:
    """Hearth's own files, the main module first."""
    source = ROOT / "src"
    main = source / "entry.py"
    files = (path for path in sorted(source.rglob("*")) if path.suffix in DEPLOYED)
    rest = (path for path in files if path != main)
    return {str(path.relative_to(source)): path for path in (main, *rest)}


def take_snapshot(modules: Mapping[str, Path], folder: Path) -> Path:
    """Import the first module in workerd and store its memory; ToolError when that fails."""
    config = folder / "worker.capnp"
    write_atomically(config, _config(modules).encode())
    snapshot = folder / SNAPSHOT.name
    snapshot.unlink(missing_ok=True)
    flags = ["--experimental", "--import-path=/", "--control-fd=1", bundle_flag()]
    saving = ["--python-save-snapshot", f"--python-snapshot-dir={folder}"]
    said = _run_until_listening([str(workerd_binary()), "serve", *flags, *saving, str(config)])
    if not snapshot.exists():
        raise ToolError(f"workerd could not take a snapshot of Python; it said:\n{said}")
    return snapshot


def _config(modules: Mapping[str, Path]) -> str:
    """A configuration for workerd itself: one Worker, and a port that nobody knows."""
    listed = ",\n  ".join(
        f'(name = "{name}", {_KINDS.get(path.suffix, "data")} = embed "{path}")'
        for name, path in modules.items()
    )
    flags = ", ".join(f'"{flag}"' for flag in compatibility_flags())
    return f"""\
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [(name = "main", worker = .worker)],
  sockets = [(name = "http", address = "127.0.0.1:0", service = "main")]
);
const worker :Workerd.Worker = (
  compatibilityDate = "{compatibility_date()}",
  compatibilityFlags = [{flags}],
  modules = [
  {listed}]
);
"""


def _run_until_listening(command: list[str]) -> str:
    """Run until workerd listens, which it does after the snapshot, or ends; return what it said."""
    said: list[str] = []
    with subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as process:
        limit = threading.Timer(SECONDS, process.kill)
        limit.start()
        try:
            for line in process.stdout or ():
                if '"event":"listen"' in line:
                    break
                said.append(line)
        finally:
            limit.cancel()
            process.kill()
    return "".join(said)
