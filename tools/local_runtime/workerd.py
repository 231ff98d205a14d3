"""The workerd that wrangler brings."""

from __future__ import annotations

import mmap
import re
from pathlib import Path

from tools.console import ToolError
from tools.paths import BUILD, NODE_MODULES

_RELEASE = re.compile(rb"\0pythonWorkersDevPyodide\0+(\d+\.\d+\.\w+)\0")
"""workerd's table of Python releases, compiled in: the flag's name, then its Pyodide."""


def workerd_binary() -> Path:
    """The real binary; npm installs the one package that fits this machine."""
    found = list(NODE_MODULES.glob("@cloudflare/workerd-*/bin/workerd"))
    if len(found) != 1:
        raise ToolError(
            f"npm brought {len(found)} workerd binaries for this machine instead of one: "
            "workerd is built for Linux and macOS on x86-64 and ARM64"
        )
    return found[0]


def demanded_pyodide(binary: Path) -> str:
    """The one Pyodide version that this workerd runs from a local bundle."""
    with (
        binary.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content,
    ):
        found = _RELEASE.search(content)
        if found is None:
            raise ToolError("this workerd does not say which Pyodide it needs: pin an older one")
        return found[1].decode()


def bundle_flag() -> str:
    """Where workerd finds the bundle."""
    return f"--pyodide-bundle-disk-cache-dir={BUILD}"
