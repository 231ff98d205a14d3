from __future__ import annotations

import pytest

from tests.web.history.odd_history import VECTORS
from tests.web.history.reader import Elements
from web.history.message import MAX_MESSAGE, message_html
from web.urls import RepositoryUrls

URLS = RepositoryUrls("/a/b")
OID = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://example.com/a?b=1&c=2.", ["https://example.com/a?b=1&c=2"]),
        ("(https://example.com/)", ["https://example.com/"]),
        ("as in 0123abcd, and deadbee1", ["/a/b/commit/0123abcd", "/a/b/commit/deadbee1"]),
        (f"revert {OID}", [f"/a/b/commit/{OID}"]),
        ("Fix it (#12)", ["/a/b/issues/12"]),
        ("Closes x/y#3", ["/x/y/issues/3"]),
        ("by @alice", ["/alice"]),
        (f"https://example.com/#12/{OID}", [f"https://example.com/#12/{OID}"]),
        ("defaced 1234567 x0123abcd 0123abcd/", []),
        ("javascript:alert(1) data:x", []),
    ],
)
def test_links_of_a_message(text: str, links: list[str]) -> None:
    elements = Elements(message_html(text, URLS))
    assert elements.links == links
    assert elements.words_in_all == text


@pytest.mark.parametrize("vector", VECTORS)
def test_nothing_but_links_is_markup(vector: str) -> None:
    elements = Elements(message_html(vector, URLS))
    assert {tag for tag, _ in elements.seen} <= {"a", "span"}
    assert all(set(given) <= {"href", "rel", "class", "title"} for _, given in elements.seen)


def test_a_long_message_is_shown_whole() -> None:
    text = "x #1 " * MAX_MESSAGE
    html = message_html(text, URLS)
    assert Elements(html).words_in_all == text
    assert html.count("<a ") < text.count("#1")
