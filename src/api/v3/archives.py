"""The files of a commit as one file."""

from __future__ import annotations

from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from downloads import Archived, archive, find_format
from durable.contract.files import ReadCommit
from durable.contract.formats import Format
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import NotFound


async def get_tarball(call: Call) -> Answer:
    return await _redirect(call, Format.TAR_GZ)


async def get_zipball(call: Call) -> Answer:
    return await _redirect(call, Format.ZIP)


async def get_archive(call: Call) -> Answer:
    found = find_format(call.text("name"))
    if found is None:
        raise NotFound("archive")
    rev, kind = found
    info = await call.ask(ReadCommit(rev.encode("utf-8", "surrogateescape")))
    archived = Archived(call.target.store_name, call.target.name.name, rev)
    return archive(call.request, archived, info, kind)


async def _redirect(call: Call, kind: Format) -> Reply:
    """GitHub's clients want to be sent on, and ask where to."""
    rev = call.text("ref", "HEAD")
    info = await call.ask(ReadCommit(rev.encode("utf-8", "surrogateescape")))
    location = call.urls.api("archive", f"{info.oid.hex()}.{kind.value}")
    return Reply(302, b"", {"location": location, "content-type": "text/plain"})


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/tarball",
        "Be sent on to the archive of the default branch",
        get_tarball,
        {302: None},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/tarball/{ref+}",
        "Be sent on to an archive (.tar.gz)",
        get_tarball,
        {302: None},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/zipball",
        "Be sent on to the archive of the default branch",
        get_zipball,
        {302: None},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/zipball/{ref+}",
        "Be sent on to an archive (.zip)",
        get_zipball,
        {302: None},
        Action.READ,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/archive/{name+}",
        "Get an archive: a rev, and `.tar.gz`, `.tar` or `.zip`",
        get_archive,
        {200: None},
        Action.READ,
        media=tuple(kind.media_type for kind in Format),
    ),
)
