"""The audit log, newest first, a hundred entries at a time; `before` an id asks for older ones."""

from __future__ import annotations

from api.audience import Audience
from api.people.answers import AUDIT_ENTRY
from api.shape import time_text
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.schema import Integer, ListOf
from exchange import Answer, Reply
from forge.access import Action
from forge.audit import Entry, list_of_owner, list_of_repository
from forge.database import MAX_INTEGER
from replies import Json, json_reply


async def list_audit_log_of_user(call: Call) -> Answer:
    return _reply(await list_of_owner(call.ports.database, call.account.id, _before(call)))


async def list_audit_log_of_organization(call: Call) -> Answer:
    return _reply(await list_of_owner(call.ports.database, call.owner.id, _before(call)))


async def list_audit_log_of_repository(call: Call) -> Answer:
    store_name = call.target.store_name
    return _reply(await list_of_repository(call.ports.database, store_name, _before(call)))


def _before(call: Call) -> int:
    return call.number("before", MAX_INTEGER)


def _reply(entries: list[Entry]) -> Reply:
    return json_reply(200, [_shape(entry) for entry in entries])


def _shape(entry: Entry) -> Json:
    return {
        "id": entry.id,
        "at": time_text(entry.at),
        "action": entry.event,
        "actor": entry.actor_name,
        "agent": entry.agent_name,
        "subject": entry.subject,
        "details": entry.details,
    }


_QUERY = {"before": Integer(1, 999_999_999)}

ENDPOINTS = (
    Endpoint(
        "GET",
        "/user/audit-log",
        "List what was done to one's account",
        list_audit_log_of_user,
        {200: ListOf(AUDIT_ENTRY)},
        query=_QUERY,
        audience=Audience.HOLDER,
    ),
    Endpoint(
        "GET",
        "/orgs/{organization}/audit-log",
        "List what was done to an organization",
        list_audit_log_of_organization,
        {200: ListOf(AUDIT_ENTRY)},
        query=_QUERY,
        audience=Audience.OWNER,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/audit-log",
        "List what was done to a repository",
        list_audit_log_of_repository,
        {200: ListOf(AUDIT_ENTRY)},
        Action.ADMIN,
        _QUERY,
    ),
)
