from __future__ import annotations

import re

import pytest

from forge.repositories import Visibility
from tests.support.hearth import Hearth


@pytest.mark.parametrize("path", ["/ada/x", "/ada/x/sub/pkg", "/ada/x.git", "/ada/x/v2"])
@pytest.mark.parametrize("visibility", [None, Visibility.PRIVATE, Visibility.PUBLIC])
def test_go_is_told_where_a_module_lies_and_nothing_else(
    hearth: Hearth, path: str, visibility: Visibility | None
) -> None:
    if visibility is not None:
        hearth.add_repository("ada", "x", visibility)
    reply = hearth.reply("GET", f"{path}?go-get=1")
    assert reply.status == 200
    found = re.findall(r'name="(go-[a-z]+)" content="([^"]*)"', reply.body.decode())
    assert found == [
        ("go-import", "hearth.example/ada/x git https://hearth.example/ada/x.git"),
        (
            "go-source",
            "hearth.example/ada/x https://hearth.example/ada/x"
            " https://hearth.example/ada/x/tree/HEAD{/dir}"
            " https://hearth.example/ada/x/blob/HEAD{/dir}/{file}#L{line}",
        ),
    ]


@pytest.mark.parametrize(
    "path", ["/ada?go-get=1", "/login?go-get=1", "/api/x?go-get=1", "/%22%3E/x?go-get=1"]
)
def test_what_is_no_repository_is_no_module(hearth: Hearth, path: str) -> None:
    assert b"go-import" not in hearth.reply("GET", path).body


def test_others_are_not_answered_so(hearth: Hearth) -> None:
    hearth.add_repository("ada", "x", Visibility.PRIVATE)
    assert hearth.reply("GET", "/ada/x?go-get=0").status == 404
    assert b"go-import" not in hearth.reply("POST", "/ada/x?go-get=1").body
