"""`pyodide_dev.capnp.bin`: the Python of local runs, put together from npm's Pyodide.

Without it workerd would download the same Pyodide from Cloudflare. Production uses Cloudflare's.
"""

from __future__ import annotations

import json
from pathlib import Path

from tools.console import ToolError, say
from tools.local_runtime import capnp, glue
from tools.local_runtime.capnp import Content, Module
from tools.local_runtime.workerd import demanded_pyodide, workerd_binary
from tools.paths import BUILD, NODE_MODULES
from tools.stamps import Stamp, write_atomically

PYODIDE = NODE_MODULES / "pyodide"
BUNDLE = BUILD / "pyodide_dev.capnp.bin"
"""The name that workerd looks for in its cache folder, with `python_workers_development`."""

_RUNTIME = "pyodideRuntime-internal:"


def ensure_bundle() -> None:
    """Write the bundle, unless it was made from these very files."""
    parts = [PYODIDE / "package.json", PYODIDE / "pyodide.asm.mjs"]
    stamp = Stamp(
        BUILD / "stamps" / "bundle",
        [*parts, Path(__file__).parent, str(workerd_binary())],
        [BUNDLE],
    )
    if stamp.is_current():
        return
    say("Putting the local Python runtime together ...")
    _check_versions()
    with stamp.renewed():
        write_atomically(BUNDLE, capnp.encode_bundle(_modules()))


def _check_versions() -> None:
    installed = json.loads((PYODIDE / "package.json").read_text())["version"]
    demanded = demanded_pyodide(workerd_binary())
    if installed != demanded:
        raise ToolError(
            f"workerd demands Pyodide {demanded}, package.json pins {installed}: "
            "change the pin and run npm install"
        )


def _modules() -> list[Module]:
    asm = glue.adapt((PYODIDE / "pyodide.asm.mjs").read_text())
    wasm = (PYODIDE / "pyodide.asm.wasm").read_bytes()
    library = (PYODIDE / "python_stdlib.zip").read_bytes()
    return [
        Module(_RUNTIME + "pyodide.asm", Content.SRC, asm.encode()),
        Module(_RUNTIME + "pyodide.asm.wasm", Content.WASM, wasm),
        Module(_RUNTIME + "python_stdlib.zip", Content.DATA, library),
    ]
