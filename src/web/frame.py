"""What stands around every page: who looks, and at which repository."""

from __future__ import annotations

from dataclasses import dataclass

from config import VERSION
from door import read_cookie
from forge.access import Action, Decision, authorize, may_administer_installation
from forge.repositories import Visibility
from web.urls import RepositoryUrls
from web.view import View

THEME_COOKIE = "theme"
THEMES = ("light", "dark")
"""Beside these there is the system's, which needs no cookie."""


NOTICES = {
    "saved": "Saved.",
    "sent": "Sent.",
    "removed": "Removed.",
    "restored": "Restored.",
    "reset": "The new password is set. Sign in with it.",
}
"""What a page says of a form that led to it: by `done` in its query."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the kinds of pages of a repository; `icon` is a name in the sprite."""

    name: str
    label: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class RepositoryHead:
    owner: str
    name: str
    is_private: bool
    is_archived: bool
    tabs: tuple[Tab, ...]
    urls: RepositoryUrls


@dataclass(frozen=True, slots=True)
class Frame:
    """`path` is the page's own address with its query, `origin` what comes before it.

    `now` in seconds since 1970; `theme` is empty for the system's.
    """

    origin: str
    path: str
    viewer: str
    is_administrator: bool
    theme: str
    now: int
    repository: RepositoryHead | None
    notice: str
    version: str = VERSION


def frame_of(view: View) -> Frame:
    request = view.request
    theme = read_cookie(request, THEME_COOKIE)
    return Frame(
        origin=request.origin,
        path=request.path + (f"?{request.query}" if request.query else ""),
        viewer=view.actor.user.name if view.actor.user else "",
        is_administrator=may_administer_installation(view.actor),
        now=view.ports.clock(),
        theme=theme if theme in THEMES else "",
        repository=_repository_head(view),
        notice=NOTICES.get(view.query("done"), ""),
    )


def _repository_head(view: View) -> RepositoryHead | None:
    repository = view.repository
    if repository is None:
        return None
    urls = RepositoryUrls(f"/{repository.name}")
    tabs = [
        Tab("code", "Code", "code", urls.base),
        Tab("commits", "Commits", "history", urls.of("commits")),
        Tab("branches", "Branches", "git-branch", urls.of("branches")),
        Tab("tags", "Tags", "tag", urls.of("tags")),
        Tab("issues", "Issues", "circle-dot", urls.of("issues")),
    ]
    if authorize(view.actor, Action.WRITE, repository) is Decision.ALLOWED:
        tabs.append(Tab("activity", "Activity", "activity", urls.of("activity")))
    if authorize(view.actor, Action.ADMIN, repository) is Decision.ALLOWED:
        tabs.append(Tab("settings", "Settings", "settings", urls.of("settings")))
    return RepositoryHead(
        owner=repository.name.owner,
        name=repository.name.name,
        is_private=repository.visibility is Visibility.PRIVATE,
        is_archived=repository.is_archived,
        tabs=tuple(tabs),
        urls=urls,
    )
