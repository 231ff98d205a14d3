"""Reactions to issues and comments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeAlias

from api.issues import shape
from api.issues.acting import (
    act_on,
    check_may_change,
    check_may_comment,
    find_comment,
    find_issue,
    read_number,
)
from api.issues.answers import REACTION
from api.issues.fields import COMMENT, ISSUE
from api.v3.call import Call
from api.v3.endpoint import PAGING, Endpoint, Handler
from api.v3.schema import ListOf, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.issues import reactions
from forge.issues.edits import Subject
from forge.issues.issue import Issue, read_issue
from forge.issues.reactions import CONTENTS, Target
from replies import json_reply

Find: TypeAlias = Callable[[Call], Awaitable[tuple[Target, Issue]]]


async def of_issue(call: Call) -> tuple[Target, Issue]:
    issue = await find_issue(call)
    return Target(Subject.ISSUE, issue.id), issue


async def of_comment(call: Call) -> tuple[Target, Issue]:
    comment = await find_comment(call)
    issue = await read_issue(call.ports.database, call.target.id, comment.number)
    return Target(Subject.COMMENT, comment.id), issue


def _lister(find: Find, what: str) -> Handler:
    async def list_reactions(call: Call) -> Answer:
        target, _ = await find(call)
        found, total = await reactions.list_reactions(
            call.ports.database, target, call.text("content") or None, (call.skip, call.per_page)
        )
        return call.paged([shape.reaction(each, call.urls) for each in found], total=total)

    return _named(list_reactions, f"list_{what}_reactions")


def _maker(find: Find, what: str) -> Handler:
    async def react(call: Call) -> Answer:
        target, issue = await find(call)
        check_may_comment(call, issue)
        act = act_on(call, issue.number)
        made, is_new = await reactions.react(call.ports.database, act, target, call.text("content"))
        return json_reply(201 if is_new else 200, shape.reaction(made, call.urls))

    return _named(react, f"react_to_{what}")


def _remover(find: Find, what: str) -> Handler:
    async def unreact(call: Call) -> Answer:
        target, _ = await find(call)
        found = await reactions.read_reaction(
            call.ports.database, call.target, target, read_number(call, "reaction", "reaction")
        )
        check_may_change(call, found.user)
        await reactions.delete_reaction(call.ports.database, found)
        return Reply(204, b"", {})

    return _named(unreact, f"delete_{what}_reaction")


def _named(handler: Handler, name: str) -> Handler:
    """The document calls an operation by the name of its handler."""
    handler.__name__ = name  # pyright: ignore[reportFunctionMemberAccess]
    return handler


def reaction_endpoints(address: str, what: str, find: Find) -> tuple[Endpoint, ...]:
    """The addresses of the reactions to what `find` finds, which is called `what`."""
    content = Text(8, one_of=CONTENTS)
    return (
        Endpoint(
            "GET",
            address + "/reactions",
            f"List the reactions to the {what}",
            _lister(find, what),
            {200: ListOf(REACTION)},
            Action.READ,
            {**PAGING, "content": content},
        ),
        Endpoint(
            "POST",
            address + "/reactions",
            f"React to the {what}",
            _maker(find, what),
            {200: REACTION, 201: REACTION},
            Action.DISCUSS,
            body=Object({"content": content}, ("content",)),
        ),
        Endpoint(
            "DELETE",
            address + "/reactions/{reaction}",
            f"Take back a reaction to the {what}",
            _remover(find, what),
            {204: None},
            Action.DISCUSS,
        ),
    )


ENDPOINTS = (
    *reaction_endpoints(ISSUE, "issue", of_issue),
    *reaction_endpoints(COMMENT, "comment", of_comment),
)
