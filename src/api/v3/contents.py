"""Files and folders at their paths."""

from __future__ import annotations

import downloads
from api.v3 import shape
from api.v3.answers import CONTENT_ITEM
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.raw import RAW, raw_file
from api.v3.schema import Text
from durable.contract.files import Blob, ReadPath, ReadReadme, Tree
from durable.contract.refs import ReadSummary
from exchange import Answer
from forge.access import Action
from forge.errors import NotFound
from replies import Json, json_reply

MAX_JSON_CONTENT = 1 << 20
"""Bytes of a file whose content lies in the JSON; GitHub ends there, too. `raw` gives longer ones.
"""

MAX_REV = 1_024

_REF = {"ref": Text(MAX_REV)}


async def get_contents(call: Call) -> Answer:
    path = call.data("path").strip(b"/")
    rev = await _rev(call)
    found = await call.ask(ReadPath(rev, path, MAX_JSON_CONTENT))
    shown_rev = shape.text_of(rev)
    what = found.what
    if isinstance(what, Tree):
        items: list[Json] = [
            shape.content_item(entry, path, shown_rev, call.urls) for entry in what.entries
        ]
        if not call.accepts("object"):
            return json_reply(200, items)
        folder = {"type": "dir", "path": shape.text_of(path), "sha": what.oid.hex()}
        return json_reply(200, folder | {"entries": items})
    if isinstance(what, Blob) and call.accepts("raw"):
        return raw_file(call, what, path)
    return json_reply(200, shape.content(path, what, shown_rev, call.urls))


async def get_readme(call: Call) -> Answer:
    rev = await _rev(call)
    found = await call.ask(ReadReadme(rev, call.data("dir").strip(b"/"), MAX_JSON_CONTENT))
    if call.accepts("raw"):
        return raw_file(call, found.blob, found.path)
    return json_reply(200, shape.content(found.path, found.blob, shape.text_of(rev), call.urls))


async def get_raw_file(call: Call) -> Answer:
    path = call.data("path").strip(b"/")
    what = (await call.ask(ReadPath(await _rev(call), path, downloads.INLINE))).what
    if not isinstance(what, Blob):
        raise NotFound("file")
    return raw_file(call, what, path, media_type="")


async def _rev(call: Call) -> bytes:
    """What `ref` says; else the default branch, by its name, for it stands in addresses."""
    if call.text("ref"):
        return call.data("ref")
    summary = await call.ask(ReadSummary())
    return summary.head_target.removeprefix(b"refs/heads/") if summary.head_oid else b"HEAD"


_MEDIA = (RAW, "application/vnd.github.object")

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/raw/{path+}",
        "Get a file as it is, whole or by `Range`",
        get_raw_file,
        {200: None, 206: None},
        Action.READ,
        _REF,
        media=("*/*",),
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/contents",
        "List the root folder",
        get_contents,
        {200: None},
        Action.READ,
        _REF,
        media=("application/json",),
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/contents/{path+}",
        "Get a file, a link or a submodule, or list a folder",
        get_contents,
        {200: None},
        Action.READ,
        _REF,
        media=("application/json", *_MEDIA),
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/readme",
        "Get the README",
        get_readme,
        {200: CONTENT_ITEM},
        Action.READ,
        _REF,
        media=_MEDIA[:1],
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/readme/{dir+}",
        "Get the README of a folder",
        get_readme,
        {200: CONTENT_ITEM},
        Action.READ,
        _REF,
        media=_MEDIA[:1],
    ),
)
