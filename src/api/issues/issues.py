"""Issues: made, read, changed, locked and pinned."""

from __future__ import annotations

from collections.abc import Sequence

from api.issues import shape
from api.issues.acting import act_on, check_may_change, find_issue
from api.issues.answers import EDIT, ISSUE
from api.issues.fields import BODY, LABEL_NAMES, LOGINS, MAX_BODY, TITLE, has
from api.issues.fields import ISSUE as ADDRESS
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.schema import Integer, ListOf, Nullable, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import Conflict, InvalidValue, NotAllowed, NotFound
from forge.issues import changing
from forge.issues.assignees import check_number
from forge.issues.changing import LOCK_REASONS, MAX_PINNED, NO_DETAILS, Changes, Details
from forge.issues.creation import Draft, create_issue
from forge.issues.edits import Subject, list_edits
from forge.issues.issue import CloseReason, Issue, read_issue
from forge.issues.labels import check_label_names
from forge.issues.milestones import read_milestone
from forge.issues.people import read_assignable
from forge.users import User
from replies import json_reply

_REASONS = {
    "completed": CloseReason.COMPLETED,
    "not_planned": CloseReason.NOT_PLANNED,
    "duplicate": CloseReason.NOT_PLANNED,
}


async def create_an_issue(call: Call) -> Answer:
    title = changing.check_title(call.text("title"))
    body = changing.check_text(call.text("body"))
    # As on GitHub: who has no say in it is not told that theirs was not heard.
    details = await _read_details(call) if call.may_write else NO_DETAILS
    number = await create_issue(
        call.ports.database, call.deed, call.target, Draft(title, body, details)
    )
    return await _shown(call, number, 201)


async def get_issue(call: Call) -> Answer:
    return json_reply(200, shape.issue(await find_issue(call), call.urls))


async def update_issue(call: Call) -> Answer:
    issue = await find_issue(call)
    check_may_change(call, issue.text.author)
    changes = Changes(
        title=changing.check_title(call.text("title")) if call.values.get("title") else None,
        body=changing.check_text(call.text("body")) if has(call, "body") else None,
        is_open=_wanted_state(call, issue),
        close_reason=_REASONS.get(call.text("state_reason"), CloseReason.COMPLETED),
        details=await _read_details(call),
    )
    if changes.details != NO_DETAILS and not call.may_write:
        raise NotAllowed("Labels, assignees and milestones take the right to write.")
    await changing.change_issue(call.ports.database, act_on(call, issue.number), changes)
    return await _shown(call, issue.number, 200)


async def lock_issue(call: Call) -> Answer:
    issue = await find_issue(call)
    act = act_on(call, issue.number)
    await call.ports.database.batch(changing.lock(act, call.text("lock_reason")))
    return Reply(204, b"", {})


async def unlock_issue(call: Call) -> Answer:
    issue = await find_issue(call)
    await call.ports.database.batch(changing.unlock(act_on(call, issue.number)))
    return Reply(204, b"", {})


async def pin_issue(call: Call) -> Answer:
    issue = await find_issue(call)
    await call.ports.database.batch(changing.pin(act_on(call, issue.number)))
    pinned = await find_issue(call)
    if not pinned.standing.is_pinned:
        raise Conflict(f"There are {MAX_PINNED} pinned issues already.")
    return Reply(204, b"", {})


async def unpin_issue(call: Call) -> Answer:
    issue = await find_issue(call)
    await call.ports.database.batch(changing.unpin(act_on(call, issue.number)))
    return Reply(204, b"", {})


async def list_issue_edits(call: Call) -> Answer:
    issue = await find_issue(call)
    edits = await list_edits(call.ports.database, Subject.ISSUE, issue.id)
    return json_reply(200, [shape.edit(each, call.urls) for each in edits])


async def read_people(call: Call, names: Sequence[str], field: str) -> list[User]:
    """Those called `names`, who may be given work."""
    check_number(names, field)
    return await read_assignable(call.ports.database, call.target, names, field)


async def _read_details(call: Call) -> Details:
    """Labels, assignees and milestone, as far as the body says something of them."""
    labels = people = milestone = None
    if has(call, "labels"):
        labels = check_label_names(call.words("labels"), "labels")
    if has(call, "assignees"):
        people = await read_people(call, call.words("assignees"), "assignees")
    elif has(call, "assignee"):
        names = list(filter(None, [call.text("assignee")]))
        people = await read_people(call, names, "assignee")
    if has(call, "milestone"):
        milestone = call.number("milestone", 0)
        await _check_milestone(call, milestone)
    return Details(labels, people, milestone)


async def _check_milestone(call: Call, number: int) -> None:
    if not number:
        return
    try:
        await read_milestone(call.ports.database, call.target, number)
    except NotFound as error:
        raise InvalidValue("milestone", "is none of this repository's") from error


def _wanted_state(call: Call, issue: Issue) -> bool | None:
    state = call.text("state")
    if state == "open" and issue.pull is not None and issue.pull.merged_at is not None:
        raise InvalidValue("state", "cannot be open again: the pull request is merged")
    if not state and call.text("state_reason") in _REASONS and not issue.standing.is_open:
        return False
    return None if not state else state == "open"


async def _shown(call: Call, number: int, status: int) -> Reply:
    issue = await read_issue(call.ports.database, call.target.id, number)
    shown = shape.issue(issue, call.urls)
    return json_reply(status, shown, {"location": str(shown["url"])} if status == 201 else {})


_DETAILS = {
    "labels": LABEL_NAMES,
    "assignee": Nullable(Text(100)),
    "assignees": LOGINS,
    "milestone": Nullable(Integer(0, 10**9 - 1)),
}

ENDPOINTS = (
    Endpoint(
        "POST",
        REPOSITORY + "/issues",
        "Open an issue",
        create_an_issue,
        {201: ISSUE},
        Action.DISCUSS,
        body=Object({"title": TITLE, "body": BODY, **_DETAILS}, ("title",)),
        max_body=MAX_BODY,
    ),
    Endpoint("GET", ADDRESS, "Get an issue or pull request", get_issue, {200: ISSUE}, Action.READ),
    Endpoint(
        "PATCH",
        ADDRESS,
        "Change, close or reopen an issue or pull request",
        update_issue,
        {200: ISSUE},
        Action.DISCUSS,
        body=Object(
            {
                "title": Nullable(TITLE),
                "body": BODY,
                "state": Text(6, one_of=("open", "closed")),
                "state_reason": Nullable(
                    Text(16, one_of=("completed", "not_planned", "duplicate", "reopened"))
                ),
                **_DETAILS,
            }
        ),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "PUT",
        ADDRESS + "/lock",
        "Let only those comment who may write",
        lock_issue,
        {204: None},
        Action.WRITE,
        body=Object({"lock_reason": Text(16, one_of=LOCK_REASONS)}),
    ),
    Endpoint(
        "DELETE",
        ADDRESS + "/lock",
        "Let everybody comment again",
        unlock_issue,
        {204: None},
        Action.WRITE,
    ),
    Endpoint(
        "PUT", ADDRESS + "/pin", "Show it above all others", pin_issue, {204: None}, Action.WRITE
    ),
    Endpoint("DELETE", ADDRESS + "/pin", "No longer do", unpin_issue, {204: None}, Action.WRITE),
    Endpoint(
        "GET",
        ADDRESS + "/edits",
        "Tell what its body was before it was changed, newest first",
        list_issue_edits,
        {200: ListOf(EDIT)},
        Action.READ,
    ),
)
