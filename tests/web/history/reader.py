"""Somebody who looks at the pages of one public repository, in any of their forms."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from exchange import Reply
from tests.api.v3.api_client import PASSWORD, ApiClient
from tests.support.git_client import GitRepository
from tests.support.hearth import basic

OWNER = "alice"


class Reader:
    """Paths begin with `/` below the repository's own; the owner may write, strangers may not."""

    def __init__(self, git: GitRepository) -> None:
        self.git = git
        self._client = ApiClient(OWNER, "repo")
        if git.refs():
            self._client.push(git)
        self.hearth = self._client.hearth
        self.base = f"/{OWNER}/repo"

    def close(self) -> None:
        self._client.close()

    def ask(self, path: str, headers: Mapping[str, str] | None = None) -> Reply:
        return self.hearth.reply("GET", self.base + path, headers)

    def html(self, path: str, status: int = 200, *, as_owner: bool = False) -> str:
        headers = basic(OWNER, PASSWORD) if as_owner else {}
        reply = self.ask(path, {"accept": "text/html", **headers})
        assert reply.status == status, (path, reply.status, reply.headers, reply.body[:3000])
        return reply.body.decode()

    def json(self, path: str, *, as_owner: bool = False) -> Any:
        headers = basic(OWNER, PASSWORD) if as_owner else {}
        reply = self.ask(path, {"accept": "application/json", **headers})
        assert reply.status == 200, (path, reply.status, reply.body[:3000])
        return json.loads(reply.body)

    def text(self, path: str, *, as_owner: bool = False) -> str:
        headers = basic(OWNER, PASSWORD) if as_owner else {}
        reply = self.ask(path, {"accept": "text/markdown", **headers})
        assert reply.status == 200, (path, reply.status, reply.body[:3000])
        return reply.body.decode()

    def raw(self, path: str) -> bytes:
        reply = self.ask(path)
        assert reply.status == 200, (path, reply.status, reply.body[:3000])
        return reply.body

    def post(self, path: str, *, as_owner: bool = True, **fields: str) -> Reply:
        return self.send(path, fields, as_owner=as_owner)

    def send(self, path: str, fields: Mapping[str, str], *, as_owner: bool = True) -> Reply:
        """Send a form as a browser does."""
        headers = {
            "content-type": "application/x-www-form-urlencoded",
            "accept": "text/html",
            **(basic(OWNER, PASSWORD) if as_owner else {}),
        }
        body = urlencode(fields).encode()
        return self.hearth.reply("POST", self.base + path, headers, body)


ALLOWED = frozenset(
    (
        *("html", "head", "meta", "title", "link", "script", "body", "a", "header", "svg", "use"),
        *("nav", "span", "details", "summary", "div", "form", "button", "main", "h1", "h2", "h3"),
        *("p", "ul", "ol", "li", "time", "bdi", "pre", "code", "label", "input", "section"),
        *("article", "table", "col", "thead", "tbody", "th", "tr", "td", "ins", "del", "dl", "dt"),
        *(
            "dd",
            "strong",
            "rect",
            "figure",
            "img",
            "figcaption",
            "datalist",
            "option",
            "footer",
            "g",
        ),
        *("line", "path", "circle"),
    )
)
"""Elements that our own templates write; what else is there came from the repository."""

SCRIPTS_OF_OURS = 1


class Elements(HTMLParser):
    """What a browser would make of a page, and whether a stranger's text became markup."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    @property
    def links(self) -> list[str]:
        return [given["href"] for tag, given in self.seen if tag == "a" and "href" in given]

    @property
    def values(self) -> list[str]:
        return ["", *(given["value"] for _, given in self.seen if "value" in given)]

    @property
    def words_in_all(self) -> str:
        return "".join(self.words)


def assert_harmless(page: str) -> Elements:
    """Nothing in a page that runs, or leads astray, or is not our templates'."""
    elements = Elements(page)
    tags = [tag for tag, _ in elements.seen]
    assert set(tags) <= ALLOWED, set(tags) - ALLOWED
    assert tags.count("script") == SCRIPTS_OF_OURS
    for tag, given in elements.seen:
        assert not [name for name in given if name.startswith("on")], (tag, given)
        assert "style" not in given, (tag, given)
        for name in ("href", "src", "action"):
            address = given.get(name, "/")
            assert address.startswith(("/", "#", "https://")) or name == "action", (tag, given)
            assert not address.startswith("//"), (tag, given)
    return elements
