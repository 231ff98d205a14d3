"""Addresses of pages; paths and names are text as `text_of` makes it of Git's bytes."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

_SAFE_IN_SPOT = "/@:+,=!$&'()*~"
"""What may stand as it is where the name of a ref and a path stand one after the other."""


def text_of(data: bytes) -> str:
    """Git's bytes as text that can be shown; `bytes_of` finds them again, whatever they hold."""
    return data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    """The inverse of `text_of`."""
    return text.encode("utf-8", "surrogateescape")


def shown(text: str) -> str:
    """`text` for eyes only: bytes that are no UTF-8 become U+FFFD, so that it can be encoded."""
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def quoted(*parts: str) -> str:
    """Parts of a path, one after the other; those that are empty are left out."""
    return "".join(f"/{quote(bytes_of(part), safe=_SAFE_IN_SPOT)}" for part in parts if part)


def with_query(url: str, **values: str | int | None) -> str:
    """`url` and those of `values` that say something."""
    said = {name: value for name, value in values.items() if value not in (None, "")}
    query = urlencode(said, errors="surrogateescape")
    return f"{url}?{query}" if query else url


def owner_url(name: str) -> str:
    return quoted(name)


@dataclass(frozen=True, slots=True)
class RepositoryUrls:
    """Addresses of one repository's pages; `base` is `/<owner>/<name>`."""

    base: str

    def of(self, *parts: str) -> str:
        """Any page below the repository."""
        return self.base + quoted(*parts)

    def tree(self, rev: str, path: str = "") -> str:
        return self.of("tree", rev, path)

    def blob(self, rev: str, path: str) -> str:
        return self.of("blob", rev, path)

    def raw(self, rev: str, path: str) -> str:
        return self.of("raw", rev, path)

    def blame(self, rev: str, path: str) -> str:
        return self.of("blame", rev, path)

    def commits(self, rev: str, path: str = "") -> str:
        return self.of("commits", rev, path)

    def commit(self, hex_oid: str) -> str:
        return self.of("commit", hex_oid)

    def compare(self, base: str, head: str) -> str:
        return self.of("compare", f"{base}...{head}")

    def archive(self, rev: str, suffix: str) -> str:
        return self.of("archive", f"{rev}.{suffix}")
