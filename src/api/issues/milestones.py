"""Milestones."""

from __future__ import annotations

from api.issues import shape
from api.issues.acting import read_number
from api.issues.answers import LABEL, MILESTONE
from api.issues.fields import DIRECTION, TIME, find_time, has
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf, Nullable, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import InvalidValue
from forge.issues import milestones
from forge.issues.labels import list_labels_of_milestone
from forge.issues.milestones import Draft, Listing, Milestone, Order
from replies import json_reply

ADDRESS = REPOSITORY + "/milestones/{milestone}"

_STATES = {"open": True, "closed": False, "all": None}


async def list_repository_milestones(call: Call) -> Answer:
    listing = Listing(
        is_open=_STATES[call.text("state", "open")],
        order=Order(call.text("sort", "due_on")),
        is_descending=call.text("direction") == "desc",
        offset=call.skip,
        limit=call.per_page,
    )
    database = call.ports.database
    found = await milestones.list_milestones(database, call.target, listing)
    total = await milestones.count_milestones(database, call.target, listing)
    return call.paged([shape.milestone(each, call.urls) for each in found], total=total)


async def get_milestone(call: Call) -> Answer:
    return json_reply(200, shape.milestone(await _find(call), call.urls))


async def create_a_milestone(call: Call) -> Answer:
    draft = _read_draft(call, Draft(""))
    made = await milestones.create_milestone(call.ports.database, call.deed, call.target, draft)
    return json_reply(201, shape.milestone(made, call.urls))


async def update_milestone(call: Call) -> Answer:
    now = await _find(call)
    draft = _read_draft(call, Draft(now.title, now.description, now.is_open, now.due_at))
    await milestones.change_milestone(
        call.ports.database, call.deed, call.target, now.number, draft
    )
    return await get_milestone(call)


async def delete_a_milestone(call: Call) -> Answer:
    await milestones.delete_milestone(call.ports.database, await _find(call))
    return Reply(204, b"", {})


async def list_milestone_labels(call: Call) -> Answer:
    milestone = await _find(call)
    found = await list_labels_of_milestone(call.ports.database, milestone.id)
    page = found[call.skip : call.skip + call.per_page]
    return call.paged([shape.label(each, call.urls) for each in page], total=len(found))


async def _find(call: Call) -> Milestone:
    number = read_number(call, "milestone", "milestone")
    return await milestones.read_milestone(call.ports.database, call.target, number)


def _read_draft(call: Call, now: Draft) -> Draft:
    """What the body says, and else what is there."""
    description = call.text("description") if has(call, "description") else now.description
    if len(description.encode()) > milestones.MAX_DESCRIPTION or "\0" in description:
        raise InvalidValue(
            "description", f"must not be over {milestones.MAX_DESCRIPTION:,} bytes, or hold NUL"
        )
    state = call.text("state")
    return Draft(
        title=milestones.check_milestone_title(call.text("title", now.title), "title"),
        description=description,
        is_open=state == "open" if state else now.is_open,
        due_at=find_time(call, "due_on") if has(call, "due_on") else now.due_at,
    )


_FIELDS = {
    "title": Text(1_024, 1),
    "description": Nullable(Text(milestones.MAX_DESCRIPTION)),
    "state": Text(6, one_of=("open", "closed")),
    "due_on": Nullable(TIME),
}

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/milestones",
        "List the milestones of a repository",
        list_repository_milestones,
        {200: ListOf(MILESTONE)},
        Action.READ,
        {
            **PAGING,
            "state": Text(6, one_of=("open", "closed", "all")),
            "sort": Text(16, one_of=("due_on", "completeness")),
            "direction": DIRECTION,
        },
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/milestones",
        "Make a milestone",
        create_a_milestone,
        {201: MILESTONE},
        Action.WRITE,
        body=Object(_FIELDS, ("title",)),
    ),
    Endpoint("GET", ADDRESS, "Get a milestone", get_milestone, {200: MILESTONE}, Action.READ),
    Endpoint(
        "PATCH",
        ADDRESS,
        "Change, close or reopen a milestone",
        update_milestone,
        {200: MILESTONE},
        Action.WRITE,
        body=Object(_FIELDS),
    ),
    Endpoint(
        "DELETE", ADDRESS, "Delete a milestone", delete_a_milestone, {204: None}, Action.WRITE
    ),
    Endpoint(
        "GET",
        ADDRESS + "/labels",
        "List the labels of a milestone's issues",
        list_milestone_labels,
        {200: ListOf(LABEL)},
        Action.READ,
        PAGING,
    ),
)
