"""Who is to do what an issue asks for."""

from __future__ import annotations

from api.issues import shape
from api.issues.acting import act_on, find_issue
from api.issues.answers import ISSUE as SHAPE
from api.issues.answers import USER
from api.issues.fields import ISSUE, LOGINS
from api.issues.issues import read_people
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf, Object
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import InvalidValue, NotFound
from forge.issues import assignees
from forge.issues.people import list_assignable, read_assignable
from replies import json_reply


async def list_assignees(call: Call) -> Answer:
    found = await list_assignable(call.ports.database, call.target)
    page = found[call.skip : call.skip + call.per_page]
    return call.paged([shape.user(each, call.urls) for each in page], total=len(found))


async def check_assignee(call: Call) -> Answer:
    try:
        await read_assignable(call.ports.database, call.target, [call.text("user")], "user")
    except InvalidValue as error:
        raise NotFound("assignee") from error
    return Reply(204, b"", {})


async def add_issue_assignees(call: Call) -> Answer:
    return await _change(call, 201)


async def remove_issue_assignees(call: Call) -> Answer:
    return await _change(call, 200)


async def _change(call: Call, status: int) -> Answer:
    issue = await find_issue(call)
    act = act_on(call, issue.number)
    people = await read_people(call, call.words("assignees"), "assignees")
    change = assignees.add_assignees if status == 201 else assignees.remove_assignees
    await call.ports.database.batch([*change(act, people), act.touch()])
    return json_reply(status, shape.issue(await find_issue(call), call.urls))


_PEOPLE = Object({"assignees": LOGINS})

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/assignees",
        "List whom issues may be assigned to",
        list_assignees,
        {200: ListOf(USER)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/assignees/{user}",
        "Tell whether issues may be assigned to somebody",
        check_assignee,
        {204: None},
        Action.READ,
    ),
    Endpoint(
        "POST",
        ISSUE + "/assignees",
        "Assign an issue to more people",
        add_issue_assignees,
        {201: SHAPE},
        Action.WRITE,
        body=_PEOPLE,
    ),
    Endpoint(
        "DELETE",
        ISSUE + "/assignees",
        "Assign an issue to fewer people",
        remove_issue_assignees,
        {200: SHAPE},
        Action.WRITE,
        body=_PEOPLE,
    ),
)
