"""Branches and tags."""

from __future__ import annotations

from api.v3 import shape
from api.v3.answers import BRANCH, BRANCH_ITEM, TAG_ITEM
from api.v3.authors import NOBODY, Authors, find_authors
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf
from durable.contract.refs import ListRefs, ReadRef, RefInfo
from exchange import Answer
from forge.access import Action
from replies import Json, json_reply

BRANCHES = b"refs/heads/"
TAGS = b"refs/tags/"


async def list_branches(call: Call) -> Answer:
    page = await call.ask(ListRefs(BRANCHES, call.skip, call.per_page))
    return call.paged([shape.branch(ref, call.urls) for ref in page.refs], total=page.total)


async def get_branch(call: Call) -> Answer:
    found = await call.ask(ReadRef(BRANCHES + call.data("branch"), with_commit=True))
    authors = await find_authors(call, [found.commit] if found.commit else [])
    return json_reply(200, whole_branch(found, call, authors))


async def list_tags(call: Call) -> Answer:
    page = await call.ask(ListRefs(TAGS, call.skip, call.per_page))
    return call.paged([shape.tag_item(ref, call.urls) for ref in page.refs], total=page.total)


def whole_branch(ref: RefInfo, call: Call, authors: Authors = NOBODY) -> dict[str, Json]:
    name = shape.text_of(ref.refname.removeprefix(BRANCHES))
    shown = shape.branch(ref, call.urls)
    if ref.commit is not None:
        shown["commit"] = shape.commit_item(ref.commit, call.urls, authors)
    links: Json = {
        "self": call.urls.api("branches", name),
        "html": call.urls.html("tree", name),
    }
    return shown | {"_links": links}


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/branches",
        "List branches",
        list_branches,
        {200: ListOf(BRANCH_ITEM)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/branches/{branch+}",
        "Get a branch",
        get_branch,
        {200: BRANCH},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/tags",
        "List tags",
        list_tags,
        {200: ListOf(TAG_ITEM)},
        Action.READ,
        PAGING,
    ),
)
