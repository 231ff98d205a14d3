from __future__ import annotations

import time

import pytest

from web.markup.links import Links
from web.markup.markdown import (
    MAX_ATTRIBUTES,
    MAX_BRACKETS,
    MAX_FENCES,
    MAX_HTML,
    MAX_MARKDOWN,
    render_markdown,
)

REL = ' rel="nofollow ugc noopener"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        # Tables, chapter 4.10 of GFM
        (
            "| foo | bar |\n| --- | --- |\n| baz | bim |",
            "<table><thead><tr><th>foo</th><th>bar</th></tr></thead>"
            "<tbody><tr><td>baz</td><td>bim</td></tr></tbody></table>",
        ),
        (
            "| abc | defghi |\n:-: | -----------:\nbar | baz",
            '<table><thead><tr><th align="center">abc</th><th align="right">defghi</th></tr>'
            '</thead><tbody><tr><td align="center">bar</td><td align="right">baz</td></tr>'
            "</tbody></table>",
        ),
        (
            "| f\\|oo  |\n| ------ |\n| b `\\|` az |",
            "<table><thead><tr><th>f|oo</th></tr></thead>"
            "<tbody><tr><td>b <code>|</code> az</td></tr></tbody></table>",
        ),
        ("| abc | def |\n| --- |\n| bar |", "<p>| abc | def || --- || bar |</p>"),
        # Task lists, chapter 5.3
        (
            "- [ ] foo\n- [x] bar",
            '<ul class="contains-task-list"><li class="task-list-item">'
            '<input class="task-list-item-checkbox" disabled type="checkbox" aria-label="to do">'
            ' foo</li><li class="task-list-item"><input class="task-list-item-checkbox" disabled'
            ' type="checkbox" checked aria-label="done"> bar</li></ul>',
        ),
        # Strikethrough, chapter 6.5
        ("~~Hi~~ Hello, ~there~ world!", "<p><s>Hi</s> Hello, <s>there</s> world!</p>"),
        ("This will ~~~not~~~ strike.", "<p>This will ~~~not~~~ strike.</p>"),
        # Autolinks, chapter 6.9
        (
            "Visit www.commonmark.org/help for more.",
            f'<p>Visit <a href="http://www.commonmark.org/help"{REL}>www.commonmark.org/help</a>'
            " for more.</p>",
        ),
        (
            "https://a.example/x_(y). Then",
            f'<p><a href="https://a.example/x_(y)"{REL}>https://a.example/x_(y)</a>. Then</p>',
        ),
        ("foo@bar.baz", f'<p><a href="mailto:foo@bar.baz"{REL}>foo@bar.baz</a></p>'),
        # Raw HTML, chapters 6.10 and 6.11
        ("<b>x</b> <script>y</script>", "<p><b>x</b> </p>"),
        ("<em>a</em> &copy; &#35;", "<p><em>a</em> © #</p>"),
        # What GitHub has beyond its specification
        (
            "> [!TIP]\n> x",
            '<div class="markdown-alert markdown-alert-tip">'
            '<p class="markdown-alert-title">Tip</p><p>x</p></div>',
        ),
        ("***x*** __y__", "<p><em><strong>x</strong></em> <strong>y</strong></p>"),
        ("a\\\nb", "<p>a<br>b</p>"),
        ("1) x\n2) y", "<ol><li>x</li><li>y</li></ol>"),
        ("3. x", '<ol start="3"><li>x</li></ol>'),
        ("    code < x", '<pre tabindex="0"><code>code &lt; x</code></pre>'),
        (
            "```python\nif x:\n```",
            '<pre class="hl" tabindex="0"><code><span class="k">if</span> '
            '<span class="n">x</span><span class="p">:</span></code></pre>',
        ),
        ("```nothing\n<x>\n```", '<pre class="hl" tabindex="0"><code>&lt;x&gt;</code></pre>'),
    ],
)
def test_texts_come_out_as_github_has_them(text: str, html: str) -> None:
    rendered = render_markdown(text, Links())
    assert rendered is not None
    assert rendered.replace("\n", "") == html


def test_notes_lead_there_and_back() -> None:
    html = render_markdown("x[^a]\n\n[^a]: y", Links())
    assert html is not None
    assert 'href="#user-content-fn1"' in html
    assert 'id="user-content-fn1"' in html
    assert 'href="#user-content-fnref1"' in html
    assert 'id="user-content-fnref1"' in html


def test_a_text_that_is_too_long_is_not_rendered() -> None:
    assert render_markdown("x" * (MAX_MARKDOWN + 1), Links()) is None
    assert render_markdown("[" * (MAX_BRACKETS + 1), Links()) is None


def test_one_definition_cannot_be_multiplied_without_end() -> None:
    target = "/" + "x" * 5_000
    uses = MAX_ATTRIBUTES // len(target) + 1
    assert render_markdown(f"[a]: {target}\n\n" + "[a] " * uses, Links()) is None
    assert render_markdown("[^1]" * (MAX_HTML // 120) + "\n\n[^1]: x", Links()) is None


def test_only_so_much_source_is_coloured() -> None:
    block = "```python\n" + "x = 1\n" * (MAX_FENCES // 6 - 10) + "```\n\n"
    html = render_markdown(block * 2, Links())
    assert html is not None
    first, second = html.split("</pre>")[:2]
    assert "<span" in first
    assert "<span" not in second


@pytest.mark.parametrize(
    "text",
    [">" * 20_000, "- " * 20_000, "<div>" * 20_000, "*_" * 20_000, "[](" * 5_000, "<b>" * 20_000],
    ids=lambda text: text[:5],
)
def test_nesting_without_end_is_bounded(text: str) -> None:
    begun = time.process_time()
    assert render_markdown(text, Links()) is not None
    assert time.process_time() - begun < 20
