from __future__ import annotations

import pytest

from config import MAX_REQUEST_BODY, QUOTA_BYTES, QUOTA_REPOSITORIES, SETTINGS, Config
from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from forge.elsewhere.cloudflare_access import AccessSettings
from forge.elsewhere.github import GithubSettings
from forge.errors import InvalidValue
from forge.quotas import CallLimits, Quotas
from forge.repositories import Visibility


def test_without_settings_nobody_is_configured_and_all_is_private() -> None:
    assert Config.from_env({}) == Config(None, Visibility.PRIVATE, MAX_REQUEST_BODY)


def test_every_setting_counts() -> None:
    env = {
        "ACCESS_AUDIENCE": "tag",
        "ACCESS_TEAM_URL": "https://team.example/",
        "ADMIN_USER": "alice",
        "ADMIN_PASSWORD": "secret",
        "CLOSED": "true",
        "DEFAULT_VISIBILITY": "public",
        "GITHUB_API_URL": "http://127.0.0.1:81",
        "GITHUB_CLIENT_ID": "id",
        "GITHUB_CLIENT_SECRET": "key",
        "GITHUB_URL": "http://127.0.0.1:80",
        "MAX_REQUEST_BODY": "500000000",
        "QUOTA_BYTES": "5",
        "QUOTA_REPOSITORIES": "6",
        "RATE_LIMIT": "7",
        "RATE_LIMIT_STRANGERS": "8",
        "SECRET_KEY": "k" * 32,
        "SECURITY_CONTACT": "security@example.org",
        "SIGN_UP": "invitation",
    }
    assert sorted(env) == sorted(SETTINGS)
    assert Config.from_env(env) == Config(
        ConfiguredAccount("alice", "secret"),
        Visibility.PUBLIC,
        500_000_000,
        SignUp.INVITATION,
        is_closed=True,
        secret_key="k" * 32,
        security_contact="security@example.org",
        github=GithubSettings("id", "key", "http://127.0.0.1:80", "http://127.0.0.1:81"),
        access=AccessSettings("https://team.example", "tag"),
        quotas=Quotas(6, 5),
        call_limits=CallLimits(7, 8),
    )


def test_without_settings_nobody_signs_up_and_no_other_server_is_trusted() -> None:
    config = Config.from_env({})
    assert config.sign_up is SignUp.CLOSED
    assert not config.is_closed
    assert config.github is config.access is None
    assert config.quotas == Quotas(QUOTA_REPOSITORIES, QUOTA_BYTES)


def test_a_password_alone_is_that_of_admin() -> None:
    config = Config.from_env({"ADMIN_PASSWORD": "secret"})
    assert config.configured_account == ConfiguredAccount("admin", "secret")


@pytest.mark.parametrize("env", [{"ADMIN_USER": "alice"}, {"ADMIN_PASSWORD": ""}])
def test_without_a_password_there_is_no_configured_account(env: dict[str, str]) -> None:
    assert Config.from_env(env).configured_account is None


COMPLETE = {
    "ADMIN_PASSWORD": "secret",
    "ACCESS_AUDIENCE": "tag",
    "ACCESS_TEAM_URL": "https://team.example",
    "GITHUB_CLIENT_ID": "id",
    "GITHUB_CLIENT_SECRET": "key",
}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ADMIN_USER", ""),
        ("ADMIN_USER", "api"),
        ("ADMIN_USER", "a b"),
        ("ADMIN_PASSWORD", "x" * 1_025),
        ("DEFAULT_VISIBILITY", "secret"),
        ("DEFAULT_VISIBILITY", ""),
        ("CLOSED", "perhaps"),
        ("SIGN_UP", "sometimes"),
        ("SECRET_KEY", "k" * 31),
        ("SECURITY_CONTACT", "somebody"),
        ("SECURITY_CONTACT", "a@b\nExpires: never"),
        ("QUOTA_BYTES", "1 GB"),
        ("QUOTA_REPOSITORIES", "many"),
        ("RATE_LIMIT", "none"),
        ("ACCESS_TEAM_URL", "team"),
        ("GITHUB_URL", "ftp://example.org"),
        ("GITHUB_API_URL", "https://api.example/?x"),
        ("MAX_REQUEST_BODY", "100 MB"),
        ("MAX_REQUEST_BODY", "-1"),
        ("MAX_REQUEST_BODY", ""),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(name: str, value: str) -> None:
    with pytest.raises(InvalidValue, match=name):
        Config.from_env(COMPLETE | {name: value})
