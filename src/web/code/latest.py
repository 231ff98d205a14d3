"""Which commit changed a file, or each entry of a folder, last; found once for each commit."""

from __future__ import annotations

import json
from dataclasses import astuple

from durable.contract.history import ReadLastCommits, ReadLog
from durable.contract.message import Failure
from durable.contract.places import Place
from web.code.rendering import cache_key, find_kept, keep
from web.code.where import CommitLine, commit_line
from web.urls import text_of
from web.view import View


async def last_commits(view: View, place: Place, limit: int) -> dict[str, CommitLine]:
    """By the names of the folder's entries; without those that were not found in time."""
    hex_oid, path = place.commit.oid.hex(), text_of(place.spot.path)
    key = cache_key(view, hex_oid, "last commits", path, str(limit))
    known = await find_kept(view, key)
    if known is not None:
        lines = [CommitLine(*each) for each in json.loads(known)["commits"]]
        return {name: lines[at] for name, at in json.loads(known)["entries"]}
    question = ReadLastCommits(hex_oid.encode(), place.spot.path, limit=limit)
    answer = await view.try_ask(question)
    if isinstance(answer, Failure):
        return {}
    places = {info.oid: at for at, info in enumerate(answer.commits)}
    lines = [commit_line(info) for info in answer.commits]
    entries = [
        (text_of(each.name), places[each.commit_oid])
        for each in answer.entries
        if each.commit_oid is not None
    ]
    if answer.is_complete:
        found = {"commits": [astuple(line) for line in lines], "entries": entries}
        await keep(view, key, json.dumps(found))
    return {name: lines[at] for name, at in entries}


async def latest_commit(view: View, place: Place) -> CommitLine:
    """The last commit that changed what lies at the place; its own commit at the top."""
    if not place.spot.path:
        return commit_line(place.commit)
    hex_oid = place.commit.oid.hex()
    key = cache_key(view, hex_oid, "latest", text_of(place.spot.path))
    known = await find_kept(view, key)
    if known is not None:
        return CommitLine(*json.loads(known))
    answer = await view.try_ask(ReadLog(hex_oid.encode(), place.spot.path, limit=1))
    if isinstance(answer, Failure) or not answer.commits:
        return commit_line(place.commit)
    line = commit_line(answer.commits[0])
    await keep(view, key, json.dumps(astuple(line)))
    return line
