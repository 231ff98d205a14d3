"""The edits that make Pyodide's JavaScript acceptable inside a Worker.

A Worker may not compile WebAssembly, evaluate text or read the clock and randomness as it likes;
workerd's module `pyodide-internal:builtin_wrappers` does for Pyodide what it needs of that. Each
edit must find its pattern, exactly as often as it was seen in the pinned version: a new version
of Pyodide is looked at by a person before it runs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


class GlueChanged(Exception):
    """Pyodide's JavaScript no longer reads as the edits expect."""

    def __init__(self, edit: Edit, found: int) -> None:
        super().__init__(
            f"pyodide.asm.mjs has {found} places for '{edit.pattern}' instead of {edit.count}: "
            "read what changed in it, and correct tools/local_runtime/glue.py"
        )


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace each of exactly `count` matches of a regular expression by a text."""

    pattern: str
    replacement: str
    count: int

    def apply(self, source: str) -> str:
        """The edited source; GlueChanged when there are more or fewer places than expected."""
        edited, found = re.subn(self.pattern, lambda _match: self.replacement, source)
        if found != self.count:
            raise GlueChanged(self, found)
        return edited


WRAPPERS = (
    "import{addEventListener,getRandomValues,location,monotonicDateNow,newWasmModule,"
    'patchedLoadLibData,wasmInstantiate}from"pyodide-internal:builtin_wrappers";'
)
REFUSE_EVAL = 'const refuseEval=()=>{throw new Error("a Worker may not evaluate text")};'
EXPORT = "export{_createPyodideModule};\n"

LOAD_LIBRARY = "function loadLibData(){"
LOAD_LIBRARY_BY_WORKERD = (
    f"{LOAD_LIBRARY}const library=patchedLoadLibData(Module,libName,flags.rpath);"
    "return flags.loadAsync?Promise.resolve(library):library;"
)

EDITS = (
    Edit(r"new WebAssembly\.Module\(", "newWasmModule(", 4),
    Edit(r"WebAssembly\.instantiate\(", "wasmInstantiate(", 2),
    Edit(r"Date\.now\(\)", "monotonicDateNow()", 22),
    Edit(r"crypto\.getRandomValues\(", "getRandomValues(Module,", 1),
    Edit(re.escape(LOAD_LIBRARY), LOAD_LIBRARY_BY_WORKERD, 1),
    Edit(r"(?<![\w$.])getMemory\(", "Module.getMemoryPatched(Module,libName,", 1),
    Edit(r"(?<![\w$.])eval\(", "refuseEval(", 6),
)


def adapt(source: str) -> str:
    """Pyodide's `pyodide.asm.mjs` as workerd loads it."""
    for edit in EDITS:
        source = edit.apply(source)
    return f"{WRAPPERS}{REFUSE_EVAL}{source}{EXPORT}"
