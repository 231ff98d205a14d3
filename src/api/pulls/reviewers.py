"""Whose reviews are asked for, by people and by CODEOWNERS."""

from __future__ import annotations

from collections.abc import Sequence

from api.issues import shape as issues
from api.issues.acting import act_on, check_may_change
from api.issues.answers import USER
from api.issues.fields import LOGINS
from api.pulls import shape
from api.pulls.answers import PULL_ITEM
from api.pulls.finding import find_pull
from api.pulls.pulls import PULL_ADDRESS
from api.v3.call import Call
from api.v3.endpoint import Endpoint
from api.v3.schema import Anything, ListOf, Named, Object
from exchange import Answer
from forge.access import Action
from forge.errors import InvalidValue
from forge.issues.people import read_assignable
from forge.pulls.pull import Pull
from forge.pulls.requests import remove_requests, request_reviews
from forge.users import User
from replies import json_reply

ADDRESS = PULL_ADDRESS + "/requested_reviewers"

MAX_REVIEWERS = 15
"""As on GitHub."""


async def list_requested_reviewers(call: Call) -> Answer:
    pull = await find_pull(call)
    people = [issues.user(each, call.urls) for each in pull.requested]
    return json_reply(200, {"users": people, "teams": []})


async def add_requested_reviewers(call: Call) -> Answer:
    pull = await find_pull(call)
    people = await _read_people(call, pull)
    known = {user.id for user in pull.requested}
    if len(known | {user.id for user in people}) > MAX_REVIEWERS:
        raise InvalidValue("reviewers", f"must not be more than {MAX_REVIEWERS} together")
    act = act_on(call, pull.issue.number)
    await call.ports.database.batch([*request_reviews(act, people), act.touch()])
    return json_reply(201, shape.pull(await find_pull(call), call.target, call.urls))


async def remove_requested_reviewers(call: Call) -> Answer:
    pull = await find_pull(call)
    people = await _read_people(call, pull)
    act = act_on(call, pull.issue.number)
    await call.ports.database.batch([*remove_requests(act, people), act.touch()])
    return json_reply(200, shape.pull(await find_pull(call), call.target, call.urls))


async def _read_people(call: Call, pull: Pull) -> list[User]:
    """Those in `reviewers`; whoever opened it may ask, and whoever may write."""
    check_may_change(call, pull.issue.text.author)
    names: Sequence[str] = call.words("reviewers")
    people = await read_assignable(call.ports.database, call.target, names, "reviewers")
    if pull.issue.text.author.id in {user.id for user in people}:
        raise InvalidValue("reviewers", "must not have the author of the pull request")
    return people


_PEOPLE = Object({"reviewers": LOGINS, "team_reviewers": ListOf(Anything())})

ENDPOINTS = (
    Endpoint(
        "GET",
        ADDRESS,
        "List whose reviews are asked for",
        list_requested_reviewers,
        {
            200: Named(
                "requested-reviewers",
                Object({"users": ListOf(USER), "teams": ListOf(Anything())}, ("users", "teams")),
            )
        },
        Action.READ,
    ),
    Endpoint(
        "POST",
        ADDRESS,
        "Ask people for reviews",
        add_requested_reviewers,
        {201: PULL_ITEM},
        Action.DISCUSS,
        body=_PEOPLE,
    ),
    Endpoint(
        "DELETE",
        ADDRESS,
        "No longer ask people for reviews",
        remove_requested_reviewers,
        {200: PULL_ITEM},
        Action.DISCUSS,
        body=_PEOPLE,
    ),
)
