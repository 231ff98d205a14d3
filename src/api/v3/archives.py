"""The files of a commit as one file."""

from __future__ import annotations

from urllib.parse import urlencode

from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from durable.contract.files import ReadCommit
from durable.contract.formats import Format
from exchange import Answer, Forward, Reply
from forge.access import Action
from forge.errors import NotFound


async def get_tarball(call: Call) -> Answer:
    return await _redirect(call, Format.TAR_GZ)


async def get_zipball(call: Call) -> Answer:
    return await _redirect(call, Format.ZIP)


async def get_archive(call: Call) -> Answer:
    kind, rev = _split(call.text("name"))
    info = await call.ask(ReadCommit(rev.encode("utf-8", "surrogateescape")))
    etag = f'"{info.commit.tree.hex()}.{info.oid.hex()[:12]}.{kind.value}"'
    if call.request.headers.get("if-none-match") == etag:
        return Reply(304, b"", {"etag": etag})
    name = f"{call.target.name.name}-{rev.replace('/', '-')}"
    asked = {
        "commit": info.oid.hex(),
        "format": kind.value,
        "name": name,
        "prefix": f"{name}/",
        "etag": etag,
    }
    return Forward(call.target.store_name, f"/archive?{urlencode(asked)}", {})


async def _redirect(call: Call, kind: Format) -> Reply:
    """GitHub's clients want to be sent on, and ask where to."""
    rev = call.text("ref", "HEAD")
    info = await call.ask(ReadCommit(rev.encode("utf-8", "surrogateescape")))
    location = call.urls.api("archive", f"{info.oid.hex()}.{kind.value}")
    return Reply(302, b"", {"location": location, "content-type": "text/plain"})


def _split(name: str) -> tuple[Format, str]:
    for kind in Format:
        rev = name.removesuffix(f".{kind.value}")
        if rev not in (name, ""):
            return kind, rev
    raise NotFound("archive")


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
