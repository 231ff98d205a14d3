from __future__ import annotations

from pathlib import Path

import pytest

from tools.console import ToolError
from tools.local_runtime import bundle


def test_a_pyodide_that_workerd_would_refuse_is_not_bundled(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bundle, "BUILD", tmp_path)

    def demand_another(_binary: Path) -> str:
        return "999.0.0"

    monkeypatch.setattr(bundle, "demanded_pyodide", demand_another)
    with pytest.raises(ToolError, match=r"workerd demands Pyodide 999\.0\.0, package\.json pins"):
        bundle.ensure_bundle()
    assert not list(tmp_path.rglob("*.bin"))


def test_the_bundle_is_made_once(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "BUILD", tmp_path)
    monkeypatch.setattr(bundle, "BUNDLE", tmp_path / "bundle.bin")
    bundle.ensure_bundle()
    assert capsys.readouterr().out == "Putting the local Python runtime together ...\n"
    bundle.ensure_bundle()
    assert capsys.readouterr().out == ""
