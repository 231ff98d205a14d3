"""Repositories in lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from forge.lifecycle.profiles import Profile
from forge.repositories import Visibility


@dataclass(frozen=True, slots=True)
class RepositoryItem:
    """Times in seconds since 1970; `pushed_at` None until the first push."""

    owner: str
    name: str
    description: str
    topics: tuple[str, ...]
    is_private: bool
    is_archived: bool
    pushed_at: int | None
    created_at: int


def repository_items(profiles: Iterable[Profile]) -> tuple[RepositoryItem, ...]:
    return tuple(_item(profile) for profile in profiles)


def _item(profile: Profile) -> RepositoryItem:
    repository = profile.repository
    return RepositoryItem(
        owner=repository.name.owner,
        name=repository.name.name,
        description=profile.description,
        topics=profile.topics,
        is_private=repository.visibility is Visibility.PRIVATE,
        is_archived=repository.is_archived,
        pushed_at=profile.pushed_at,
        created_at=profile.created_at,
    )
