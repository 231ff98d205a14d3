"""Git's own objects and refs, made one by one."""

from __future__ import annotations

from collections.abc import Mapping

from api.v3 import shape
from api.v3.answers import GIT_COMMIT, GIT_REF, GIT_TAG, GIT_TREE, NEW_BLOB
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.fields import (
    CONTENT,
    ENCODING,
    MAX_BODY,
    MESSAGE,
    MODE,
    MODES,
    OID,
    PATH,
    PERSON,
    REFNAME,
    draft_commit,
    find_oid,
    read_content,
    read_person,
)
from api.v3.git_data import read_refname
from api.v3.schema import Boolean, ListOf, Nullable, Object, Text
from durable.contract.files import ReadTree, TagInfo
from durable.contract.limits import MAX_EDITS
from durable.contract.writing import (
    CreateRef,
    DeleteRef,
    MoveRef,
    TreeEdit,
    WriteBlob,
    WriteCommit,
    WriteTag,
    WriteTree,
)
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import InvalidValue
from git.commit import Commit
from git.objects import TYPE_BY_LABEL
from git.oid import ZERO_OID, ObjectId
from git.tag import Tag
from replies import json_reply

MAX_PARENTS = 100
"""Parents of a commit; the largest merges known have some sixty."""


async def create_blob(call: Call) -> Answer:
    content = read_content(call.text("content"), call.text("encoding", "utf-8"), "content")
    oid = (await call.ask(WriteBlob(content))).oid.hex()
    return json_reply(201, {"sha": oid, "url": call.urls.api("git", "blobs", oid)})


async def create_tree(call: Call) -> Answer:
    edits = tuple(_edit(each, f"tree[{at}]") for at, each in enumerate(call.items("tree")))
    made = await call.ask(WriteTree(find_oid(call.values, "base_tree"), edits))
    tree = await call.ask(ReadTree(made.oid.hex().encode()))
    return json_reply(201, shape.git_tree(tree, call.urls))


async def create_commit(call: Call) -> Answer:
    draft = draft_commit(call)
    extra = ()
    if call.text("signature"):
        extra = ((b"gpgsig", call.data("signature").rstrip(b"\n")),)
    commit = Commit(
        find_oid(call.values, "tree") or ZERO_OID,
        tuple(ObjectId(bytes.fromhex(each)) for each in call.words("parents")),
        draft.author,
        draft.committer,
        extra,
        call.data("message"),
    )
    info = await call.ask(WriteCommit(commit))
    return json_reply(201, shape.git_commit(info, call.urls))


async def create_tag_object(call: Call) -> Answer:
    tag = Tag(
        find_oid(call.values, "object") or ZERO_OID,
        TYPE_BY_LABEL[call.data("type")],
        call.data("tag"),
        read_person(call, "tagger", None),
        (),
        draft_commit(call).message,
    )
    made = await call.ask(WriteTag(tag))
    return json_reply(201, shape.git_tag(TagInfo(made.oid, tag), call.urls))


async def create_ref(call: Call) -> Answer:
    refname = call.data("ref")
    if not refname.startswith(b"refs/"):
        raise InvalidValue("ref", "must begin with refs/")
    made = await call.ask(CreateRef(refname, call.data("sha")))
    return json_reply(201, shape.git_ref(made, call.urls))


async def update_ref(call: Call) -> Answer:
    oid = find_oid(call.values, "sha") or ZERO_OID
    moved = await call.ask(MoveRef(read_refname(call), oid, call.flag("force")))
    return json_reply(200, shape.git_ref(moved, call.urls))


async def delete_ref(call: Call) -> Answer:
    await call.ask(DeleteRef(read_refname(call)))
    return Reply(204)


def _edit(given: Mapping[str, object], field: str) -> TreeEdit:
    path, mode = str(given["path"]).encode(), MODES[str(given.get("mode", "100644"))]
    if isinstance(given.get("content"), str):
        return TreeEdit(path, mode, None, str(given["content"]).encode())
    if "sha" not in given:
        raise InvalidValue(f"{field}.sha", "or content is missing")
    return TreeEdit(path, mode, find_oid(given, "sha"))


_ENTRY = Object(
    {"path": PATH, "mode": MODE, "type": Text(16), "sha": Nullable(OID), "content": CONTENT},
    ("path",),
)

ENDPOINTS = (
    Endpoint(
        "POST",
        REPOSITORY + "/git/blobs",
        "Create a blob",
        create_blob,
        {201: NEW_BLOB},
        Action.WRITE,
        body=Object({"content": CONTENT, "encoding": ENCODING}, ("content",)),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/git/trees",
        "Create a tree; `sha: null` leaves out what `base_tree` has",
        create_tree,
        {201: GIT_TREE},
        Action.WRITE,
        body=Object({"tree": ListOf(_ENTRY, MAX_EDITS), "base_tree": Nullable(OID)}, ("tree",)),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/git/commits",
        "Create a commit object",
        create_commit,
        {201: GIT_COMMIT},
        Action.WRITE,
        body=Object(
            {
                "message": MESSAGE,
                "tree": OID,
                "parents": ListOf(OID, MAX_PARENTS),
                "author": PERSON,
                "committer": PERSON,
                "signature": Nullable(Text(65_536)),
            },
            ("message", "tree"),
        ),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/git/tags",
        "Create an annotated tag object; a ref makes it a tag",
        create_tag_object,
        {201: GIT_TAG},
        Action.WRITE,
        body=Object(
            {
                "tag": REFNAME,
                "message": MESSAGE,
                "object": OID,
                "type": Text(16, one_of=("commit", "tree", "blob", "tag")),
                "tagger": PERSON,
            },
            ("tag", "message", "object", "type"),
        ),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/git/refs",
        "Create a ref",
        create_ref,
        {201: GIT_REF},
        Action.WRITE,
        body=Object({"ref": REFNAME, "sha": OID}, ("ref", "sha")),
    ),
    Endpoint(
        "PATCH",
        REPOSITORY + "/git/refs/{ref+}",
        "Move a ref, by `force` also backwards",
        update_ref,
        {200: GIT_REF},
        Action.WRITE,
        body=Object({"sha": OID, "force": Boolean()}, ("sha",)),
    ),
    Endpoint(
        "DELETE",
        REPOSITORY + "/git/refs/{ref+}",
        "Delete a ref",
        delete_ref,
        {204: None},
        Action.WRITE,
    ),
)
