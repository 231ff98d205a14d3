"""Pages of code: what anybody can see of a repository, with and without scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.server import Server
from tests.support.visitor import Visitor
from tests.web.code.odd_files import BRANCH, SOURCE, fill

pytestmark = pytest.mark.workerd

PAGES = [
    "",
    "/tree/main/docs",
    "/tree/main/odd",
    f"/tree/{BRANCH}",
    "/blob/main/src/greet.py",
    "/blob/main/README.md",
    "/blob/main/bidi.c",
    "/blob/main/data.csv",
    "/blob/main/docs/logo.svg",
    "/blob/main/program",
    "/blob/main/to-source",
    "/blob/main/lib/far",
    "/find/main",
    "/search?q=greet",
    "/search?q=%28&regex=1",
]


@pytest.fixture(scope="module")
def code(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a public repository with files of every kind."""
    git = fill(tmp_path_factory.mktemp("code") / "git")
    name = f"{server.account}/code"
    git.git("push", "--quiet", "-o", "repo.private=false", server.url_of(f"{name}.git"), "--all")
    git.git("push", "--quiet", server.url_of(f"{name}.git"), "--tags")
    return f"/{name}"


@pytest.mark.parametrize("page", PAGES)
def test_everybody_can_use_the_pages_of_code(visitor: Visitor, code: str, page: str) -> None:
    visitor.open(code + page, 422 if "regex" in page else 200)
    assert visitor.violations("light") == []
    assert visitor.violations("dark") == []
    for width in (360, 768, 1440):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        assert visitor.overflow() == 0, width


def test_files_are_found_without_scripts(reader: Visitor, code: str) -> None:
    page = reader.open(code)
    page.get_by_role("link", name="Find a file").click()
    page.get_by_label("Part of a name").fill("greet")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="src/greet.py").click()
    page.wait_for_url(f"**{code}/blob/main/src/greet.py")
    page.locator("#L2 > .ln").click()
    page.wait_for_url("**#L2")
    page.get_by_label("Branch: main").click()
    page.get_by_role("link", name=BRANCH).click()
    page.wait_for_url(f"**/blob/{BRANCH}/src/greet.py")


def test_keys_lead_everywhere(visitor: Visitor, code: str) -> None:
    page = visitor.open(f"{code}/blob/main/src/greet.py")
    page.keyboard.press("?")
    assert "Find a file by its name" in page.get_by_role("dialog").inner_text()
    page.keyboard.press("Escape")
    page.keyboard.press("y")
    assert "/main/" not in page.url
    page.keyboard.press("/")
    page.keyboard.type("greet")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?*q=greet")
    page = visitor.open(code)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{code}/tree/main/docs")


def test_a_file_is_found_while_one_types(visitor: Visitor, code: str) -> None:
    page = visitor.open(code)
    page.keyboard.press("t")
    page.wait_for_url("**/find/main")
    found = page.locator(".found li")
    found.first.wait_for()
    page.get_by_label("Part of a name").fill("srgt")
    page.locator(".found li.chosen").get_by_text("src/greet.py").wait_for()
    assert found.count() == 1
    page.keyboard.press("Enter")
    page.wait_for_url("**/blob/main/src/greet.py")


def test_lines_can_be_pointed_at_and_copied(visitor: Visitor, code: str) -> None:
    page = visitor.open(f"{code}/blob/main/src/greet.py")
    page.locator("#L1 > .ln").click()
    page.locator("#L2 > .ln").click(modifiers=["Shift"])
    assert page.url.endswith("#L1-L2")
    assert page.locator(".line.chosen").count() == 2
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the whole file").click()
    page.get_by_role("status").get_by_text("Copied").wait_for(state="attached")
    assert page.evaluate("navigator.clipboard.readText()") == SOURCE.decode()


def test_scripts_stay_small() -> None:
    static = Path(__file__).parents[3] / "public" / "static"
    assert sum(path.stat().st_size for path in static.glob("*.js")) < 30_000
