from __future__ import annotations

from collections.abc import Mapping

import pytest

from exchange import Reply, Request
from routing import Found, Route, Router, WrongMethod


async def handler(_request: Request, _segments: Mapping[str, str]) -> Reply:
    return Reply(200)


ROUTER = Router(
    [
        Route("GET", "/", handler),
        Route("GET", "/a.b", handler),
        Route("GET", "/{owner}/{name}/x", handler),
        Route("POST", "/{owner}/{name}/x", handler),
        Route("DELETE", "/y/{id}", handler),
    ]
)


@pytest.mark.parametrize(
    ("method", "path", "segments"),
    [
        ("GET", "/", {}),
        ("HEAD", "/", {}),
        ("GET", "/a.b", {}),
        ("GET", "/o/n/x", {"owner": "o", "name": "n"}),
        ("POST", "/o/n/x", {"owner": "o", "name": "n"}),
        ("GET", "/%2e/n%2f/x", {"owner": "%2e", "name": "n%2f"}),
        ("DELETE", "/y/7", {"id": "7"}),
    ],
)
def test_a_path_is_found_with_its_segments_as_they_came(
    method: str, path: str, segments: dict[str, str]
) -> None:
    assert ROUTER.find(method, path) == Found(handler, segments)


@pytest.mark.parametrize(
    "path", ["", "/aXb", "/o/n/x/", "//n/x", "/o//x", "/o/n/x\n", "/o/n/m/x", "x", "/y/"]
)
def test_no_other_path_is(path: str) -> None:
    assert ROUTER.find("GET", path) is None


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/o/n/x", ("GET", "HEAD", "POST")),
        ("get", "/", ("GET", "HEAD")),
        ("HEAD", "/y/7", ("DELETE",)),
    ],
)
def test_another_method_learns_which_there_are(
    method: str, path: str, allowed: tuple[str, ...]
) -> None:
    assert ROUTER.find(method, path) == WrongMethod(allowed)
