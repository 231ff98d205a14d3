"""What a text refers to: people, issues, commits; and what a text of a commit closes.

    @alice             a person
    #12  GH-12         an issue of the same repository
    alice/hello#12     one of another
    1234abc...         a commit, by its 40 hexadecimal digits
    Closes #12         closes it, once the text is merged; also close, closed, fix, fixes, fixed,
                       resolve, resolves, resolved, in any case, with or without a colon

Bodies are Markdown: what stands in code, in links or in HTML refers to nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

from forge.names import MAX_NAME, RepositoryName, find_repository_name

MAX_REFERENCES = 100
"""Of each kind in one text: who names more people or issues floods their inboxes."""

_NAME = rf"[A-Za-z0-9._][A-Za-z0-9._-]{{0,{MAX_NAME - 1}}}"
_BEFORE = r"(?<![\w/@#.&-])"
_AFTER = r"(?![\w-])"
_PERSON = re.compile(rf"(?<![\w/@.`])@({_NAME})")
_ISSUE = re.compile(rf"{_BEFORE}(?:(?:({_NAME})/({_NAME}))?#|GH-)(\d{{1,9}}){_AFTER}")
_COMMIT = re.compile(r"(?<![\w/])([0-9a-f]{40})(?!\w)")
_CLOSES = re.compile(
    r"(?<!\w)(?:close|closes|closed|fix|fixes|fixed|resolve|resolves|resolved):?[ \t]+"
    rf"(?:(?:({_NAME})/({_NAME}))?#|GH-)(\d{{1,9}}){_AFTER}",
    re.IGNORECASE,
)

_LINK = re.compile(r"!?\[[^\[\]\n]*\]\([^()\s]*\)")

# Brackets and stars in bad faith take markdown-it seconds; neither hides a reference that `_LINK`
# would not find.
_MARKDOWN = MarkdownIt("commonmark").disable(["link", "image", "emphasis", "reference"])


@dataclass(frozen=True, slots=True)
class IssueName:
    """An issue as it is referred to; `repository` None is that of the text."""

    repository: RepositoryName | None
    number: int


@dataclass(frozen=True, slots=True)
class References:
    """Each once, in the order of the text."""

    people: tuple[str, ...] = ()
    issues: tuple[IssueName, ...] = ()
    commits: tuple[str, ...] = ()
    closes: tuple[IssueName, ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """Where in a text something is referred to: one of person, commit (hex oid) and number.

    `repository` None is that of the text.
    """

    start: int
    end: int
    person: str = ""
    commit: str = ""
    repository: RepositoryName | None = None
    number: int = 0


def iter_marks(text: str) -> Iterator[Mark]:
    """All references in plain text, in order; none overlap."""
    end = 0
    for mark in sorted(_iter_all_marks(text), key=lambda mark: mark.start):
        if mark.start >= end:
            yield mark
            end = mark.end


def _iter_all_marks(text: str) -> Iterator[Mark]:
    for match in _PERSON.finditer(text):
        name = match[1].rstrip(".")
        if name:
            yield Mark(match.start(), match.start() + 1 + len(name), person=name)
    for match in _COMMIT.finditer(text):
        yield Mark(*match.span(), commit=match[1])
    for match in _ISSUE.finditer(text):
        found = _issue_of(match)
        if found is not None:
            yield Mark(*match.span(), repository=found.repository, number=found.number)


def of_markdown(text: str) -> References:
    """Of a body or comment."""
    return of_plain("\n".join(_iter_prose(_MARKDOWN.parse(text))))


def of_plain(text: str) -> References:
    """Of a commit's message."""
    people = dict.fromkeys(match[1].rstrip(".").lower() for match in _PERSON.finditer(text))
    return References(
        people=tuple(filter(None, people))[:MAX_REFERENCES],
        issues=_issues(_ISSUE, text),
        commits=tuple(dict.fromkeys(_COMMIT.findall(text)))[:MAX_REFERENCES],
        closes=_issues(_CLOSES, text),
    )


def _issues(pattern: re.Pattern[str], text: str) -> tuple[IssueName, ...]:
    found = dict.fromkeys(map(_issue_of, pattern.finditer(text)))
    return tuple(filter(None, found))[:MAX_REFERENCES]


def _issue_of(match: re.Match[str]) -> IssueName | None:
    """The issue that `_ISSUE` or `_CLOSES` found; None when that can be none."""
    owner, name, number = match.groups()
    repository = find_repository_name(owner, name) if owner else None
    if not int(number) or (owner and repository is None):
        return None
    return IssueName(repository, int(number))


def _iter_prose(tokens: list[Token]) -> Iterator[str]:
    """The text of each block that is prose, its code and links left out."""
    for token in tokens:
        if token.type == "inline":
            yield _LINK.sub("\0", "".join(_iter_words(token.children or [])))


def _iter_words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "text":
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "code_inline":
            # Something stands here, so that what is before and after is not one word.
            yield "\0"
