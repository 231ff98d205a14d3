from __future__ import annotations

from collections.abc import Iterator

import pytest

from config import Config
from forge.accounts.sign_up import SignUp
from forge.authentication import ConfiguredAccount
from tests.support.browser import Browser
from tests.support.hearth import ADMIN, ADMIN_PASSWORD, Hearth

PASSWORD = "correct horse battery"
SECRET_KEY = "k" * 32


@pytest.fixture
def hearth() -> Iterator[Hearth]:
    """Open to all who sign up; `ada` and `bob` have accounts."""
    account = ConfiguredAccount(ADMIN, ADMIN_PASSWORD)
    hearth = Hearth(Config(account, secret_key=SECRET_KEY, sign_up=SignUp.OPEN))
    for name in ("ada", "bob"):
        hearth.add_user(name, PASSWORD)
    yield hearth
    hearth.close()


@pytest.fixture
def stranger(hearth: Hearth) -> Browser:
    return Browser(hearth)


@pytest.fixture
def ada(hearth: Hearth) -> Browser:
    """A browser in which ada is signed in."""
    browser = Browser(hearth)
    assert browser.sign_in("ada", PASSWORD).status == 200
    return browser
