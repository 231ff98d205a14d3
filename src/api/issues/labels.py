"""Labels: of a repository, and on its issues."""

from __future__ import annotations

from dataclasses import replace

from api.issues import shape
from api.issues.acting import act_on, find_issue
from api.issues.answers import LABEL
from api.issues.fields import ISSUE, LABEL_NAMES
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf, Nullable, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.database import Statement
from forge.errors import NotFound
from forge.issues import labels
from forge.issues.issue import Issue
from replies import json_reply

ADDRESS = REPOSITORY + "/labels/{label}"


async def list_repository_labels(call: Call) -> Answer:
    found = await labels.list_labels(call.ports.database, call.target)
    page = found[call.skip : call.skip + call.per_page]
    return call.paged([shape.label(each, call.urls) for each in page], total=len(found))


async def get_label(call: Call) -> Answer:
    found = await labels.read_label(call.ports.database, call.target, call.text("label"))
    return json_reply(200, shape.label(found, call.urls))


async def create_a_label(call: Call) -> Answer:
    made = await labels.create_label(
        call.ports.database,
        call.target,
        labels.check_label_name(call.text("name"), "name"),
        labels.check_color(call.text("color", labels.DEFAULT_COLOR), "color"),
        labels.check_label_description(call.text("description"), "description"),
    )
    return json_reply(201, shape.label(made, call.urls))


async def update_label(call: Call) -> Answer:
    label = await labels.read_label(call.ports.database, call.target, call.text("label"))
    name = call.text("new_name") or call.text("name") or label.name
    description = call.text("description") if "description" in call.values else label.description
    changed = replace(
        label,
        name=labels.check_label_name(name, "new_name"),
        color=labels.check_color(call.text("color", label.color), "color"),
        description=labels.check_label_description(description, "description"),
    )
    await labels.change_label(call.ports.database, call.target, changed)
    return json_reply(200, shape.label(changed, call.urls))


async def delete_a_label(call: Call) -> Answer:
    label = await labels.read_label(call.ports.database, call.target, call.text("label"))
    await labels.delete_label(call.ports.database, label)
    return Reply(204, b"", {})


async def list_issue_labels(call: Call) -> Answer:
    return _of(await find_issue(call), call)


async def add_issue_labels(call: Call) -> Answer:
    issue = await find_issue(call)
    act = act_on(call, issue.number)
    return await _changed(call, labels.add_labels(act, _read_names(call)))


async def set_issue_labels(call: Call) -> Answer:
    issue = await find_issue(call)
    act, names = act_on(call, issue.number), _read_names(call)
    return await _changed(call, [*labels.keep_labels(act, names), *labels.add_labels(act, names)])


async def remove_all_issue_labels(call: Call) -> Answer:
    issue = await find_issue(call)
    await _changed(call, labels.keep_labels(act_on(call, issue.number), ()))
    return Reply(204, b"", {})


async def remove_issue_label(call: Call) -> Answer:
    issue = await find_issue(call)
    name = call.text("label")
    if name.lower() not in {each.name.lower() for each in issue.labels}:
        raise NotFound("label")
    return await _changed(call, labels.remove_label(act_on(call, issue.number), name))


def _read_names(call: Call) -> tuple[str, ...]:
    return labels.check_label_names(call.words("labels"), "labels")


async def _changed(call: Call, statements: list[Statement]) -> Reply:
    issue = await find_issue(call)
    act = act_on(call, issue.number)
    await call.ports.database.batch([*statements, act.touch()])
    return _of(await find_issue(call), call)


def _of(issue: Issue, call: Call) -> Reply:
    return json_reply(200, [shape.label(each, call.urls) for each in issue.labels])


_FIELDS = {"color": Text(7), "description": Nullable(Text(1_024))}
_NAMES = Object({"labels": LABEL_NAMES})
_LIST = {200: ListOf(LABEL)}

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/labels",
        "List the labels of a repository",
        list_repository_labels,
        _LIST,
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/labels",
        "Make a label",
        create_a_label,
        {201: LABEL},
        Action.WRITE,
        body=Object({"name": Text(256, 1), **_FIELDS}, ("name",)),
    ),
    Endpoint("GET", ADDRESS, "Get a label", get_label, {200: LABEL}, Action.READ),
    Endpoint(
        "PATCH",
        ADDRESS,
        "Change a label, on all issues that have it",
        update_label,
        {200: LABEL},
        Action.WRITE,
        body=Object({"new_name": Text(256, 1), "name": Text(256, 1), **_FIELDS}),
    ),
    Endpoint("DELETE", ADDRESS, "Delete a label", delete_a_label, {204: None}, Action.WRITE),
    Endpoint(
        "GET",
        ISSUE + "/labels",
        "List the labels of an issue",
        list_issue_labels,
        _LIST,
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "POST",
        ISSUE + "/labels",
        "Add labels to an issue",
        add_issue_labels,
        _LIST,
        Action.WRITE,
        body=_NAMES,
        list_field="labels",
    ),
    Endpoint(
        "PUT",
        ISSUE + "/labels",
        "Give an issue these labels and no others",
        set_issue_labels,
        _LIST,
        Action.WRITE,
        body=_NAMES,
        list_field="labels",
    ),
    Endpoint(
        "DELETE",
        ISSUE + "/labels",
        "Take all labels off an issue",
        remove_all_issue_labels,
        {204: None},
        Action.WRITE,
    ),
    Endpoint(
        "DELETE",
        ISSUE + "/labels/{label}",
        "Take a label off an issue",
        remove_issue_label,
        _LIST,
        Action.WRITE,
    ),
)
