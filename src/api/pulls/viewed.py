"""Files of a pull request that a reader has looked at; beyond GitHub's REST API."""

from __future__ import annotations

from api.issues.acting import act_on
from api.issues.answers import TEXT
from api.pulls.finding import find_pull
from api.pulls.pulls import PULL_ADDRESS
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf
from exchange import Answer, Reply
from forge.access import Action
from forge.pulls import viewed
from forge.users import User
from replies import json_reply

ADDRESS = PULL_ADDRESS + "/viewed"


async def list_viewed_files(call: Call) -> Answer:
    pull = await find_pull(call)
    return json_reply(200, await viewed.list_viewed(call.ports.database, pull, _caller(call)))


async def mark_file_viewed(call: Call) -> Answer:
    pull = await find_pull(call)
    await viewed.mark_viewed(call.ports.database, pull, _caller(call), call.text("path"))
    return Reply(204, b"", {})


async def unmark_file_viewed(call: Call) -> Answer:
    pull = await find_pull(call)
    await viewed.unmark_viewed(call.ports.database, pull, _caller(call), call.text("path"))
    return Reply(204, b"", {})


def _caller(call: Call) -> User:
    return act_on(call, 0).user


ENDPOINTS = (
    Endpoint(
        "GET",
        ADDRESS,
        "List the files that one has marked as viewed",
        list_viewed_files,
        {200: ListOf(TEXT)},
        Action.DISCUSS,
    ),
    Endpoint(
        "PUT",
        ADDRESS + "/{path+}",
        "Mark a file as viewed, until the head moves",
        mark_file_viewed,
        {204: None},
        Action.DISCUSS,
    ),
    Endpoint(
        "DELETE",
        ADDRESS + "/{path+}",
        "No longer do",
        unmark_file_viewed,
        {204: None},
        Action.DISCUSS,
    ),
)
