"""What owners and repositories may be called.

Letters, digits, `.`, `_` and `-` of ASCII, not beginning with `-` (a name must never read as an
option of a command line), at most `MAX_NAME` characters. Names are the same when they differ
only in case. A name that is refused here is never looked up.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from forge.errors import InvalidValue

MAX_NAME = 100
"""As other forges have it; two of them and a suffix stay a readable line and a short URL."""

_NAME = re.compile(r"[A-Za-z0-9._][A-Za-z0-9._-]*")

_RESERVED_ENDINGS = (".git", ".wiki", ".lock")
"""URLs end repositories in `.git`; other forges keep wikis under `.wiki`; Git keeps files that
are being written under `.lock`."""

_RESERVED_OWNERS = frozenset(
    {
        ".well-known",
        "_",
        "about",
        "administration",
        "api",
        "assets",
        "blog",
        "cdn-cgi",
        "dashboard",
        "docs",
        "explore",
        "favicon.ico",
        "feed",
        "ghost",
        "health",
        "help",
        "humans.txt",
        "issues",
        "join",
        "llms.txt",
        "login",
        "logout",
        "manifest.json",
        "metrics",
        "new",
        "notifications",
        "oauth",
        "openapi.json",
        "organizations",
        "orgs",
        "pricing",
        "privacy",
        "public",
        "pulls",
        "raw",
        "repos",
        "reset",
        "repositories",
        "robots.txt",
        "search",
        "security",
        "sessions",
        "settings",
        "signin",
        "signup",
        "sitemap.xml",
        "static",
        "status",
        "terms",
        "theme",
        "topics",
        "trending",
        "user",
        "users",
        "v2",
        "webhooks",
    }
)
"""First segments of URLs that are, or may become, pages of Hearth's own."""


@dataclass(frozen=True, slots=True)
class RepositoryName:
    """A valid owner and repository name, in the spelling they came in."""

    owner: str
    name: str

    def __str__(self) -> str:
        return f"{self.owner}/{self.name}"


def find_name_problem(name: str) -> str | None:
    """What is wrong with `name` for a repository or an owner, as the end of a sentence."""
    if not name:
        return "must not be empty"
    if len(name) > MAX_NAME:
        return f"must not be longer than {MAX_NAME} characters"
    if not _NAME.fullmatch(name):
        return "may only hold letters, digits, '.', '_' and '-', and not begin with '-'"
    if not name.strip("."):
        return "must not be all dots"
    if name.lower().endswith(_RESERVED_ENDINGS):
        return f"must not end in {', '.join(_RESERVED_ENDINGS)}"
    return None


def find_owner_problem(name: str) -> str | None:
    """What is wrong with `name` for an owner, as the end of a sentence."""
    if name.lower() in _RESERVED_OWNERS:
        return "is reserved"
    return find_name_problem(name)


def check_name(name: str, field: str) -> str:
    """`name` itself; InvalidValue about `field` when no repository can be called that."""
    problem = find_name_problem(name)
    if problem is not None:
        raise InvalidValue(field, problem)
    return name


def check_owner(name: str, field: str) -> str:
    """`name` itself; InvalidValue about `field` when no owner can be called that."""
    problem = find_owner_problem(name)
    if problem is not None:
        raise InvalidValue(field, problem)
    return name


def find_repository_name(owner: str, repository: str) -> RepositoryName | None:
    """The name that two segments of a URL spell; one `.git` at the end is dropped."""
    name = repository.removesuffix(".git")
    if find_owner_problem(owner) or find_name_problem(name):
        return None
    return RepositoryName(owner, name)
