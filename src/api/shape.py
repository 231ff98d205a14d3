"""How the API writes what many of its answers hold."""

from __future__ import annotations

from datetime import UTC, datetime

from forge.access import Action, Actor, Decision, authorize
from forge.database import Database
from forge.lifecycle.profiles import Profile, read_profile, read_profiles
from forge.repositories import Repository, Visibility
from forge.users import Kind, User
from replies import Json


def time_text(seconds: int | None) -> str | None:
    """As in RFC 3339, in UTC."""
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def find_id(segment: str) -> int | None:
    """The number that a segment of a URL is; None for what can be no row's id."""
    # Nine digits fit any integer of the database's; longer ones are no id.
    is_id = segment.isascii() and segment.isdigit() and len(segment) <= 9
    return int(segment) if is_id else None


def person_shape(user: User, origin: str, kind: Kind = Kind.PERSON) -> dict[str, Json]:
    """Somebody in GitHub's shape, as others may see them."""
    return {
        "id": user.id,
        "login": user.name,
        "username": user.name,
        "type": _TYPES[kind],
        "site_admin": user.is_admin,
        "url": f"{origin}/api/v3/users/{user.name}",
        "html_url": f"{origin}/{user.name}",
    }


def repository_shape(profile: Profile, actor: Actor, origin: str) -> dict[str, Json]:
    """A repository in GitHub's shape, as `actor` sees it."""
    repository = profile.repository
    owner = User(repository.owner_id, repository.name.owner)
    name = repository.name
    return {
        "id": repository.id,
        "name": name.name,
        "full_name": str(name),
        "owner": person_shape(owner, origin, profile.owner_kind),
        "private": repository.visibility is Visibility.PRIVATE,
        "visibility": repository.visibility.value,
        "description": profile.description or None,
        "homepage": profile.website or None,
        "website": profile.website,
        "topics": list(profile.topics),
        "default_branch": profile.default_branch,
        "archived": repository.is_archived,
        "disabled": False,
        "fork": profile.parent_id is not None,
        "forks": profile.forks,
        "forks_count": profile.forks,
        "size": profile.size // 1024,
        "empty": profile.pushed_at is None,
        "url": f"{origin}/api/v3/repos/{name}",
        "html_url": f"{origin}/{name}",
        "clone_url": f"{origin}/{name}.git",
        "git_url": f"{origin}/{name}.git",
        "created_at": time_text(profile.created_at),
        "updated_at": time_text(profile.updated_at),
        "pushed_at": time_text(profile.pushed_at),
        "permissions": {
            "admin": authorize(actor, Action.ADMIN, repository) is Decision.ALLOWED,
            "push": authorize(actor, Action.WRITE, repository) is Decision.ALLOWED,
            "pull": authorize(actor, Action.READ, repository) is Decision.ALLOWED,
        },
    }


async def whole_repository(
    database: Database, actor: Actor, repository: Repository, origin: str
) -> dict[str, Json]:
    """The same with what it was forked from, as far as `actor` may read that."""
    profile = await read_profile(database, repository, actor.user)
    shape = repository_shape(profile, actor, origin)
    ids = {"parent": profile.parent_id, "source": profile.source_id or profile.parent_id}
    if profile.parent_id is None:
        return shape
    found = await read_profiles(database, actor, [each for each in ids.values() if each])
    upstream: dict[str, Json] = {
        name: repository_shape(found[each], actor, origin)
        for name, each in ids.items()
        if each in found
    }
    return shape | upstream


_TYPES = {Kind.PERSON: "User", Kind.AGENT: "Bot", Kind.ORGANIZATION: "Organization"}
