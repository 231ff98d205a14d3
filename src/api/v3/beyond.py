"""What a rev means, what happened to refs, who wrote how much of what."""

from __future__ import annotations

from dataclasses import asdict

from api.v3 import shape
from api.v3.answers import CONTRIBUTOR, MERGE_BASE, REFLOG_ENTRY, RESOLVED, STATISTICS
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import Anything, ListOf, Text
from durable.contract.history import Contributor, ReadContributors, ReadDivergence
from durable.contract.message import Failure
from durable.contract.refs import ReadReflog, ReflogEntry, ResolveRev
from durable.contract.statistics import ReadLanguages, ReadStatistics
from exchange import Answer
from forge.access import Action
from forge.errors import InvalidValue
from git.oid import ZERO_OID, ObjectId
from replies import Json, json_reply

MAX_REFNAME = 1_024


async def resolve_rev(call: Call) -> Answer:
    found = await call.ask(ResolveRev(call.data("rev")))
    kind = found.object_type.label.decode()
    return json_reply(
        200,
        {
            "sha": found.oid.hex(),
            "type": kind,
            "ref": shape.text_of(found.refname) if found.refname else None,
            "commit": found.commit_oid.hex() if found.commit_oid else None,
            "url": call.urls.api("git", f"{kind}s", found.oid.hex()),
        },
    )


async def read_merge_base(call: Call) -> Answer:
    base, dots, head = call.text("basehead").rpartition("...")
    if not (base and dots and head):
        raise InvalidValue("basehead", "must be <base>...<head>")
    revs = [each.encode("utf-8", "surrogateescape") for each in (base, head)]
    apart = await call.ask(ReadDivergence(*revs))
    found = apart.merge_base
    return json_reply(
        200,
        {
            "sha": found.hex() if found else None,
            "url": call.urls.api("commits", found.hex()) if found else None,
            "ahead_by": apart.ahead,
            "behind_by": apart.behind,
        },
    )


async def read_reflog(call: Call) -> Answer:
    page = await call.ask(ReadReflog(call.data("ref"), call.skip, call.per_page))
    return call.paged([reflog_entry(each) for each in page.entries], has_more=page.has_more)


async def list_contributors(call: Call) -> Answer:
    found = await call.ask(ReadContributors(b"HEAD"))
    people = found.contributors[call.skip : call.skip + call.per_page]
    return call.paged([_contributor(each) for each in people], total=len(found.contributors))


async def list_languages(call: Call) -> Answer:
    found = await call.try_ask(ReadLanguages(b"HEAD"))
    languages = () if isinstance(found, Failure) else found.languages
    return json_reply(200, {each.name: each.size for each in languages})


async def read_statistics(call: Call) -> Answer:
    found = await call.ask(ReadStatistics(call.data("ref", "HEAD")))
    return json_reply(200, asdict(found))


def _contributor(person: Contributor) -> Json:
    """Of the type that GitHub gives to those who have no account."""
    return {
        "type": "Anonymous",
        "name": shape.text_of(person.name),
        "email": shape.text_of(person.email),
        "contributions": person.commits,
    }


def reflog_entry(entry: ReflogEntry) -> Json:
    return {
        "id": entry.number,
        "actor": entry.actor,
        "created_at": shape.time_of(entry.created),
        "updates": [
            {
                "ref": shape.text_of(update.refname),
                "before": _hex(update.old_oid),
                "after": _hex(update.new_oid),
            }
            for update in entry.updates
        ],
    }


def _hex(oid: ObjectId) -> str | None:
    return None if oid == ZERO_OID else oid.hex()


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/languages",
        "Tell the bytes of each language",
        list_languages,
        {200: Anything()},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/numbers",
        "Count commits, people, files, refs, objects and packs",
        read_statistics,
        {200: STATISTICS},
        Action.READ,
        {"ref": Text(MAX_REFNAME)},
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/rev-parse/{rev+}",
        "Say what a rev means, as `git rev-parse` does",
        resolve_rev,
        {200: RESOLVED},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/merge-base/{basehead+}",
        "Tell what two commits have in common, and how far they are from it",
        read_merge_base,
        {200: MERGE_BASE},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/reflog",
        "List what happened to refs, newest first",
        read_reflog,
        {200: ListOf(REFLOG_ENTRY)},
        Action.WRITE,
        {**PAGING, "ref": Text(MAX_REFNAME)},
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/contributors",
        "List authors by their commits",
        list_contributors,
        {200: ListOf(CONTRIBUTOR)},
        Action.READ,
        {**PAGING, "anon": Text(8)},
    ),
)
