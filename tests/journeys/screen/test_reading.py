"""Reading code and history, of repositories that mean no good."""

from __future__ import annotations

from collections import deque

import pytest

from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.support.server import Server
from tests.support.visitor import Visitor
from tests.web.history import odd_history

pytestmark = pytest.mark.workerd

MAX_PAGES = 120
"""What one test visits: some of every kind, in a minute."""

NOT_PAGES = (".patch", ".diff", ".atom", ".tar.gz", ".tar", ".zip", ".bundle", "/raw/")
"""What browsers download or show by themselves."""

PAGES = (
    "",
    "/tree/main/src",
    "/blob/main/src/app.py",
    "/blob/main/docs/new.md",
    "/blob/main/logo.png",
    "/blob/main/link",
    "/find/main",
    "/search?q=line",
    "/commits",
    "/commits/main/docs/new.md",
    "/commit/main~18",
    "/commit/main~18?view=split",
    "/compare",
    "/compare/main~3...main",
    "/branches",
    "/tags",
    "/releases",
    "/graph",
    "/issues",
    "/blob/main/nothing-here",
)


@pytest.fixture(scope="session")
def odd(server: Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The path of a public repository whose names and messages would like to be markup."""
    source: GitRepository = odd_history.fill(bare(tmp_path_factory.mktemp("odd") / "r.git"))
    name = f"{server.account}/odd"
    options = ("-o", "repo.private=false")
    source.git("push", "--quiet", "--mirror", *options, server.url_of(f"{name}.git"))
    return f"/{name}"


def test_no_page_of_a_hostile_repository_fails_or_runs_anything(visitor: Visitor, odd: str) -> None:
    waiting, seen = deque([odd]), {odd}
    visited = 0
    kinds: dict[str, int] = {}
    while waiting and visited < MAX_PAGES:
        path = waiting.popleft()
        answer = visitor.page.goto(path)
        assert answer is not None
        assert answer.status == (404 if is_elsewhere(path) else 200), (path, answer.status)
        assert not visitor.complaints, (path, visitor.complaints)
        visited += 1
        for link in visitor.links():
            kind = "/".join(link.split("?")[0].split("/")[:4])
            if link in seen or not link.startswith(odd) or is_file(link) or kinds.get(kind, 0) > 12:
                continue
            kinds[kind] = kinds.get(kind, 0) + 1
            seen.add(link)
            waiting.append(link)
    assert visited > 60


def is_elsewhere(path: str) -> bool:
    """Whether a file is looked for on the branch that has none of the others' files."""
    return "/unrelated/" in path and not path.endswith("/unrelated/other")


def is_file(link: str) -> bool:
    path = link.partition("?")[0]
    return "format=" in link or path.endswith(NOT_PAGES[:-1]) or NOT_PAGES[-1] in path


@pytest.mark.parametrize("page", PAGES)
def test_every_kind_of_page_is_open_to_all_and_fits_every_screen(
    visitor: Visitor, odd: str, page: str
) -> None:
    visitor.page.goto(odd + page)
    visitor.assert_good()


def test_somebody_reads_without_scripts(reader: Visitor, odd: str) -> None:
    page = reader.open(odd)
    page.get_by_role("link", name="src", exact=True).click()
    page.get_by_role("link", name="app.py").click()
    page.get_by_text("import sys").wait_for()
    page.get_by_role("link", name="History").first.click()
    page.get_by_role("link", name="Change of every kind").click()
    page.get_by_text("docs/old.md").first.wait_for()


def test_keys_lead_to_files_and_lines(visitor: Visitor, odd: str) -> None:
    page = visitor.open(f"{odd}/blob/main/src/app.py")
    page.keyboard.press("y")
    page.wait_for_url("**/blob/*/src/app.py")
    assert "/main/" not in page.url
    page.keyboard.press("t")
    page.wait_for_url("**/find/**")


def test_files_do_not_run_in_place(visitor: Visitor, odd: str) -> None:
    answer = visitor.page.request.get(f"{odd}/raw/main/vector")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
