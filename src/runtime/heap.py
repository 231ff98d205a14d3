"""The memory of the isolate's interpreter: what counts against the platform's 128 MB."""

from __future__ import annotations

import pyodide_js


def heap_size() -> int:
    """Bytes of WebAssembly memory. It never shrinks, so this is also the most that was needed."""
    return pyodide_js._module.HEAP8.length
