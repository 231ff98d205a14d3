"""Looking for text in the files of a commit."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Failure, Reason
from durable.contract.search import FileMatches, Grep
from forge.access import Action as Deed
from web.address import REPOSITORY, Address
from web.page import Page
from web.trouble import trouble_of
from web.urls import bytes_of, text_of
from web.view import View

PER_PAGE = 100
"""Matching lines of a page."""

MAX_PAGES = 10
"""One question finds a thousand lines at most; who gets that far looks for something else."""

MAX_QUERY = 500
"""Characters to look for: longer ones are no question any more."""

CONTEXT = 1
"""Lines before and after a match."""


@dataclass(frozen=True, slots=True)
class FoundLine:
    """`url` leads to the line; the text around a match is no match itself."""

    number: int
    text: str
    url: str
    is_match: bool


@dataclass(frozen=True, slots=True)
class FoundFile:
    path: str
    url: str
    lines: tuple[FoundLine, ...]


@dataclass(frozen=True, slots=True)
class Search:
    """`problem` says why a pattern cannot be looked for.

    `is_complete` is False where there is more than was looked at.
    """

    query: str
    rev: str
    path: str
    is_pattern: bool
    minds_case: bool
    problem: str
    files: tuple[FoundFile, ...]
    matches: int
    is_complete: bool
    number: int
    has_more: bool


async def show_search(view: View) -> Page:
    question = _question(view)
    number = min(view.page_number, MAX_PAGES)
    problem, found, is_complete = "", (), True
    if question.pattern:
        answer = await view.try_ask(question)
        if not isinstance(answer, Failure):
            found, is_complete = answer.files, answer.is_complete
        elif answer.reason is Reason.INVALID:
            problem = answer.message
        elif answer.reason is not Reason.EMPTY:
            raise trouble_of(answer)
    rev = text_of(question.rev)
    files = tuple(_file(view, rev, each) for each in found)
    shown = cut(files, (number - 1) * PER_PAGE, number * PER_PAGE)
    total = count_matches(files)
    content = Search(
        query=text_of(question.pattern),
        rev=rev,
        path=text_of(question.path),
        is_pattern=not question.is_fixed,
        minds_case=not question.ignores_case,
        problem=problem,
        files=shown,
        matches=count_matches(shown),
        is_complete=is_complete or total > number * PER_PAGE,
        number=number,
        has_more=total > number * PER_PAGE and number < MAX_PAGES,
    )
    title = f"Search · {view.target.name}"
    return Page("code/search", title, content, tab="code", status=422 if problem else 200)


def _question(view: View) -> Grep:
    """One line more than is shown is asked for, to know whether there is a page behind."""
    return Grep(
        bytes_of(view.query("ref") or "HEAD"),
        bytes_of(view.query("q")[:MAX_QUERY]),
        path=bytes_of(view.query("path").strip("/")),
        context=CONTEXT,
        ignores_case=not view.query("case"),
        is_fixed=not view.query("regex"),
        limit=min(view.page_number, MAX_PAGES) * PER_PAGE + 1,
    )


def _file(view: View, rev: str, found: FileMatches) -> FoundFile:
    path = text_of(found.path)
    url = view.urls.blob(rev, path)
    lines = tuple(
        FoundLine(
            each.number,
            each.text.decode("utf-8", "replace"),
            f"{url}?plain=1#L{each.number}",
            each.is_match,
        )
        for each in found.lines
    )
    return FoundFile(path, url, lines)


def count_matches(files: tuple[FoundFile, ...]) -> int:
    return sum(line.is_match for file in files for line in file.lines)


def cut(files: tuple[FoundFile, ...], start: int, stop: int) -> tuple[FoundFile, ...]:
    """The files with the matches from `start` up to `stop`, and the lines around these."""
    kept: list[FoundFile] = []
    passed = 0
    for file in files:
        lines: list[FoundLine] = []
        for line in file.lines:
            passed += line.is_match
            # A line before a match goes with it; the one that follows belongs to the last match.
            at = passed - 1 if line.is_match else passed
            if start <= at < stop:
                lines.append(line)
        if lines:
            kept.append(FoundFile(file.path, file.url, tuple(lines)))
    return tuple(kept)


ADDRESSES = (Address("GET", f"{REPOSITORY}/search", show_search, Deed.READ),)
