from __future__ import annotations

import pytest

from exchange import Request
from web.formats import Format, choose_format

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/webp,*/*;q=0.8"


def request(accept: str, query: str = "") -> Request:
    async def read_body(_limit: int) -> bytes:
        return b""

    return Request("GET", "/", query, {"accept": accept}, "https://hearth.example", read_body)


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", Format.HTML),
        ("*/*", Format.HTML),
        (BROWSER, Format.HTML),
        ("application/json", Format.JSON),
        ("text/plain", Format.TEXT),
        ("Text/Markdown; charset=utf-8", Format.TEXT),
        ("text/html;q=0.5, application/json", Format.JSON),
        ("application/json;q=0, text/html;q=0.1", Format.HTML),
        ("application/json;q=nonsense, text/plain;q=0.2", Format.TEXT),
        ("image/png", Format.HTML),
        ("text/html," * 1000 + "application/json", Format.HTML),
    ],
)
def test_what_is_accepted_decides(accept: str, form: Format) -> None:
    assert choose_format(request(accept)) is form


@pytest.mark.parametrize(
    ("query", "form"),
    [
        ("format=json", Format.JSON),
        ("x=1&format=md", Format.TEXT),
        ("format=html", Format.HTML),
        ("format=pdf", Format.JSON),
    ],
)
def test_the_query_decides_before_that(query: str, form: Format) -> None:
    assert choose_format(request("application/json", query)) is form
