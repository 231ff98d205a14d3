"""`node_modules/`: wrangler, workerd, Pyodide and pyright, as `package-lock.json` pins them."""

from __future__ import annotations

import json

from tools.commands import Command, node_environment, run_with_bar
from tools.console import Bar
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
        run_with_bar(
            Command([node_folder() / "node", npm_script(), *arguments], ADVICE, node_environment()),
            Bar("Installing wrangler, workerd and Pyodide", _package_count()),
            lambda line: "http fetch" in line or "http cache" in line,
        )


def _package_count() -> int:
    """How many packages npm will ask for; those of other systems are optional and left out."""
    packages = json.loads(PACKAGE_LOCK.read_text())["packages"]
    return sum(1 for name, package in packages.items() if name and "os" not in package)
