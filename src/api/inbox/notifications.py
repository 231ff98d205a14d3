"""A person's inbox."""

from __future__ import annotations

from api.audience import Audience
from api.inbox import shape
from api.inbox.shape import NOTIFICATION, SUBSCRIPTION
from api.issues.acting import read_number
from api.issues.fields import TIME, find_time
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import Boolean, ListOf, Nullable, Object
from exchange import Answer, Reply
from forge.access import Action, Scope
from forge.errors import NotAllowed
from forge.inbox import notifications, subscriptions
from forge.inbox.notifications import Listing, Notification
from forge.inbox.subscriptions import Subscription
from forge.issues.act import Act
from forge.users import User
from replies import json_reply

THREAD = "/notifications/threads/{thread}"


async def list_own_notifications(call: Call) -> Answer:
    return await _list(call, None)


async def list_repository_notifications(call: Call) -> Answer:
    return await _list(call, call.target.id)


async def _list(call: Call, repository_id: int | None) -> Answer:
    listing = Listing(
        repository_id,
        is_all=call.flag("all"),
        takes_part=call.flag("participating"),
        since=find_time(call, "since") or 0,
        before=find_time(call, "before") or 2**40,
        offset=call.skip,
        limit=call.per_page,
    )
    found, total = await notifications.list_notifications(
        call.ports.database, call.actor, caller(call), listing
    )
    items = [shape.notification(each, call.request.origin) for each in found]
    return call.paged(items, total=total)


async def mark_own_notifications_read(call: Call) -> Answer:
    return await _mark_all(call, None)


async def mark_repository_notifications_read(call: Call) -> Answer:
    return await _mark_all(call, call.target.id)


async def _mark_all(call: Call, repository_id: int | None) -> Answer:
    check_may_change(call)
    now = call.ports.clock()
    until = find_time(call, "last_read_at")
    await notifications.mark_all_read(
        call.ports.database, caller(call), repository_id, now if until is None else until, now
    )
    return Reply(205, b"", {})


async def get_thread(call: Call) -> Answer:
    return json_reply(200, shape.notification(await _find(call), call.request.origin))


async def mark_thread_read(call: Call) -> Answer:
    check_may_change(call)
    await notifications.mark_read(call.ports.database, await _find(call), call.ports.clock())
    return Reply(205, b"", {})


async def remove_thread(call: Call) -> Answer:
    check_may_change(call)
    await notifications.remove(call.ports.database, await _find(call))
    return Reply(204, b"", {})


async def get_thread_subscription(call: Call) -> Answer:
    return await _subscription(call, await _find(call))


async def set_thread_subscription(call: Call) -> Answer:
    check_may_change(call)
    found = await _find(call)
    wanted = Subscription(call.flag("ignored"), call.ports.clock())
    await subscriptions.subscribe_to(call.ports.database, found.issue, caller(call), wanted)
    return await _subscription(call, found)


async def remove_thread_subscription(call: Call) -> Answer:
    check_may_change(call)
    found = await _find(call)
    await subscriptions.unsubscribe_from(call.ports.database, found.issue, caller(call))
    return Reply(204, b"", {})


async def _subscription(call: Call, found: Notification) -> Answer:
    url = shape.thread_url(found, call.request.origin) + "/subscription"
    kept = await subscriptions.find_subscription(call.ports.database, found.issue, caller(call))
    # Who was told by watching the repository alone has none of the issue.
    kept = kept or Subscription(is_ignored=False, created_at=found.updated_at)
    return json_reply(200, shape.subscription(kept, url))


async def _find(call: Call) -> Notification:
    number = read_number(call, "thread", "notification")
    database = call.ports.database
    return await notifications.read_notification(database, call.actor, caller(call), number)


def caller(call: Call) -> User:
    return Act(call.deed, 0).user


def check_may_change(call: Call) -> None:
    """Go on when the credentials were given for more than reading."""
    if not call.actor.has(Scope.WRITE):
        raise NotAllowed("This token is for reading alone.")


_FILTERS = {
    **PAGING,
    "all": Boolean(),
    "participating": Boolean(),
    "since": TIME,
    "before": TIME,
}
_READ = Object({"last_read_at": Nullable(TIME), "read": Boolean()})

ENDPOINTS = (
    Endpoint(
        "GET",
        "/notifications",
        "List what one was told of and has not read, or all of it",
        list_own_notifications,
        {200: ListOf(NOTIFICATION)},
        query=_FILTERS,
        audience=Audience.PERSON,
    ),
    Endpoint(
        "PUT",
        "/notifications",
        "Mark everything as read",
        mark_own_notifications_read,
        {205: None},
        body=_READ,
        audience=Audience.PERSON,
    ),
    Endpoint(
        "GET",
        THREAD,
        "Get a notification",
        get_thread,
        {200: NOTIFICATION},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "PATCH",
        THREAD,
        "Mark a notification as read",
        mark_thread_read,
        {205: None},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "DELETE",
        THREAD,
        "Be done with a notification",
        remove_thread,
        {204: None},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "GET",
        THREAD + "/subscription",
        "Tell whether one is told of more in an issue",
        get_thread_subscription,
        {200: SUBSCRIPTION},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "PUT",
        THREAD + "/subscription",
        "Be told of more in an issue, or of nothing",
        set_thread_subscription,
        {200: SUBSCRIPTION},
        body=Object({"ignored": Boolean()}),
        audience=Audience.PERSON,
    ),
    Endpoint(
        "DELETE",
        THREAD + "/subscription",
        "Be told of nothing more in an issue, until one takes part again",
        remove_thread_subscription,
        {204: None},
        audience=Audience.PERSON,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/notifications",
        "List what one was told of in a repository",
        list_repository_notifications,
        {200: ListOf(NOTIFICATION)},
        Action.DISCUSS,
        _FILTERS,
    ),
    Endpoint(
        "PUT",
        REPOSITORY + "/notifications",
        "Mark everything in a repository as read",
        mark_repository_notifications_read,
        {205: None},
        Action.DISCUSS,
        body=_READ,
    ),
)
