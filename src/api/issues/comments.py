"""Comments on issues and pull requests."""

from __future__ import annotations

from api.issues import shape
from api.issues.acting import (
    act_on,
    check_may_change,
    check_may_comment,
    find_comment,
    find_issue,
    read_number,
)
from api.issues.answers import COMMENT, EDIT
from api.issues.fields import COMMENT as ADDRESS
from api.issues.fields import DIRECTION, ISSUE, MAX_BODY, TIME, find_time
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import InvalidValue
from forge.issues import comments
from forge.issues.changing import check_text
from forge.issues.comments import Listing
from forge.issues.edits import Subject, list_edits
from forge.issues.issue import MAX_TEXT, read_issue
from replies import json_reply


async def list_issue_comments(call: Call) -> Answer:
    issue = await find_issue(call)
    return await _page(call, Listing(issue.number, find_time(call, "since") or 0, offset=call.skip))


async def list_repository_comments(call: Call) -> Answer:
    listing = Listing(
        since=find_time(call, "since") or 0,
        by_update=call.text("sort") == "updated",
        is_descending=call.text("direction") == "desc",
        offset=call.skip,
    )
    return await _page(call, listing)


async def _page(call: Call, listing: Listing) -> Answer:
    found, total = await comments.list_comments(
        call.ports.database, call.target, listing, call.per_page
    )
    return call.paged([shape.comment(each, call.urls) for each in found], total=total)


async def create_a_comment(call: Call) -> Answer:
    issue = await find_issue(call)
    check_may_comment(call, issue)
    body = _read_body(call)
    act = act_on(call, issue.number)
    comment_id = await comments.create_comment(call.ports.database, act, body)
    made = await comments.read_comment(call.ports.database, call.target, comment_id)
    shown = shape.comment(made, call.urls)
    return json_reply(201, shown, {"location": str(shown["url"])})


async def get_comment(call: Call) -> Answer:
    return json_reply(200, shape.comment(await find_comment(call), call.urls))


async def update_comment(call: Call) -> Answer:
    comment = await find_comment(call)
    check_may_change(call, comment.text.author)
    check_may_comment(call, await read_issue(call.ports.database, call.target.id, comment.number))
    act = act_on(call, comment.number)
    await comments.change_comment(call.ports.database, act, comment, _read_body(call))
    return await get_comment(call)


async def delete_a_comment(call: Call) -> Answer:
    comment = await find_comment(call)
    check_may_change(call, comment.text.author)
    act = act_on(call, comment.number)
    await comments.delete_comment(call.ports.database, act, comment)
    return Reply(204, b"", {})


async def list_comment_edits(call: Call) -> Answer:
    comment_id = read_number(call, "comment", "comment")
    await find_comment(call)
    edits = await list_edits(call.ports.database, Subject.COMMENT, comment_id)
    return json_reply(200, [shape.edit(each, call.urls) for each in edits])


def _read_body(call: Call) -> str:
    body = check_text(call.text("body"))
    if not body.strip():
        raise InvalidValue("body", "must not be empty")
    return body


_BODY = Object({"body": Text(MAX_TEXT, 1)}, ("body",))

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/issues/comments",
        "List the comments of all issues and pull requests",
        list_repository_comments,
        {200: ListOf(COMMENT)},
        Action.READ,
        {
            **PAGING,
            "sort": Text(8, one_of=("created", "updated")),
            "direction": DIRECTION,
            "since": TIME,
        },
    ),
    Endpoint("GET", ADDRESS, "Get a comment", get_comment, {200: COMMENT}, Action.READ),
    Endpoint(
        "PATCH",
        ADDRESS,
        "Change a comment",
        update_comment,
        {200: COMMENT},
        Action.DISCUSS,
        body=_BODY,
        max_body=MAX_BODY,
    ),
    Endpoint("DELETE", ADDRESS, "Delete a comment", delete_a_comment, {204: None}, Action.DISCUSS),
    Endpoint(
        "GET",
        ADDRESS + "/edits",
        "Tell what a comment was before it was changed, newest first",
        list_comment_edits,
        {200: ListOf(EDIT)},
        Action.READ,
    ),
    Endpoint(
        "GET",
        ISSUE + "/comments",
        "List the comments of an issue or pull request",
        list_issue_comments,
        {200: ListOf(COMMENT)},
        Action.READ,
        {**PAGING, "since": TIME},
    ),
    Endpoint(
        "POST",
        ISSUE + "/comments",
        "Comment on an issue or pull request",
        create_a_comment,
        {201: COMMENT},
        Action.DISCUSS,
        body=_BODY,
        max_body=MAX_BODY,
    ),
)
