from __future__ import annotations

from urllib.parse import unquote

import pytest

from web.trouble import find_local_url
from web.urls import RepositoryUrls, bytes_of, shown, text_of, with_query

URLS = RepositoryUrls("/ada/open")
NAMES = [b"a b", b"a%2Fb", b'"><img>', b"?x=1#y", b"\xff\xfe", "ü/中".encode(), b"a\\b", b"a;b"]


@pytest.mark.parametrize("name", NAMES)
def test_every_path_can_be_told_from_its_address(name: bytes) -> None:
    url = URLS.blob("main", text_of(name))
    assert url.isascii()
    assert not set('"<>?#\\ ') & set(url)
    path = unquote(url, errors="surrogateescape").removeprefix("/ada/open/blob/main/")
    assert bytes_of(path) == name


def test_names_of_branches_keep_their_slashes() -> None:
    assert URLS.tree("feature/x") == "/ada/open/tree/feature/x"
    assert URLS.compare("main", "v1.0") == "/ada/open/compare/main...v1.0"


def test_what_is_no_utf_8_is_shown_as_such() -> None:
    assert shown(text_of(b"a\xffb")) == "a\ufffdb"


def test_a_query_holds_what_says_something() -> None:
    assert with_query("/x", a="1 &", b="", c=None, d=0) == "/x?a=1+%26&d=0"


@pytest.mark.parametrize(
    "text",
    ["", "x", "//evil", "/\\evil", "https://evil", "/a\nb", "/a\tb", "/" + "x" * 2000],
)
def test_what_leads_elsewhere_is_not_followed(text: str) -> None:
    assert find_local_url(text) is None


def test_a_path_of_this_server_is_followed() -> None:
    assert find_local_url("/ada/open?x=1#y") == "/ada/open?x=1#y"
