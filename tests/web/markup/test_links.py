from __future__ import annotations

import pytest

from web.markup.links import MAX_URL, Links
from web.urls import RepositoryUrls

LINKS = Links(RepositoryUrls("/alice/x"), "feature/y", "docs/guide")


@pytest.mark.parametrize(
    ("href", "leads_to"),
    [
        ("other.py", "/alice/x/blob/feature/y/docs/guide/other.py"),
        ("./other.py#L3-L9", "/alice/x/blob/feature/y/docs/guide/other.py#L3-L9"),
        ("../a%20b.txt?plain=1", "/alice/x/blob/feature/y/docs/a%20b.txt?plain=1"),
        ("/README.md#set-up", "/alice/x/blob/feature/y/README.md#user-content-set-up"),
        ("../images/", "/alice/x/tree/feature/y/docs/images"),
        ("/", "/alice/x/tree/feature/y"),
        ("../../../../../etc/passwd", "/alice/x/blob/feature/y/etc/passwd"),
        ("%2e%2e/%2e%2e/x", "/alice/x/blob/feature/y/x"),
        ("a%ff.txt", "/alice/x/blob/feature/y/docs/guide/a%FF.txt"),
        ("#set-up", "#user-content-set-up"),
        ("#user-content-x", "#user-content-x"),
        ("#", "#"),
        ("https://a.example/x", "https://a.example/x"),
        ("HTTP://a.example/x", "HTTP://a.example/x"),
        ("//a.example/x", "https://a.example/x"),
        ("mailto:a@a.example", "mailto:a@a.example"),
        ("javascript:alert(1)", None),
        ("tel:1", None),
        ("x" * (MAX_URL + 1), None),
        ("https://" + "x" * MAX_URL, None),
    ],
)
def test_links_lead_to_pages_of_the_same_rev(href: str, leads_to: str | None) -> None:
    assert LINKS.find_link(href) == leads_to


@pytest.mark.parametrize(
    ("source", "leads_to"),
    [
        ("a.png", "/alice/x/raw/feature/y/docs/guide/a.png"),
        ("/a.svg?raw=true", "/alice/x/raw/feature/y/a.svg"),
        ("https://a.example/x.png", "https://a.example/x.png"),
        ("data:image/png;base64,x", None),
        ("javascript:alert(1)", None),
    ],
)
def test_pictures_come_from_the_files_themselves(source: str, leads_to: str | None) -> None:
    assert LINKS.find_source(source) == leads_to


def test_without_a_repository_nothing_is_relative() -> None:
    assert Links().find_link("x.md") is None
    assert Links().find_source("x.png") is None
    assert Links().find_link("#x") == "#user-content-x"
