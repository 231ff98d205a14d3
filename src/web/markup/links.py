"""Where links and pictures in a text of a repository lead when they name no server.

Relative ones are looked for beside the text, those with a slash in front at the top of the
repository, and both at the rev that the text was read from.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from web.urls import RepositoryUrls, text_of

ANCHOR_PREFIX = "user-content-"
"""Of every id that a text brings along, so that none can stand in for one of the page's own."""

ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")
"""Names of files whose headings can be linked to."""

MAX_URL = 8_000
"""Characters of an address: more than any browser or server takes."""

_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
_ELSEWHERE = ("http://", "https://", "mailto:")


@dataclass(frozen=True, slots=True)
class Links:
    """Of a text in `folder` (no slashes around) at `rev`; without `urls` nothing is relative."""

    urls: RepositoryUrls | None = None
    rev: str = ""
    folder: str = ""

    def find_link(self, href: str) -> str | None:
        """The address for `href`; None for one that may not be followed."""
        if href.startswith("#"):
            return f"#{_anchor(href[1:])}" if len(href) > 1 else href
        elsewhere = _find_elsewhere(href)
        if elsewhere is not None or not self._is_relative(href):
            return elsewhere
        path, fragment = _cut(href, "#")
        path, query = _cut(path, "?")
        if path.lower().endswith(ENDINGS) and len(fragment) > 1:
            fragment = f"#{_anchor(fragment[1:])}"
        assert self.urls is not None  # noqa: S101 - else nothing is relative
        found = self._join(path)
        page = self.urls.tree if path.endswith("/") or not found else self.urls.blob
        return page(self.rev, found) + query + fragment

    def find_source(self, source: str) -> str | None:
        """The address of a picture; None for one that may not be fetched."""
        elsewhere = _find_elsewhere(source)
        if elsewhere is not None or not self._is_relative(source):
            return elsewhere
        path, _ = _cut(_cut(source, "#")[0], "?")
        assert self.urls is not None  # noqa: S101 - else nothing is relative
        return self.urls.raw(self.rev, self._join(path))

    def _is_relative(self, url: str) -> bool:
        return self.urls is not None and len(url) <= MAX_URL and _SCHEME.match(url) is None

    def _join(self, path: str) -> str:
        """`path` from the top of the repository; nothing leads above it."""
        decoded = text_of(
            unquote(path, errors="surrogateescape").encode("utf-8", "surrogateescape")
        )
        start = "" if decoded.startswith("/") else self.folder
        parts: list[str] = []
        for part in f"{start}/{decoded}".split("/"):
            if part == "..":
                del parts[-1:]
            elif part not in ("", "."):
                parts.append(part)
        return "/".join(parts)


def _find_elsewhere(url: str) -> str | None:
    """The address when it leads to another server, over protocols that are safe to follow."""
    if len(url) > MAX_URL:
        return None
    if url.startswith("//"):
        return f"https:{url}"
    return url if url.lower().startswith(_ELSEWHERE) else None


def _anchor(name: str) -> str:
    return name if name.startswith(ANCHOR_PREFIX) else ANCHOR_PREFIX + name


def _cut(text: str, mark: str) -> tuple[str, str]:
    """What stands before the first `mark`, and the rest with it."""
    at = text.find(mark)
    return (text, "") if at < 0 else (text[:at], text[at:])
