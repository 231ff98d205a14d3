# The Pyodide instance this interpreter runs in.
from typing import Any

def __getattr__(name: str) -> Any: ...
