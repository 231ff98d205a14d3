from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest
from markupsafe import Markup

from web.markup.highlight import MAX_LINE, MAX_SOURCE, highlight, highlight_fence

SOURCES = sorted((Path(__file__).parents[3] / "src" / "web").rglob("*.*"))


def text_of(lines: tuple[Markup, ...]) -> str:
    return unescape(re.sub(r"<[^>]*>", "", "\n".join(lines)))


@pytest.mark.parametrize(
    ("path", "text", "language"),
    [
        ("a/b.py", "x = 1\n", "Python"),
        ("Makefile", "all:\n\ttrue\n", "Makefile"),
        ("a.h", "int x;\n", "C"),
        ("run", "#!/usr/bin/env -S python3 -u\nprint()\n", "Python"),
        ("run", "#!/bin/sh\ntrue\n", "Bash"),
        ("x", "<?xml version='1.0'?><a/>", "XML"),
        ("x", "nothing in particular", ""),
        ("x.unheard-of", "x", ""),
        ("", "", ""),
    ],
)
def test_the_language_is_told_by_name_or_beginning(path: str, text: str, language: str) -> None:
    assert highlight(path, text).language == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n",
        "\n\n",
        "x",
        "x\n",
        "\n\nx\n\n",
        'x = """a\nb\n"""\n',
        "# <b>&\n\n\n",
        "\tx  \n",
    ],
)
def test_no_line_is_lost_or_made(text: str) -> None:
    for name in ("a.py", "a.unheard-of", "a.c", "a.html"):
        assert text_of(highlight(name, text).lines) == text


def test_every_line_is_whole_by_itself() -> None:
    for path in SOURCES:
        if path.is_file() and "__pycache__" not in path.parts:
            text = path.read_text()
            lines = highlight(path.name, text).lines
            assert text_of(lines) == text
            assert all(line.count("<span") == line.count("</span>") for line in lines)


def test_line_ends_of_other_systems_are_line_ends() -> None:
    assert text_of(highlight("a.py", "x\r\ny\r\n").lines) == "x\ny\n"
    assert len(highlight("a.py", "x\ry").lines) == 1


def test_what_is_too_long_is_plain() -> None:
    long = "x = 1\n" * (MAX_SOURCE // 6 + 1)
    wide = f"x = '{'a' * MAX_LINE}'\n"
    for text in (long, wide):
        found = highlight("a.py", text)
        assert found.language == "Python"
        assert not any("<span" in line for line in found.lines)


@pytest.mark.parametrize(
    "name", ["<script>.py", '"onload=x.js', "a\u202eb.py", "a" * 5_000 + ".py"]
)
def test_any_name_will_do(name: str) -> None:
    assert (
        text_of(highlight(name, "<script>alert(1)</script>").lines) == "<script>alert(1)</script>"
    )


def test_a_block_is_coloured_by_what_it_calls_itself() -> None:
    assert highlight_fence("py", "if x") == ('<span class="k">if</span> <span class="n">x</span>')
    for unknown in ("", "no such language", "é", "../../etc/passwd"):
        assert highlight_fence(unknown, "x") is None


@pytest.mark.parametrize("name", ["a.py", "a.unheard-of"])
@pytest.mark.parametrize("hidden", ["\u202e", "\u2066", "\u200b", "\0", "\x1b", "\r"])
def test_nothing_hides_in_a_line(name: str, hidden: str) -> None:
    (line,) = highlight(name, f"# x{hidden}y").lines
    assert hidden not in line
    assert f"U+{ord(hidden):04X}" in line
