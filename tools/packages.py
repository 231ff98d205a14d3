"""`python_modules/`: the packages that are deployed with the Worker, run as pure Python."""

from __future__ import annotations

import shutil

from tools.commands import Command, run
from tools.console import say
from tools.paths import BUILD, PYTHON_MODULES, WORKER_REQUIREMENTS, venv_python
from tools.stamps import Stamp

ADVICE = "Is the Python package index reachable? Then run the same command again."

WORKER_PYTHON = "3.14"
"""The Python of the pinned Pyodide."""

COMPILED_FOR = "manylinux2014_x86_64"
"""Whichever system this is: only the Python files of these wheels are kept."""


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
        for compiled in fresh.rglob("*.so"):
            compiled.unlink()
        # workerd's packager takes the folder for a virtual environment's by this file.
        (fresh / "pyvenv.cfg").touch()
        shutil.rmtree(PYTHON_MODULES, ignore_errors=True)
        fresh.rename(PYTHON_MODULES)


def _download(target: str) -> None:
    """Packages that come as pure Python, and those that come compiled for `COMPILED_FOR` only.

    The latter fall back to Python when what is compiled is missing.
    """
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    python = ["--python-version", WORKER_PYTHON, "--implementation", "cp"]
    abis = ["--abi", f"cp{WORKER_PYTHON.replace('.', '')}", "--abi", "none"]
    platforms = ["--platform", COMPILED_FOR, "--platform", "any"]
    only_wheels = ["--no-deps", "--only-binary=:all:", "--no-compile"]
    source = ["--require-hashes", "-r", WORKER_REQUIREMENTS, "--target", target]
    run(Command([*pip, *python, *abis, *platforms, *only_wheels, *source], ADVICE))
