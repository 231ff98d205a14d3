"""HTML of strangers made harmless: only what is listed here stays, as on GitHub.

`justhtml` parses as browsers do and drops everything else; then links are led where they belong,
ids get their prefix, and headings their anchors.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from justhtml import (
    Element,
    JustHTML,
    Node,
    Regex,
    SanitizationPolicy,
    Text,
    UrlPolicy,
    UrlRule,
)
from markupsafe import Markup

from web.markup.links import ANCHOR_PREFIX, Links

MAX_ANCHOR = 200
"""Characters of a heading that go into its anchor."""

_TAGS = [
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "blockquote",
    "br",
    "caption",
    "cite",
    "code",
    "col",
    "colgroup",
    "dd",
    "del",
    "details",
    "dfn",
    "div",
    "dl",
    "dt",
    "em",
    "figcaption",
    "figure",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "img",
    "input",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "time",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
]

_DROPPED_WHOLE = [
    "script",
    "style",
    "title",
    "textarea",
    "xmp",
    "iframe",
    "noembed",
    "noframes",
    "noscript",
    "plaintext",
    "template",
    "object",
    "embed",
    "applet",
    "svg",
    "math",
    "select",
    "option",
    "audio",
    "video",
    "canvas",
]
"""Of these nothing stays, not even the text inside."""

_ANY = (Regex(r"(?s).*"),)
_NUMBER = (Regex(r"\d{1,5}%?"),)
_ALIGNED = {"align": ("left", "right", "center", "justify")}
_CELL = {
    **_ALIGNED,
    "colspan": _NUMBER,
    "rowspan": _NUMBER,
    "valign": ("top", "middle", "bottom", "baseline"),
    "scope": ("row", "col"),
    "width": _NUMBER,
}
_TOKEN = Regex(r"[a-z][a-z0-9]{0,2}( [a-z][a-z0-9]{0,2})?")
"""Classes of highlighted source."""

_ATTRIBUTES: dict[str, dict[str, Any]] = {
    "*": {
        "id": (Regex(r"[^\s\"'<>]{1,300}"),),
        "title": _ANY,
        "lang": (Regex(r"[A-Za-z0-9-]{1,40}"),),
        "dir": ("ltr", "rtl", "auto"),
        "role": ("img", "presentation"),
        "aria-label": _ANY,
    },
    "a": {"href": _ANY, "name": _ANY, "class": ("footnote-backref",)},
    "img": {"src": _ANY, "alt": _ANY, "width": _NUMBER, "height": _NUMBER, **_ALIGNED},
    "input": {
        "type": ("checkbox",),
        "checked": _ANY,
        "disabled": _ANY,
        "class": ("task-list-item-checkbox",),
    },
    "details": {"open": _ANY},
    "ol": {"start": (Regex(r"-?\d{1,9}"),), "reversed": _ANY, "class": ("footnotes-list",)},
    "ul": {"class": ("contains-task-list",)},
    "li": {"value": (Regex(r"-?\d{1,9}"),), "class": ("task-list-item", "footnote-item")},
    "time": {"datetime": _ANY},
    "td": _CELL,
    "th": _CELL,
    "table": {**_ALIGNED, "width": _NUMBER},
    "span": {"class": (_TOKEN,)},
    "pre": {"class": ("hl",)},
    "p": {**_ALIGNED, "class": ("markdown-alert-title",)},
    "div": {**_ALIGNED, "class": (Regex(r"markdown-alert markdown-alert-[a-z]{3,12}"),)},
    "section": {"class": ("footnotes",)},
    "sup": {"class": ("footnote-ref",)},
    **{f"h{level}": _ALIGNED for level in range(1, 7)},
}

_POLICY = SanitizationPolicy(
    allowed_tags=_TAGS,
    allowed_attributes=_ATTRIBUTES,
    drop_content_tags=_DROPPED_WHOLE,
    url_policy=UrlPolicy(
        default_handling="strip",
        allow_rules={
            ("a", "href"): UrlRule(allowed_schemes=("http", "https", "mailto"), handling="allow"),
            ("img", "src"): UrlRule(allowed_schemes=("http", "https"), handling="allow"),
        },
    ),
    # Joiners and marks of direction belong to emoji and to Arabic or Hebrew text.
    strip_invisible_unicode=False,
)

_HEADINGS = frozenset(f"h{level}" for level in range(1, 7))
_NOT_IN_ANCHORS = re.compile(r"[^\w\- ]")


def sanitize(html: str, links: Links) -> Markup:
    """What of `html`, a piece of a page, may be shown to anybody."""
    root = JustHTML(html, fragment=True, policy=_POLICY, scripting_enabled=False).root
    anchors: dict[str, int] = {}
    for element in list(_iter_elements(root)):
        _lead(element, links)
        _name(element)
        if element.name in _HEADINGS:
            _add_anchor(element, anchors)
    return Markup(root.to_html(pretty=False))  # noqa: S704 - this is what makes it safe


def _iter_elements(root: Node) -> Iterator[Element]:
    waiting: list[Node | Text] = [root]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Element):
            yield node
        waiting.extend(reversed(node.children or ()))


def _lead(element: Element, links: Links) -> None:
    attributes = element.attrs
    if element.name == "a" and "href" in attributes:
        _set(attributes, "href", links.find_link)
        if "href" in attributes:
            attributes["rel"] = "nofollow ugc noopener"
    elif element.name == "img":
        _set(attributes, "src", links.find_source)
        # Without it a screen reader reads the address out.
        attributes.setdefault("alt", "")
        attributes["loading"] = "lazy"
    elif element.name == "pre":
        # It may be wider than the page: the keyboard has to reach it to move it.
        attributes["tabindex"] = "0"
    elif element.name == "input":
        attributes["type"] = "checkbox"
        attributes["disabled"] = ""
        attributes["aria-label"] = "done" if "checked" in attributes else "to do"


def _set(attributes: dict[str, str | None], name: str, find: Callable[[str], str | None]) -> None:
    value = find((attributes.get(name) or "").strip()) if name in attributes else None
    if value is not None:
        attributes[name] = value
    else:
        attributes.pop(name, None)


def _name(element: Element) -> None:
    for name in ("id", "name"):
        value = element.attrs.get(name)
        if value and not value.startswith(ANCHOR_PREFIX):
            element.attrs[name] = ANCHOR_PREFIX + value


def _add_anchor(heading: Element, taken: dict[str, int]) -> None:
    """An id made of the heading's words, as GitHub makes it, and a link to it."""
    if not heading.attrs.get("id"):
        words = _NOT_IN_ANCHORS.sub("", heading.to_text().strip().lower())
        anchor = words.replace(" ", "-")[:MAX_ANCHOR]
        count = taken.get(anchor, 0)
        taken[anchor] = count + 1
        heading.attrs["id"] = ANCHOR_PREFIX + (f"{anchor}-{count}" if count else anchor)
    link = Element("a", {"class": "anchor", "href": f"#{heading.attrs['id']}"}, "html")
    link.attrs["aria-label"] = "Link to this heading"
    heading.append_child(link)
