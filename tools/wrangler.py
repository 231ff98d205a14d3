"""How wrangler is called for local runs: with our Node, our workerd, and nothing shared."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from tools.commands import node_environment
from tools.paths import NODE_MODULES, WORKERD_WRAPPER, WRANGLER_CONFIG, node_folder

LOCAL_FLAGS = ("python_workers_development", "experimental")
"""They make workerd take its Python from the local bundle; a deployed Worker may not have them."""


def wrangler(*arguments: str | Path) -> list[str]:
    """The command line, for `node_environment` or `local_environment`."""
    script = NODE_MODULES / "wrangler" / "bin" / "wrangler.js"
    return [str(node_folder() / "node"), str(script), *map(str, arguments)]


def local_environment(state: Path) -> dict[str, str]:
    """Environment of a run whose workerd is ours and whose every file lies under `state`."""
    return node_environment(
        {
            "MINIFLARE_WORKERD_PATH": str(WORKERD_WRAPPER),
            "WRANGLER_REGISTRY_PATH": str(state / "registry"),
            "WRANGLER_LOG_PATH": str(state / "logs"),
            "WRANGLER_SEND_METRICS": "false",
            "WRANGLER_HIDE_BANNER": "true",
            "CLOUDFLARE_CF_FETCH_ENABLED": "false",
            "CI": "1",
        }
    )


def production_config() -> dict[str, Any]:
    """What `wrangler.toml` says."""
    return tomllib.loads(WRANGLER_CONFIG.read_text())


def compatibility_flags() -> list[str]:
    """Production's flags and the local ones: given on the command line they replace the file's."""
    return [*production_config()["compatibility_flags"], *LOCAL_FLAGS]


def compatibility_date() -> str:
    """Production's."""
    return production_config()["compatibility_date"]
