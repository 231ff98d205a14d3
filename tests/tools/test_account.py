from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tools.account import Account, account_of, write_env_file
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
    path = write_env_file(tmp_path, Account("admin", 'a$HOME "b"\\n#c'))
    assert mode_of(path) == 0o600
    expected = "ADMIN_USER='admin'\nADMIN_PASSWORD='a\\$HOME \"b\"\\n#c'\n"
    assert path.read_text() == expected
