from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tools.account import Account
from tools.console import ToolError
from tools.dev import Settings, announce, check_port
from tools.paths import DEFAULT_STATE


def test_without_settings_it_runs_on_8787_with_its_own_state(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("PORT", "STATE", "ADMIN_PASSWORD"):
        monkeypatch.setenv(name, "")
    assert Settings.from_environment() == Settings(8787, DEFAULT_STATE, "")


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http", "80 80"])
def test_what_is_no_port_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(ToolError, match="is not a port number"):
        Settings.from_environment()


def test_a_state_folder_may_be_relative(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("STATE", "here")
    assert Settings.from_environment().state == tmp_path / "here"


def test_a_taken_port_is_refused_with_advice() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ToolError, match=f"port {port} cannot be used.*make dev PORT="):
            check_port(port)


def test_the_remote_that_is_printed_holds_the_password_as_a_url_must(
    capsys: pytest.CaptureFixture[str],
) -> None:
    announce(Settings(8899, Path("/state"), ""), Account("admin", "a/b@c $d"))
    printed = capsys.readouterr().out
    assert printed.startswith("Ready on http://localhost:8899\n")
    remote = "http://admin:a%2Fb%40c%20%24d@localhost:8899/admin/hello.git"
    assert f"git remote add hearth {remote}\n" in printed
    assert "git push -u hearth HEAD" in printed
