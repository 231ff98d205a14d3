from __future__ import annotations

import pytest

from web.visible import has_hidden, visible


@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\ufeff", "\x00", "\x1b", "\x85"])
def test_what_hides_is_shown_by_its_number(hidden: str) -> None:
    shown = visible(f"a{hidden}b")
    assert hidden not in shown
    assert f"U+{ord(hidden):04X}" in shown
    assert has_hidden(hidden)


@pytest.mark.parametrize("text", ["a\tb", "caf\xe9", "\u05e9\u05dc\u05d5\u05dd", "\U0001f525", ""])
def test_what_is_seen_stays_as_it_is(text: str) -> None:
    assert visible(text) == text
    assert not has_hidden(text)


def test_markup_is_escaped() -> None:
    assert visible("<a href='x'>&") == "&lt;a href=&#x27;x&#x27;&gt;&amp;"
