# JavaScript's global scope as Pyodide shows it: shapeless by nature.
from typing import Any

def __getattr__(name: str) -> Any: ...
