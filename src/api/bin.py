"""Deleted repositories of a person or an organization, for thirty days."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import DELETED_REPOSITORY, REPOSITORY
from api.shape import find_id, repository_shape, time_text
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf
from exchange import Answer
from forge.errors import NotFound
from forge.lifecycle.bin import KEPT, list_bin, restore
from forge.lifecycle.profiles import read_profile
from forge.repositories import find_repository
from replies import json_reply


async def list_deleted_repositories(call: Call) -> Answer:
    shapes = [
        {
            "id": each.id,
            "name": each.name.name,
            "deleted_at": time_text(each.deleted_at),
            "kept_until": time_text(each.deleted_at + KEPT),
        }
        for each in await list_bin(call.ports.database, call.owner, call.ports.clock())
    ]
    return json_reply(200, shapes)


async def restore_repository(call: Call) -> Answer:
    database, actor = call.ports.database, call.actor
    wanted = find_id(call.text("deleted"))
    for deleted in await list_bin(database, call.owner, call.ports.clock()):
        if deleted.id == wanted:
            await restore(database, call.deed, deleted)
            repository = await find_repository(database, deleted.name, actor.user)
            if repository is not None:
                profile = await read_profile(database, repository, actor.user)
                return json_reply(200, repository_shape(profile, actor, call.request.origin))
    raise NotFound("deleted repository")


_DELETED = "/users/{user}/deleted-repos"

ENDPOINTS = (
    Endpoint(
        "GET",
        _DELETED,
        "List what lies in the bin of an owner",
        list_deleted_repositories,
        {200: ListOf(DELETED_REPOSITORY)},
        audience=Audience.STEWARD,
    ),
    Endpoint(
        "POST",
        f"{_DELETED}/{{deleted}}/restore",
        "Take a repository back from the bin",
        restore_repository,
        {200: REPOSITORY},
        audience=Audience.STEWARD,
    ),
)
