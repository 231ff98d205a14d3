from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.console import ToolError
from tools.local_runtime.bundle import PYODIDE
from tools.local_runtime.workerd import demanded_pyodide, workerd_binary
from tools.packages import WORKER_PYTHON
from tools.wrangler import compatibility_date

PYTHON_314_SINCE = "2026-09-08"
"""From this compatibility date on a Worker gets the Python that the local bundle has."""


def test_the_local_pyodide_is_the_one_that_the_pinned_workerd_demands() -> None:
    installed = json.loads((PYODIDE / "package.json").read_text())["version"]
    assert installed == demanded_pyodide(workerd_binary())


def test_production_gets_the_same_python() -> None:
    assert compatibility_date() >= PYTHON_314_SINCE
    assert b"pythonWorkers314\0" in workerd_binary().read_bytes()
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text())
    assert lock["info"]["python"].startswith(f"{WORKER_PYTHON}.")


def test_a_workerd_that_names_no_pyodide_is_refused(tmp_path: Path) -> None:
    binary = tmp_path / "workerd"
    binary.write_bytes(b"\0pythonWorkersDevPyodide\0\0\0unknown\0")
    with pytest.raises(ToolError, match="pin an older one"):
        demanded_pyodide(binary)
