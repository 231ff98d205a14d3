from __future__ import annotations

import pytest

from web.markup.links import Links
from web.markup.markdown import render_markdown
from web.markup.references import ReferenceLinks
from web.urls import RepositoryUrls

LINKS = Links(RepositoryUrls("/ada/open"), "HEAD")
HERE = ReferenceLinks("https://hearth.example", "/ada/open")
OID = "0123456789abcdef0123456789abcdef01234567"
REL = ' rel="nofollow ugc noopener"'


def rendered(text: str) -> str:
    html = render_markdown(text, LINKS, HERE)
    assert html is not None
    return str(html).strip().removeprefix("<p>").removesuffix("</p>")


def link(path: str, words: str) -> str:
    return f'<a href="https://hearth.example{path}"{REL}>{words}</a>'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("@bob", link("/bob", "@bob")),
        ("ask @bob.", f"ask {link('/bob', '@bob')}."),
        ("see #12,", f"see {link('/ada/open/issues/12', '#12')},"),
        ("acme/tool#3", link("/acme/tool/issues/3", "acme/tool#3")),
        (f"in {OID}", f"in {link(f'/ada/open/commit/{OID}', OID[:10])}"),
        ("@bob #1", f"{link('/bob', '@bob')} {link('/ada/open/issues/1', '#1')}"),
        ("`@bob #1`", "<code>@bob #1</code>"),
        ("a@example.org#1x", '<a href="mailto:a@example.org"' + REL + ">a@example.org</a>#1x"),
        ("#0 and # 1 and x#1", "#0 and # 1 and x#1"),
    ],
)
def test_what_a_text_refers_to_becomes_links(text: str, html: str) -> None:
    assert rendered(text) == html


def test_what_stands_in_a_link_stays_as_it_is() -> None:
    assert rendered("[by @bob](https://example.org)").count("<a ") == 1


def test_without_references_nothing_is_linked() -> None:
    assert "<a" not in (render_markdown("@bob #1", LINKS) or "")
