"""What happened to issues: events by themselves, and with comments as a timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

from api.issues import shape
from api.issues.acting import find_issue, read_number
from api.issues.answers import EVENT
from api.issues.fields import ISSUE
from api.shape import time_text
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf
from api.v3.urls import Urls
from exchange import Answer
from forge.access import Action
from forge.errors import NotFound
from forge.issues.comments import Comment, read_comments
from forge.issues.people import person_of
from forge.issues.timeline import CommentMark, Event, list_events, list_timeline, read_event
from replies import Json, json_reply

_PEOPLE = ("assignee", "requested_reviewer", "dismissed_reviewer")


async def list_issue_events(call: Call) -> Answer:
    issue = await find_issue(call)
    return await _events(call, issue.number)


async def list_repository_events(call: Call) -> Answer:
    return await _events(call, None)


async def _events(call: Call, number: int | None) -> Answer:
    page = (call.skip, call.per_page)
    found, total = await list_events(call.ports.database, call.actor, call.target.id, number, page)
    return call.paged([event(each, call.urls) for each in found], total=total)


async def get_issue_event(call: Call) -> Answer:
    event_id = read_number(call, "event", "event")
    found = await read_event(call.ports.database, call.actor, call.target.id, event_id)
    if found is None:
        raise NotFound("event")
    return json_reply(200, event(found, call.urls))


async def list_issue_timeline(call: Call) -> Answer:
    issue = await find_issue(call)
    page = (call.skip, call.per_page)
    entries, total = await list_timeline(call.ports.database, call.actor, issue, page)
    ids = [each.id for each in entries if isinstance(each, CommentMark)]
    comments = await read_comments(call.ports.database, call.target, ids)
    shown = [
        commented(comments[each.id], call.urls)
        if isinstance(each, CommentMark)
        else event(each, call.urls)
        for each in entries
    ]
    return call.paged(shown, total=total)


def commented(comment: Comment, urls: Urls) -> dict[str, Json]:
    """A comment as it stands in a timeline."""
    shown = shape.comment(comment, urls)
    return shown | {"event": "commented", "actor": shown["user"]}


def event(event: Event, urls: Urls) -> dict[str, Json]:
    commit = event.commit or cast("str | None", event.details.get("commit"))
    # A commit may be one of another repository.
    source = Urls(urls.origin, str(event.details.get("repository", urls.repository)))
    shown: dict[str, Json] = {
        "id": event.id,
        "node_id": f"event-{event.id}",
        "url": urls.api("issues", "events", str(event.id)),
        "event": event.kind,
        "actor": shape.user(event.actor, urls),
        "agent": event.agent,
        "commit_id": commit,
        "commit_url": source.api("commits", commit) if commit else None,
        "created_at": time_text(event.created_at),
        "issue_url": urls.api("issues", str(event.number)),
        **_details(event.details, urls),
    }
    if event.other is not None:
        other_urls = Urls(urls.origin, str(event.other.repository))
        shown["source"] = {"type": "issue", "issue": shape.issue(event.other, other_urls)}
    return shown


def _details(details: Mapping[str, object], urls: Urls) -> dict[str, Json]:
    shown = {name: cast("Json", value) for name, value in details.items()}
    for name in _PEOPLE:
        if name in shown:
            shown[name] = shape.user(person_of(cast("Sequence[int | str]", shown[name])), urls)
    return shown


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/issues/events",
        "List what happened to issues and pull requests, newest first",
        list_repository_events,
        {200: ListOf(EVENT)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/issues/events/{event}",
        "Get an event",
        get_issue_event,
        {200: EVENT},
        Action.READ,
    ),
    Endpoint(
        "GET",
        ISSUE + "/events",
        "List what happened to an issue or pull request",
        list_issue_events,
        {200: ListOf(EVENT)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        ISSUE + "/timeline",
        "List what happened to an issue or pull request, and its comments",
        list_issue_timeline,
        {200: ListOf(EVENT)},
        Action.READ,
        PAGING,
    ),
)
