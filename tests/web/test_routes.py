from __future__ import annotations

import pytest

from app import App
from forge.names import find_owner_problem
from tests.support.hearth import Hearth
from web.environment import TEMPLATES
from web.routes import ADDRESSES

FIRST = sorted({each.pattern.split("/")[1] for each in ADDRESSES})


@pytest.mark.parametrize("segment", [each for each in FIRST if each and "{" not in each])
def test_nobody_can_be_called_what_an_address_begins_with(segment: str) -> None:
    assert find_owner_problem(segment)


def test_no_address_is_declared_twice(hearth: Hearth) -> None:
    app: App = hearth.app
    declared = [(route.method, route.pattern) for route in app.routes]
    assert len(declared) == len(set(declared))


def test_every_page_is_there_as_html_and_as_text() -> None:
    names = {path.relative_to(TEMPLATES) for path in TEMPLATES.rglob("*.md")}
    assert names
    for name in names:
        assert (TEMPLATES / name).with_suffix(".html").exists(), name
