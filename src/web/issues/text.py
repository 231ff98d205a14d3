"""What people wrote, as it is shown: Markdown with mentions, issues and commits as links."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from forge.access import may_change
from forge.issues.issue import Writing
from forge.issues.reactions import CONTENTS
from web.markup.links import Links
from web.markup.markdown import render_markdown
from web.markup.references import ReferenceLinks
from web.view import View

_FACES = ("👍", "👎", "😄", "😕", "❤️", "🎉", "🚀", "👀")


@dataclass(frozen=True, slots=True)
class Reactions:
    """How many reacted with `content`; `face` is how that looks."""

    content: str
    face: str
    count: int


@dataclass(frozen=True, slots=True)
class Said:
    """A text and its author; `id` is that of a comment, 0 of the text of the issue itself.

    Times in seconds since 1970. `html` None when the text is too long to be rendered.
    """

    id: int
    author: str
    agent: str
    body: str
    html: Markup | None
    created_at: int
    is_edited: bool
    reactions: tuple[Reactions, ...]
    may_change: bool


def said_of(view: View, writing: Writing, comment_id: int = 0) -> Said:
    return Said(
        id=comment_id,
        author=writing.author.name,
        agent=writing.agent or "",
        body=writing.body,
        html=render(view, writing.body),
        created_at=writing.created_at,
        is_edited=writing.updated_at != writing.created_at and comment_id != 0,
        reactions=tuple(
            Reactions(content, face, writing.reactions.get(content, 0))
            for content, face in zip(CONTENTS, _FACES, strict=True)
        ),
        may_change=may_change(view.actor, writing.author, view.target),
    )


def render(view: View, body: str) -> Markup | None:
    """HTML of a text of this repository's; relative links in it mean its default branch."""
    links = Links(view.urls, "HEAD")
    return render_markdown(body, links, ReferenceLinks(view.request.origin, view.urls.base))
