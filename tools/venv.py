"""The virtual environment `.venv/`: what development runs, and a Node new enough for wrangler."""

from __future__ import annotations

import subprocess
import sys
import venv

from tools.commands import Command, run_with_bar
from tools.console import Bar, ToolError, say
from tools.paths import BUILD, DEV_REQUIREMENTS, VENV, node_folder, venv_python
from tools.stamps import Stamp

ADVICE = "Is the Python package index reachable? Then run the same command again."


def ensure_venv() -> None:
    """Make the environment, or bring it up to date with `requirements/dev.txt`."""
    inputs = [DEV_REQUIREMENTS, sys.version, str(VENV)]
    stamp = Stamp(BUILD / "stamps" / "venv", inputs, [venv_python(), node_folder() / "node"])
    if stamp.is_current():
        return
    with stamp.renewed():
        if not _is_usable():
            _make()
        _install()


def _is_usable() -> bool:
    """Whether it runs, with the Python that runs us, and has pip."""
    if not venv_python().exists():
        return False
    question = "import pip, sys; print(sys.version)"
    try:
        answer = subprocess.run(
            [venv_python(), "-c", question], capture_output=True, text=True, check=False
        )
    except OSError:
        return False
    return answer.stdout.strip() == sys.version


def _make() -> None:
    say("Making the virtual environment .venv ...")
    try:
        venv.create(VENV, clear=True, with_pip=True, symlinks=True)
    except (subprocess.CalledProcessError, ImportError) as error:
        raise ToolError(
            "Python cannot make a virtual environment with pip. "
            "On Debian and Ubuntu: apt install python3-venv"
        ) from error


def _install() -> None:
    pins = sum("==" in line for line in DEV_REQUIREMENTS.read_text().splitlines())
    pip = [venv_python(), "-m", "pip", "--disable-pip-version-check", "--no-input", "install"]
    run_with_bar(
        Command([*pip, "--progress-bar=off", "--require-hashes", "-r", DEV_REQUIREMENTS], ADVICE),
        Bar("Installing Python packages and Node", pins),
        lambda line: line.startswith(("Collecting ", "Requirement already satisfied")),
    )
