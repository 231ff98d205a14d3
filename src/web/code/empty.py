"""A repository without commits: how to fill it."""

from __future__ import annotations

from dataclasses import dataclass
from shlex import quote

from durable.contract.places import Unborn
from forge.access import Action as Deed
from web.page import Page
from web.urls import text_of
from web.view import View


@dataclass(frozen=True, slots=True)
class Empty:
    """`first` and `existing` are commands for a shell, line by line.

    With branches, HEAD stands for one that is not there.
    """

    clone_url: str
    branch: str
    branches: int
    tags: int
    may_write: bool
    first: tuple[str, ...]
    existing: tuple[str, ...]


def show_empty(view: View, unborn: Unborn) -> Page:
    url = f"{view.request.origin}{view.urls.base}.git"
    branch = text_of(unborn.head_target.removeprefix(b"refs/heads/"))
    name = view.target.name.name
    content = Empty(
        clone_url=url,
        branch=branch,
        branches=unborn.branches,
        tags=unborn.tags,
        may_write=view.may(Deed.WRITE),
        first=(
            f'echo "# {name}" > README.md',
            f"git init -b {quote(branch)}",
            "git add README.md",
            'git commit -m "First commit"',
            f"git remote add origin {url}",
            f"git push -u origin {quote(branch)}",
        ),
        existing=(f"git remote add origin {url}", "git push -u origin --all", "git push --tags"),
    )
    return Page("code/empty", str(view.target.name), content, tab="code")
