"""Watching a repository or an issue."""

from __future__ import annotations

from api.inbox import shape
from api.inbox.notifications import caller
from api.inbox.shape import SUBSCRIPTION
from api.issues import shape as issues
from api.issues.acting import find_issue
from api.issues.answers import USER
from api.issues.fields import ISSUE
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import Boolean, ListOf, Object
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import NotFound
from forge.inbox import subscriptions
from forge.inbox.subscriptions import Subscription
from replies import json_reply

OF_REPOSITORY = REPOSITORY + "/subscription"
OF_ISSUE = ISSUE + "/subscription"


async def list_subscribers(call: Call) -> Answer:
    page = (call.skip, call.per_page)
    found, total = await subscriptions.list_watchers(call.ports.database, call.target, page)
    return call.paged([issues.user(each, call.urls) for each in found], total=total)


async def get_subscription(call: Call) -> Answer:
    found = await subscriptions.find_watch(call.ports.database, call.target, caller(call))
    if found is None:
        raise NotFound("subscription")
    return json_reply(200, shape.subscription(found, call.urls.api("subscription")))


async def set_subscription(call: Call) -> Answer:
    wanted = Subscription(call.flag("ignored"), call.ports.clock())
    await subscriptions.watch(call.ports.database, call.target, caller(call), wanted)
    return await get_subscription(call)


async def remove_subscription(call: Call) -> Answer:
    await subscriptions.unwatch(call.ports.database, call.target, caller(call))
    return Reply(204, b"", {})


async def get_issue_subscription(call: Call) -> Answer:
    issue = await find_issue(call)
    found = await subscriptions.find_subscription(call.ports.database, issue, caller(call))
    if found is None:
        raise NotFound("subscription")
    url = call.urls.api("issues", str(issue.number), "subscription")
    return json_reply(200, shape.subscription(found, url))


async def set_issue_subscription(call: Call) -> Answer:
    issue = await find_issue(call)
    wanted = Subscription(call.flag("ignored"), call.ports.clock())
    await subscriptions.subscribe_to(call.ports.database, issue, caller(call), wanted)
    return await get_issue_subscription(call)


async def remove_issue_subscription(call: Call) -> Answer:
    issue = await find_issue(call)
    await subscriptions.unsubscribe_from(call.ports.database, issue, caller(call))
    return Reply(204, b"", {})


_WANTED = Object({"subscribed": Boolean(), "ignored": Boolean()})

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/subscribers",
        "List who watches a repository",
        list_subscribers,
        {200: ListOf(USER)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        OF_REPOSITORY,
        "Tell whether one watches a repository",
        get_subscription,
        {200: SUBSCRIPTION},
        Action.DISCUSS,
    ),
    Endpoint(
        "PUT",
        OF_REPOSITORY,
        "Watch a repository, or hear nothing of it",
        set_subscription,
        {200: SUBSCRIPTION},
        Action.DISCUSS,
        body=_WANTED,
    ),
    Endpoint(
        "DELETE",
        OF_REPOSITORY,
        "No longer watch a repository",
        remove_subscription,
        {204: None},
        Action.DISCUSS,
    ),
    Endpoint(
        "GET",
        OF_ISSUE,
        "Tell whether one is told of an issue, and why",
        get_issue_subscription,
        {200: SUBSCRIPTION},
        Action.DISCUSS,
    ),
    Endpoint(
        "PUT",
        OF_ISSUE,
        "Be told of an issue, or of nothing in it",
        set_issue_subscription,
        {200: SUBSCRIPTION},
        Action.DISCUSS,
        body=_WANTED,
    ),
    Endpoint(
        "DELETE",
        OF_ISSUE,
        "Be told of nothing more in an issue, until one takes part in it again",
        remove_issue_subscription,
        {204: None},
        Action.DISCUSS,
    ),
)
