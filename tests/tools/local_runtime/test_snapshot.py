from __future__ import annotations

from pathlib import Path

import pytest

from tools.console import ToolError
from tools.local_runtime.snapshot import take_snapshot, vendored_modules, worker_modules

pytestmark = pytest.mark.workerd


def test_the_worker_can_be_stored_as_a_deployment_stores_it(tmp_path: Path) -> None:
    snapshot = take_snapshot({**worker_modules(), **vendored_modules()}, tmp_path)
    # What an isolate has in all, for Python, its heap and the requests under way.
    assert snapshot.stat().st_size < 64 << 20


def test_a_javascript_object_in_a_global_is_found(tmp_path: Path) -> None:
    main = tmp_path / "bad.py"
    main.write_text("import js\n\nENCODER = js.TextEncoder.new()\n")
    with pytest.raises(ToolError, match="Can't serialize top-level variable"):
        take_snapshot({"bad.py": main, **vendored_modules()}, tmp_path)


def test_a_module_that_cannot_be_imported_is_found(tmp_path: Path) -> None:
    main = tmp_path / "bad.py"
    main.write_text("import no_such_module\n")
    with pytest.raises(ToolError, match="No module named 'no_such_module'"):
        take_snapshot({"bad.py": main, **vendored_modules()}, tmp_path)
