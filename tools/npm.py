"""`node_modules/`: wrangler, workerd, Pyodide and pyright, as `package-lock.json` pins them.

As a command it runs what a package brings, with our Node: `python3 -m tools.npm wrangler login`.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

from tools.commands import Command, node_environment, run_with_bar
from tools.console import Bar, ToolError, run_command
from tools.paths import BUILD, NODE_MODULES, PACKAGE_LOCK, node_folder, node_tool, npm_script
from tools.stamps import Stamp

ADVICE = "Is the npm registry reachable? Then run the same command again."


def ensure_npm_packages() -> None:
    """Install exactly what the lock file says, without running the packages' install scripts."""
    stamp = Stamp(
        BUILD / "stamps" / "npm", [PACKAGE_LOCK, str(NODE_MODULES)], [node_tool("wrangler")]
    )
    if stamp.is_current():
        return
    arguments = ["ci", "--ignore-scripts", "--loglevel=http", "--no-progress"]
    with stamp.renewed():
        # npm stumbles over what an interrupted npm has left.
        shutil.rmtree(NODE_MODULES, ignore_errors=True)
        run_with_bar(
            Command([node_folder() / "node", npm_script(), *arguments], ADVICE, node_environment()),
            Bar("Installing wrangler, workerd and Pyodide", _package_count()),
            lambda line: line.startswith("npm http") and ".tgz" in line,
        )


def _package_count() -> int:
    """How many packages npm will ask for; those of other systems are optional and left out."""
    packages = json.loads(PACKAGE_LOCK.read_text())["packages"]
    return sum(1 for name, package in packages.items() if name and "os" not in package)


def main() -> int:
    """Run the program that the first argument names."""
    program = node_tool(sys.argv[1]) if len(sys.argv) > 1 else NODE_MODULES
    if not program.is_file():
        names = ", ".join(sorted(path.name for path in node_tool("").glob("*")))
        raise ToolError(f"name one of: {names or '(run `make setup` first)'}")
    node = node_folder() / "node"
    environment = {**os.environ, **node_environment()}
    return subprocess.run([node, program, *sys.argv[2:]], env=environment, check=False).returncode


if __name__ == "__main__":
    run_command(main)
