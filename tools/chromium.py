"""The browser in which journeys look at pages: the system's, or Debian's put there now."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

from tools.console import run_command, say

NAMES = ("chromium", "chromium-browser", "google-chrome")

INSTALL = ("apt-get", "install", "--yes", "--quiet", "--no-install-recommends", "chromium")
UPDATE = ("apt-get", "update", "--quiet")

SECONDS = 300
"""For each step: some 100 MB are fetched."""


def find_chromium() -> str | None:
    """The path of a browser that tests can drive; None when there is none."""
    return next(filter(None, map(shutil.which, NAMES)), None)


def main() -> int:
    """Install it where that may be done; say loudly what is not tested where it may not."""
    if find_chromium() is None and _may_install():
        say("Installing Debian's chromium, in which journeys look at pages ...")
        if not _run(INSTALL):
            _run(UPDATE)
            _run(INSTALL)
    if find_chromium() is None:
        say("*" * 78)
        say("NO BROWSER: what pages look like and do in one is NOT TESTED in this run.")
        say("Install chromium (apt-get install chromium) and run the same command again.")
        say("*" * 78)
    return 0


def _may_install() -> bool:
    return sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _run(command: tuple[str, ...]) -> bool:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        done = subprocess.run(
            command, env=environment, capture_output=True, check=False, timeout=SECONDS
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


if __name__ == "__main__":
    run_command(main)
