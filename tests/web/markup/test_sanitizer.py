from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from justhtml import Element, JustHTML

from tests.web.markup.hostile import HTML, MARKDOWN
from web.markup.links import ANCHOR_PREFIX, Links
from web.markup.markdown import render_markdown
from web.markup.sanitizer import sanitize
from web.urls import RepositoryUrls

LINKS = Links(RepositoryUrls("/alice/x"), "main", "docs")

HARMLESS = frozenset(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "details",
        "div",
        "em",
        "h1",
        "hr",
        "img",
        "input",
        "li",
        "ol",
        "p",
        "pre",
        "section",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
        "b",
        "i",
    ]
)
ATTRIBUTES = frozenset(
    [
        "align",
        "alt",
        "aria-label",
        "checked",
        "class",
        "disabled",
        "height",
        "href",
        "id",
        "lang",
        "loading",
        "open",
        "rel",
        "role",
        "src",
        "start",
        "tabindex",
        "title",
        "type",
        "width",
    ]
)
SCHEMES = ("", "http", "https", "mailto")


class Tags(HTMLParser):
    """What Python's own parser makes of it, which knows nothing of the other one."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def elements(html: str) -> list[tuple[str, dict[str, str | None]]]:
    """All elements, as two parsers find them."""
    other = Tags()
    other.feed(html)
    other.close()
    root = JustHTML(html, fragment=True, sanitize=False).root
    return [(each.name, dict(each.attrs)) for each in _below(root)] + other.seen


def _below(node: object) -> list[Element]:
    found: list[Element] = []
    for child in getattr(node, "children", None) or ():
        if isinstance(child, Element):
            found.append(child)
        found += _below(child)
    return found


def check_harmless(html: str) -> None:
    for name, attributes in elements(html):
        assert name in HARMLESS, html
        assert set(attributes) <= ATTRIBUTES, html
        for attribute in ("href", "src"):
            url = attributes.get(attribute) or ""
            assert urlsplit(url).scheme.lower() in SCHEMES, html
            assert not any(ord(character) < 32 for character in url), html
        if name == "input":
            assert attributes["type"] == "checkbox"
            assert "disabled" in attributes
        for attribute in ("id", "name"):
            assert (attributes.get(attribute) or ANCHOR_PREFIX).startswith(ANCHOR_PREFIX)
        allowed = ("hl", "anchor", "footnote", "markdown-alert", "task-list", "contains-task")
        classes = attributes.get("class") or "k"
        assert all(len(each) <= 3 or each.startswith(allowed) for each in classes.split()), html


@pytest.mark.parametrize("hostile", HTML)
def test_nothing_that_acts_survives_in_html(hostile: str) -> None:
    check_harmless(sanitize(hostile, LINKS))
    check_harmless(sanitize(f"<p>before {hostile} after</p>", LINKS))


@pytest.mark.parametrize("hostile", [*HTML, *MARKDOWN])
def test_nothing_that_acts_survives_in_markdown(hostile: str) -> None:
    for text in (hostile, f"before {hostile} after", f"> - {hostile}", f"# {hostile}"):
        rendered = render_markdown(text, LINKS)
        assert rendered is not None
        check_harmless(rendered)


@pytest.mark.parametrize("hostile", HTML)
def test_what_was_made_harmless_stays_as_it_is(hostile: str) -> None:
    once = sanitize(hostile, Links())
    assert sanitize(once, Links()) == once


@pytest.mark.parametrize(
    "kept",
    [
        '<p align="center"><img src="https://a.example/x.png" alt="x" loading="lazy"></p>',
        "<details open><summary>More</summary><p>x</p></details>",
        "<kbd>Ctrl</kbd>+<kbd>C</kbd> H<sub>2</sub>O x<sup>2</sup>",
        '<table><tbody><tr><td colspan="2" align="right">x</td></tr></tbody></table>',
        '<p dir="rtl">שלום</p>',
        "<ruby>漢<rt>kan</rt></ruby>",
    ],
)
def test_what_readmes_use_is_kept(kept: str) -> None:
    assert sanitize(kept, Links()) == kept


def test_a_heading_can_be_linked_to_by_its_words() -> None:
    html = sanitize("<h2>Größe &amp; Maß: <code>a_b</code></h2><h2>x</h2><h2>x</h2>", LINKS)
    ids = [attributes["id"] for name, attributes in elements(html) if name == "h2"]
    assert ids[:3] == [
        "user-content-größe--maß-a_b",
        "user-content-x",
        "user-content-x-1",
    ]


def test_no_id_can_stand_in_for_one_of_the_page() -> None:
    html = sanitize('<p id="content">x</p><a name="content" href="#content">y</a>', LINKS)
    assert html == (
        '<p id="user-content-content">x</p>'
        '<a name="user-content-content" href="#user-content-content"'
        ' rel="nofollow ugc noopener">y</a>'
    )


def test_links_are_not_recommended_to_search_engines() -> None:
    html = sanitize('<a href="https://a.example/" rel="follow" target="_top">x</a>', LINKS)
    assert html == '<a href="https://a.example/" rel="nofollow ugc noopener">x</a>'
