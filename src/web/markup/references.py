"""Mentions, issues and commits in a text that was parsed: they become links.

Those are found where `forge.issues.references` finds them; what stands in code or in a link stays
as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markdown_it.token import Token

from forge.issues.references import Mark, iter_marks

SHORT = 10
"""Digits of a commit that are shown."""


@dataclass(frozen=True, slots=True)
class ReferenceLinks:
    """`origin` is this server; `base` the path of the repository that the text belongs to."""

    origin: str
    base: str

    def apply(self, tokens: Sequence[Token]) -> None:
        """Put links into the inline `tokens`."""
        for token in tokens:
            if token.type == "inline" and token.children:
                token.children = list(self._linked(token.children))

    def _linked(self, children: Sequence[Token]) -> Iterator[Token]:
        depth = 0
        for child in children:
            depth += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and depth == 0:
                yield from self._split(child.content)
            else:
                yield child

    def _split(self, text: str) -> Iterator[Token]:
        end = 0
        for mark in iter_marks(text):
            yield _text(text[end : mark.start])
            opened = Token("link_open", "a", 1)
            opened.attrs = {"href": self._url(mark)}
            yield opened
            shown = text[mark.start : mark.end]
            yield _text(shown[:SHORT] if mark.commit else shown)
            yield Token("link_close", "a", -1)
            end = mark.end
        yield _text(text[end:])

    def _url(self, mark: Mark) -> str:
        if mark.person:
            return f"{self.origin}/{mark.person}"
        if mark.commit:
            return f"{self.origin}{self.base}/commit/{mark.commit}"
        base = self.base if mark.repository is None else f"/{mark.repository}"
        return f"{self.origin}{base}/issues/{mark.number}"


def _text(content: str) -> Token:
    token = Token("text", "", 0)
    token.content = content
    return token
