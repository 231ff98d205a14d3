"""`python_modules/`: the packages that are deployed with the Worker, pure Python all of them."""

from __future__ import annotations

import shutil

from tools.commands import Command, run
from tools.console import say
from tools.paths import BUILD, PYTHON_MODULES, WORKER_REQUIREMENTS, venv_python
from tools.stamps import Stamp

ADVICE = "Is the Python package index reachable? Then run the same command again."

WORKER_PYTHON = "3.14"
"""The Python of the pinned Pyodide."""


def ensure_worker_packages() -> None:
    """Vendor `requirements/worker.txt`."""
    stamp = Stamp(BUILD / "stamps" / "packages", [WORKER_REQUIREMENTS], [PYTHON_MODULES])
    if stamp.is_current():
        return
    say("Vendoring the Worker's packages into python_modules ...")
    with stamp.renewed():
        fresh = BUILD / "python_modules"
        shutil.rmtree(fresh, ignore_errors=True)
        _download(str(fresh))
        # workerd's packager takes the folder for a virtual environment's by this file.
        (fresh / "pyvenv.cfg").touch()
        shutil.rmtree(PYTHON_MODULES, ignore_errors=True)
        fresh.rename(PYTHON_MODULES)


def _download(target: str) -> None:
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    kind = ["--python-version", WORKER_PYTHON, "--implementation", "py", "--abi", "none"]
    only_wheels = ["--no-deps", "--only-binary=:all:", "--platform", "any", "--no-compile"]
    source = ["--require-hashes", "-r", WORKER_REQUIREMENTS, "--target", target]
    run(Command([*pip, *kind, *only_wheels, *source], ADVICE))
