"""Somebody in front of a real browser."""

from __future__ import annotations

import itertools
from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Dialog, Page

from tests.support.server import Server

SECONDS = 20_000
"""Milliseconds that anything may take before the test fails."""

_numbers = itertools.count(1)

SERIOUS = ("serious", "critical")

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}

Theme = Literal["light", "dark"]

WIDTHS = (360, 768, 1440)
"""A phone, a tablet, a desk."""

DENSE = ("target-size", 'class="ln"')
"""Numbers of lines are as dense as the lines; any of them can be reached by typing its address."""


class Visitor:
    def __init__(self, chromium: Browser, server: Server, *, has_scripts: bool = True) -> None:
        self.server = server
        self.complaints: list[str] = []
        self._context = chromium.new_context(
            base_url=f"http://localhost:{server.port}",
            java_script_enabled=has_scripts,
            viewport={"width": 1280, "height": 900},
            reduced_motion="reduce",
        )
        self._context.set_default_timeout(SECONDS)
        self.page: Page = self._context.new_page()
        self.page.on("dialog", self._meet_dialog)
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._hear)

    def leave(self) -> None:
        self._context.close()
        assert not self.complaints, self.complaints

    def open(self, path: str, status: int = 200) -> Page:
        """The page at `path`, whose status has to be this."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status == status, (path, answer.status)
        return self.page

    def sign_in(self) -> None:
        """As the administrator of the server."""
        self.open("/login")
        self.page.get_by_label("User name or e-mail address").fill(self.server.account)
        self.page.get_by_label("Password").fill(self.server.password)
        self.page.get_by_role("main").get_by_role("button", name="Sign in").click()
        self.page.wait_for_url("**/")

    def make_repository(self, visibility: str = "private") -> str:
        """The path of a new one of the administrator's, who is signed in."""
        name = f"seen-{next(_numbers)}"
        self.open("/new")
        self.page.get_by_label("Name").fill(name)
        self.page.locator(f"input[value={visibility}]").check()
        self.page.get_by_role("button", name="Make it").click()
        self.page.wait_for_url(f"**/{name}")
        return f"/{self.server.account}/{name}"

    def violations(self, theme: Theme = "light") -> list[str]:
        """What axe finds serious on the page, one line each."""
        self.page.emulate_media(color_scheme=theme)
        found: list[dict[str, Any]] = Axe().run(self.page, options=RULES).response["violations"]
        return [
            f"{each['id']} in {theme}: {node['html'][:200]}"
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
            if not (each["id"] == DENSE[0] and DENSE[1] in node["html"])
        ]

    def assert_good(self) -> None:
        """Nothing serious by axe in either theme, and nothing wider than the window."""
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            assert self.overflow() <= 0, (self.page.url, width)
        found = [*self.violations("light"), *self.violations("dark")]
        assert not found, (self.page.url, found)

    def links(self) -> list[str]:
        """Where the page leads on this server: paths with their queries, each once."""
        hrefs: list[str] = self.page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)")
        here = f"http://localhost:{self.server.port}"
        paths = (href.partition("#")[0].removeprefix(here) for href in hrefs if here in href)
        return list(dict.fromkeys(path for path in paths if path.startswith("/")))

    def overflow(self) -> int:
        """By how many pixels the page is wider than the window."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def _meet_dialog(self, dialog: Dialog) -> None:
        self.complaints.append(f"dialog: {dialog.message}")
        dialog.dismiss()

    def _hear(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            self.complaints.append(message.text)
