"""What a repository is: the column beside its first folder."""

from __future__ import annotations

import json
from asyncio import gather
from dataclasses import dataclass

from durable.contract.files import Tree
from durable.contract.message import Failure
from durable.contract.places import Place
from durable.contract.statistics import ReadLanguages
from forge.lifecycle.profiles import read_profile
from git import tree as trees
from web.code.rendering import cache_key, find_kept, keep
from web.urls import text_of
from web.view import View

MAX_LANGUAGES = 6
"""Languages that are named; the rest are «Other»."""

_LICENCES = ("license", "licence", "copying", "unlicense")


@dataclass(frozen=True, slots=True)
class Share:
    """`tenths` of a percent of the source, and where in the bar of a thousand it begins."""

    language: str
    tenths: int
    start: int


@dataclass(frozen=True, slots=True)
class About:
    """`size` in bytes of packs."""

    description: str
    website: str
    topics: tuple[str, ...]
    languages: tuple[Share, ...]
    licence: str
    licence_url: str
    branches: int
    tags: int
    forks: int
    size: int


async def about_of(view: View, place: Place, top: Tree) -> About | None:
    """None below the top."""
    if place.spot.path:
        return None
    profile, languages = await gather(
        read_profile(view.ports.database, view.target, view.actor.user), _languages(view, place)
    )
    licence = _find_licence(top)
    rev = text_of(place.spot.rev)
    return About(
        description=profile.description,
        website=profile.website if profile.website.startswith(("http://", "https://")) else "",
        topics=profile.topics,
        languages=shares(languages),
        licence=licence,
        licence_url=view.urls.blob(rev, licence) if licence else "",
        branches=place.branches,
        tags=place.tags,
        forks=profile.forks,
        size=profile.size,
    )


async def _languages(view: View, place: Place) -> list[tuple[str, int]]:
    """Bytes by language; they are counted once for each commit, for that takes a look at all."""
    hex_oid = place.commit.oid.hex()
    key = cache_key(view, hex_oid, "languages")
    known = await find_kept(view, key)
    if known is not None:
        return [(name, size) for name, size in json.loads(known)]
    answer = await view.try_ask(ReadLanguages(hex_oid.encode()))
    found = () if isinstance(answer, Failure) else answer.languages
    sizes = [(each.name, each.size) for each in found]
    await keep(view, key, json.dumps(sizes))
    return sizes


def shares(sizes: list[tuple[str, int]]) -> tuple[Share, ...]:
    """Parts of the whole, most first, that are together exactly a thousand."""
    total = sum(size for _, size in sizes)
    if not total:
        return ()
    named = sizes[:MAX_LANGUAGES]
    rest = total - sum(size for _, size in named)
    if rest:
        named = [*named, ("Other", rest)]
    found: list[Share] = []
    passed = start = 0
    for name, size in named:
        passed += size
        stop = passed * 1000 // total
        found.append(Share(name, stop - start, start))
        start = stop
    return tuple(found)


def _find_licence(top: Tree) -> str:
    for entry in top.entries:
        if trees.is_blob(entry.mode):
            name = text_of(entry.path)
            if name.lower().partition(".")[0] in _LICENCES:
                return name
    return ""
