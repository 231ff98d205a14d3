"""Refs and HEAD set by hand, for administrators; each time goes into the audit log."""

from __future__ import annotations

from api.v3 import shape
from api.v3.answers import GIT_REF, HEAD
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.fields import OID, REFNAME, find_oid
from api.v3.git_data import read_refname
from api.v3.schema import Nullable, Object
from durable.contract.message import Failure
from durable.contract.refs import ReadRef, ReadSummary
from durable.contract.writing import DetachHead, PutRef, SetHead
from exchange import Answer, Reply
from forge.access import Action
from forge.audit import Details, Event, Matter
from forge.errors import InvalidValue
from forge.lifecycle.settings import Changes, change
from git.oid import ZERO_OID
from replies import json_reply

_HEADS = "refs/heads/"


async def put_ref(call: Call) -> Answer:
    refname = read_refname(call)
    before = await call.try_ask(ReadRef(refname))
    oid = find_oid(call.values, "sha") or ZERO_OID
    expected = find_oid(call.values, "expected") or ZERO_OID
    await call.ask(PutRef(refname, oid, expected if "expected" in call.values else None))
    details = {
        "ref": shape.text_of(refname),
        "before": None if isinstance(before, Failure) else before.oid.hex(),
        "after": None if oid == ZERO_OID else oid.hex(),
    }
    await _note(call, Event.REF_SET, details)
    if oid == ZERO_OID:
        return Reply(204)
    return json_reply(200, shape.git_ref(await call.ask(ReadRef(refname)), call.urls))


async def get_head(call: Call) -> Answer:
    summary = await call.ask(ReadSummary())
    oid = summary.detached or summary.head_oid
    refname = None if summary.detached else shape.text_of(summary.head_target)
    return json_reply(200, {"ref": refname, "sha": oid.hex() if oid else None})


async def set_head(call: Call) -> Answer:
    oid, refname = find_oid(call.values, "sha"), call.text("ref")
    if (oid is None) == (not refname):
        raise InvalidValue("ref", "or sha, one of the two, must be given")
    if oid is not None:
        await call.ask(DetachHead(oid))
        await _note(call, Event.HEAD_SET, {"sha": oid.hex()})
        return await get_head(call)
    if not refname.startswith(_HEADS):
        raise InvalidValue("ref", "must begin with refs/heads/")
    await call.ask(SetHead(call.data("ref")))
    changes = Changes(default_branch=refname.removeprefix(_HEADS))
    await change(call.ports.database, call.deed, call.target, changes)
    return await get_head(call)


async def _note(call: Call, event: Event, details: Details) -> None:
    matter = Matter(str(call.target.name), call.target.store_name)
    await call.ports.database.batch([call.deed.note(event, matter, details)])


ENDPOINTS = (
    Endpoint(
        "PUT",
        REPOSITORY + "/git/refs/{ref+}",
        "Set, create or, with null, delete a ref, if it is where it is expected to be",
        put_ref,
        {200: GIT_REF, 204: None},
        Action.ADMIN,
        body=Object({"sha": Nullable(OID), "expected": Nullable(OID)}, ("sha",)),
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/head",
        "Tell what HEAD stands for: a branch, or a commit",
        get_head,
        {200: HEAD},
        Action.READ,
    ),
    Endpoint(
        "PUT",
        REPOSITORY + "/git/head",
        "Make HEAD stand for a branch, or for a commit",
        set_head,
        {200: HEAD},
        Action.ADMIN,
        body=Object({"ref": REFNAME, "sha": OID}),
    ),
)
