"""Git's own objects and refs, one by one."""

from __future__ import annotations

import downloads
from api.v3 import shape
from api.v3.answers import GIT_BLOB, GIT_COMMIT, GIT_REF, GIT_TAG, GIT_TREE
from api.v3.call import Call, problem
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.raw import RAW, raw_file
from api.v3.schema import Integer, ListOf, Text
from durable.contract.files import ReadBlob, ReadCommit, ReadTag, ReadTree
from durable.contract.refs import ListRefs, ReadRef
from exchange import Answer
from forge.access import Action
from git.oid import ObjectId
from replies import json_reply

MAX_BLOB = 24_000_000
"""Bytes of a blob as base64: what can be held at once."""

MAX_TREE = 100_000
"""Entries of a recursive tree, as on GitHub; more are cut off, and `truncated` says so."""

_OID = Text(40, is_hex_oid=True)


async def get_blob(call: Call) -> Answer:
    oid, is_raw = read_oid(call, "file_sha"), call.accepts("raw")
    blob = await call.ask(ReadBlob(oid, downloads.INLINE if is_raw else MAX_BLOB))
    if is_raw:
        return raw_file(call, blob, oid.hex().encode())
    if blob.content is None:
        return problem(413, f"The blob is over {MAX_BLOB:,} bytes; ask for {RAW}.")
    return json_reply(200, shape.git_blob(blob, call.urls))


async def get_tree(call: Call) -> Answer:
    limit = call.number("limit", MAX_TREE)
    asked = ReadTree(call.data("tree_sha"), recursive=bool(call.text("recursive")), limit=limit)
    return json_reply(200, shape.git_tree(await call.ask(asked), call.urls))


async def get_git_commit(call: Call) -> Answer:
    rev = read_oid(call, "commit_sha").hex().encode()
    return json_reply(200, shape.git_commit(await call.ask(ReadCommit(rev)), call.urls))


async def get_git_tag(call: Call) -> Answer:
    return json_reply(
        200, shape.git_tag(await call.ask(ReadTag(read_oid(call, "tag_sha"))), call.urls)
    )


async def get_git_ref(call: Call) -> Answer:
    found = await call.ask(ReadRef(read_refname(call)))
    return json_reply(200, shape.git_ref(found, call.urls))


async def list_matching_refs(call: Call) -> Answer:
    page = await call.ask(ListRefs(b"refs/" + call.data("ref"), call.skip, call.per_page))
    return call.paged([shape.git_ref(ref, call.urls) for ref in page.refs], total=page.total)


def read_oid(call: Call, name: str) -> ObjectId:
    """An object id in the address."""
    text = _OID.check(call.text(name), name)
    return ObjectId(bytes.fromhex(str(text)))


def read_refname(call: Call) -> bytes:
    """A ref in the address, written without `refs/` or with it."""
    name = call.data("ref")
    return name if name.startswith(b"refs/") else b"refs/" + name


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/git/blobs/{file_sha}",
        "Get a blob",
        get_blob,
        {200: GIT_BLOB},
        Action.READ,
        media=(RAW,),
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/trees/{tree_sha+}",
        "Get a tree, with all below it if `recursive` has any value",
        get_tree,
        {200: GIT_TREE},
        Action.READ,
        {"recursive": Text(16), "limit": Integer(1, MAX_TREE)},
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/commits/{commit_sha}",
        "Get a commit object",
        get_git_commit,
        {200: GIT_COMMIT},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/tags/{tag_sha}",
        "Get an annotated tag",
        get_git_tag,
        {200: GIT_TAG},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/ref/{ref+}",
        "Get a ref",
        get_git_ref,
        {200: GIT_REF},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/refs",
        "List refs",
        list_matching_refs,
        {200: ListOf(GIT_REF)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/matching-refs/{ref+}",
        "List the refs whose names begin so",
        list_matching_refs,
        {200: ListOf(GIT_REF)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/git/refs/{ref+}",
        "Get a ref",
        get_git_ref,
        {200: GIT_REF},
        Action.READ,
    ),
)
