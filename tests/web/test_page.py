from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pytest
from markupsafe import Markup

from web.page import plain


class Colour(Enum):
    RED = "red"


@dataclass(frozen=True, slots=True)
class Inner:
    name: str
    html: Markup


@dataclass(frozen=True, slots=True)
class Outer:
    number: int
    colour: Colour
    inner: Inner
    items: tuple[Inner, ...]
    lines: tuple[Markup, ...]
    nothing: None = None


def test_content_becomes_json_without_what_is_for_html() -> None:
    inner = Inner("a\udcff", Markup("<b>"))
    outer = Outer(1, Colour.RED, inner, (inner,), (Markup("<i>"),))
    assert plain(outer) == {
        "number": 1,
        "colour": "red",
        "inner": {"name": "a\ufffd"},
        "items": [{"name": "a\ufffd"}],
        "nothing": None,
    }


def test_bytes_have_to_be_text_before_they_are_shown() -> None:
    with pytest.raises(TypeError, match="bytes"):
        plain(b"raw")
