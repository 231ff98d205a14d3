from __future__ import annotations

import stat
from pathlib import Path

import pytest

from config import MIN_SECRET_KEY, SETTINGS
from tools.account import PASSED_ON, Account, account_of, settings_of, write_env_file
from tools.console import ToolError


def mode_of(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_generated_password_is_kept_for_the_next_start(tmp_path: Path) -> None:
    first = account_of(tmp_path, "")
    assert len(first.password) >= 20
    assert account_of(tmp_path, "") == first
    assert mode_of(tmp_path / "admin-password") == 0o600


def test_two_states_have_different_passwords(tmp_path: Path) -> None:
    assert account_of(tmp_path / "a", "") != account_of(tmp_path / "b", "")


def test_a_given_password_is_taken_and_not_kept(tmp_path: Path) -> None:
    assert account_of(tmp_path, "secret") == Account("admin", "secret")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("password", ["it's", "line\nbreak", "schön", "tab\t"])
def test_a_password_that_an_env_file_cannot_hold_is_refused(tmp_path: Path, password: str) -> None:
    with pytest.raises(ToolError, match="ADMIN_PASSWORD may hold"):
        account_of(tmp_path, password)


def test_the_worker_is_told_by_a_file_that_only_the_owner_can_read(tmp_path: Path) -> None:
    path = write_env_file(tmp_path, Account("admin", 'a$HOME "b"\\n#c'), {"SIGN_UP": "open"})
    assert mode_of(path) == 0o600
    expected = "ADMIN_USER='admin'\nADMIN_PASSWORD='a\\$HOME \"b\"\\n#c'\nSIGN_UP='open'\n"
    assert path.read_text() == expected


def test_a_key_is_generated_and_kept_for_the_next_start(tmp_path: Path) -> None:
    first = settings_of(tmp_path, {})
    assert len(first["SECRET_KEY"]) >= MIN_SECRET_KEY
    assert settings_of(tmp_path, {}) == first
    assert mode_of(tmp_path / "secret-key") == 0o600


def test_settings_of_the_environment_are_passed_on_and_nothing_else(tmp_path: Path) -> None:
    environment = {"SIGN_UP": "open", "CLOSED": "", "PATH": "/bin", "SECRET_KEY": "k" * 32}
    assert settings_of(tmp_path, environment) == {"SIGN_UP": "open", "SECRET_KEY": "k" * 32}
    with pytest.raises(ToolError, match="SIGN_UP may hold"):
        settings_of(tmp_path, {"SIGN_UP": "it's"})


def test_every_setting_of_the_worker_is_known() -> None:
    assert sorted([*PASSED_ON, "ADMIN_USER", "ADMIN_PASSWORD"]) == sorted(SETTINGS)
