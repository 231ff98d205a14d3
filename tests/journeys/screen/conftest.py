"""Pages in a real browser, over real workerd.

A visitor fails the test that they are in at any dialog, any error of a script, and anything that
the Content-Security-Policy had to forbid.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.server import Server
from tests.support.visitor import Visitor
from tools.chromium import find_chromium

CHROMIUM = find_chromium()

collect_ignore_glob = [] if CHROMIUM else ["test_*.py"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        options = ["--no-sandbox", "--disable-gpu"]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=options)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server for those in front of a screen, where one can sign up by invitation."""
    folder = tmp_path_factory.mktemp("screen")
    with Server(folder, settings={"SIGN_UP": "invitation"}) as server:
        yield server


@pytest.fixture
def visitor(chromium: Browser, server: Server) -> Iterator[Visitor]:
    """A stranger with a browser of their own."""
    visitor = Visitor(chromium, server)
    yield visitor
    visitor.leave()


@pytest.fixture
def reader(chromium: Browser, server: Server) -> Iterator[Visitor]:
    """A stranger whose browser runs no scripts."""
    visitor = Visitor(chromium, server, has_scripts=False)
    yield visitor
    visitor.leave()
