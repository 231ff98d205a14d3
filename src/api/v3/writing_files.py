"""Files written and deleted: one by one, or many in one commit."""

from __future__ import annotations

from collections.abc import Mapping

from api.v3 import shape
from api.v3.answers import FILE_COMMIT, GIT_COMMIT
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
)
from api.v3.schema import ListOf, Nullable, Object
from durable.contract.files import TreeEntry
from durable.contract.limits import MAX_EDITS
from durable.contract.writing import CommitFiles, FilesCommitted, TreeEdit
from exchange import Answer
from forge.access import Action
from forge.errors import InvalidValue
from git.tree import FILE
from replies import Json, json_reply


async def put_contents(call: Call) -> Answer:
    content = read_content(call.text("content"), "base64", "content")
    expected = find_oid(call.values, "sha")
    edit = TreeEdit(
        call.data("path"), FILE, content=content, expected=expected, is_new=expected is None
    )
    made = await _commit(call, (edit,))
    blob = made.blobs[0]
    entry = TreeEntry(edit.path, FILE, blob, len(content)) if blob else None
    rev = call.text("branch") or made.commit.oid.hex()
    shown: Json = shape.content_item(entry, b"", rev, call.urls) if entry else None
    return json_reply(
        201 if expected is None else 200,
        {"content": shown, "commit": shape.git_commit(made.commit, call.urls)},
    )


async def delete_contents(call: Call) -> Answer:
    edit = TreeEdit(call.data("path"), FILE, expected=find_oid(call.values, "sha"))
    made = await _commit(call, (edit,))
    commit: Json = shape.git_commit(made.commit, call.urls)
    return json_reply(200, {"content": None, "commit": commit})


async def commit_many_files(call: Call) -> Answer:
    edits = tuple(_edit(each, f"files[{at}]") for at, each in enumerate(call.items("files")))
    made = await _commit(call, edits)
    return json_reply(201, shape.git_commit(made.commit, call.urls))


async def _commit(call: Call, edits: tuple[TreeEdit, ...]) -> FilesCommitted:
    branch = call.data("branch")
    return await call.ask(
        CommitFiles(
            refname=b"refs/heads/" + branch if branch else b"",
            commit=draft_commit(call),
            edits=edits,
            start=call.data("start"),
            expected=find_oid(call.values, "expected_head"),
        )
    )


def _edit(given: Mapping[str, object], field: str) -> TreeEdit:
    path = str(given["path"]).encode()
    expected, oid = find_oid(given, "sha"), find_oid(given, "object")
    mode = MODES[str(given.get("mode", "100644"))]
    text = given.get("content")
    if text is None:
        if oid is None and "content" not in given:
            raise InvalidValue(f"{field}.content", "must be a text, or null to delete the file")
        return TreeEdit(path, mode, oid, None, expected)
    content = read_content(str(text), str(given.get("encoding", "utf-8")), f"{field}.content")
    return TreeEdit(path, mode, None, content, expected)


_COMMIT = {"message": MESSAGE, "branch": REFNAME, "author": PERSON, "committer": PERSON}

_FILE = Object(
    {
        "path": PATH,
        "content": Nullable(CONTENT),
        "encoding": ENCODING,
        "mode": MODE,
        "object": OID,
        "sha": OID,
    },
    ("path",),
)

ENDPOINTS = (
    Endpoint(
        "PUT",
        REPOSITORY + "/contents/{path+}",
        "Create a file, or replace the one whose content `sha` names",
        put_contents,
        {200: FILE_COMMIT, 201: FILE_COMMIT},
        Action.WRITE,
        body=Object({**_COMMIT, "content": CONTENT, "sha": OID}, ("message", "content")),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "DELETE",
        REPOSITORY + "/contents/{path+}",
        "Delete a file",
        delete_contents,
        {200: FILE_COMMIT},
        Action.WRITE,
        body=Object({**_COMMIT, "sha": OID}, ("message", "sha")),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/commit-files",
        "Make one commit of many files; `content: null` deletes one",
        commit_many_files,
        {201: GIT_COMMIT},
        Action.WRITE,
        body=Object(
            {**_COMMIT, "files": ListOf(_FILE, MAX_EDITS), "start": REFNAME, "expected_head": OID},
            ("message", "files"),
        ),
        max_body=MAX_BODY,
    ),
)
