from __future__ import annotations

import pytest

from config import MAX_REQUEST_BODY, SETTINGS, Config
from forge.authentication import ConfiguredAccount
from forge.errors import InvalidValue
from forge.repositories import Visibility


def test_without_settings_nobody_is_configured_and_all_is_private() -> None:
    assert Config.from_env({}) == Config(None, Visibility.PRIVATE, MAX_REQUEST_BODY)


def test_every_setting_counts() -> None:
    env = {
        "ADMIN_USER": "alice",
        "ADMIN_PASSWORD": "secret",
        "DEFAULT_VISIBILITY": "public",
        "MAX_REQUEST_BODY": "500000000",
    }
    assert sorted(env) == sorted(SETTINGS)
    expected = Config(ConfiguredAccount("alice", "secret"), Visibility.PUBLIC, 500_000_000)
    assert Config.from_env(env) == expected


def test_a_password_alone_is_that_of_admin() -> None:
    config = Config.from_env({"ADMIN_PASSWORD": "secret"})
    assert config.configured_account == ConfiguredAccount("admin", "secret")


@pytest.mark.parametrize("env", [{"ADMIN_USER": "alice"}, {"ADMIN_PASSWORD": ""}])
def test_without_a_password_there_is_no_configured_account(env: dict[str, str]) -> None:
    assert Config.from_env(env).configured_account is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_USER", ""),
        ("ADMIN_USER", "api"),
        ("ADMIN_USER", "a b"),
        ("ADMIN_PASSWORD", "x" * 1_025),
        ("DEFAULT_VISIBILITY", "secret"),
        ("DEFAULT_VISIBILITY", ""),
        ("MAX_REQUEST_BODY", "100 MB"),
        ("MAX_REQUEST_BODY", "-1"),
        ("MAX_REQUEST_BODY", ""),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(InvalidValue, match=name):
        Config.from_env({"ADMIN_PASSWORD": "secret", name: value})
