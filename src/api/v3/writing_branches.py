"""Branches made, renamed, deleted and brought back."""

from __future__ import annotations

from api.v3 import shape
from api.v3.answers import BRANCH, REFLOG_ENTRY
from api.v3.beyond import reflog_entry
from api.v3.branches import BRANCHES, whole_branch
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.fields import REFNAME
from api.v3.schema import Anything, Object
from durable.contract.message import Failure
from durable.contract.refs import ReadRef, ReadReflog, ReadSummary
from durable.contract.writing import CreateRef, DeleteRef, RenameBranch, RestoreRef, UndoPush
from exchange import Answer, Reply
from forge.access import Action
from forge.audit import Deed
from forge.errors import InvalidValue
from forge.lifecycle.settings import Changes, change
from replies import json_reply


async def create_branch(call: Call) -> Answer:
    name = BRANCHES + call.data("name")
    await call.ask(CreateRef(name, call.data("start", "HEAD")))
    made = await call.ask(ReadRef(name, with_commit=True))
    return json_reply(201, whole_branch(made, call))


async def rename_branch(call: Call) -> Answer:
    old, new = BRANCHES + call.data("branch"), BRANCHES + call.data("new_name")
    renamed = await call.ask(RenameBranch(old, new))
    summary = await call.ask(ReadSummary())
    if summary.head_target == new:
        changes = Changes(default_branch=call.text("new_name"))
        deed = Deed(call.actor, call.ports.clock())
        await change(call.ports.database, deed, call.target, changes)
    return json_reply(201, whole_branch(renamed, call))


async def delete_branch(call: Call) -> Answer:
    await call.ask(DeleteRef(BRANCHES + call.data("branch")))
    return Reply(204)


async def restore_ref(call: Call) -> Answer:
    refname = call.data("ref")
    await call.ask(RestoreRef(_number(call), refname))
    found = await call.try_ask(ReadRef(refname))
    shown = None if isinstance(found, Failure) else shape.git_ref(found, call.urls)
    return json_reply(200, {"ref": call.text("ref"), "now": shown})


async def undo_push(call: Call) -> Answer:
    await call.ask(UndoPush(_number(call)))
    page = await call.ask(ReadReflog(limit=1))
    return json_reply(200, reflog_entry(page.entries[0]))


def _number(call: Call) -> int:
    number = call.text("id")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        raise InvalidValue("id", "must be the number of an entry")
    return int(number)


ENDPOINTS = (
    Endpoint(
        "POST",
        REPOSITORY + "/branches",
        "Create a branch",
        create_branch,
        {201: BRANCH},
        Action.WRITE,
        body=Object({"name": REFNAME, "start": REFNAME}, ("name",)),
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/branches/{branch+}/rename",
        "Rename a branch; HEAD goes along",
        rename_branch,
        {201: BRANCH},
        Action.WRITE,
        body=Object({"new_name": REFNAME}, ("new_name",)),
    ),
    Endpoint(
        "DELETE",
        REPOSITORY + "/branches/{branch+}",
        "Delete a branch that is not the default one",
        delete_branch,
        {204: None},
        Action.WRITE,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/reflog/{id}/restore",
        "Bring a ref back to where it was before an entry of the reflog",
        restore_ref,
        {200: Anything()},
        Action.WRITE,
        body=Object({"ref": REFNAME}, ("ref",)),
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/reflog/{id}/undo",
        "Bring all refs of an entry of the reflog back, if none has moved since",
        undo_push,
        {200: REFLOG_ENTRY},
        Action.WRITE,
    ),
)
