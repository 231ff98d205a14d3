"""Looking into files."""

from __future__ import annotations

from api.v3 import shape
from api.v3.answers import MATCHES
from api.v3.call import Call
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.schema import Boolean, Integer, Text
from durable.contract.search import FileMatches, Grep
from exchange import Answer
from forge.access import Action
from git.pattern.syntax import MAX_PATTERN
from replies import Json, json_reply

MAX_CONTEXT = 10
MAX_MATCHES = 1_000
MAX_REV = 1_024


async def grep(call: Call) -> Answer:
    found = await call.ask(
        Grep(
            rev=call.data("ref", "HEAD"),
            pattern=call.data("pattern"),
            path=call.data("path"),
            context=call.number("context", 0),
            ignores_case=call.flag("ignore_case"),
            is_fixed=call.flag("fixed"),
            limit=call.number("limit", 100),
        )
    )
    files: list[Json] = [_file(each) for each in found.files]
    return json_reply(
        200, {"sha": found.commit_oid.hex(), "complete": found.is_complete, "files": files}
    )


def _file(found: FileMatches) -> Json:
    return {
        "path": shape.text_of(found.path),
        "sha": found.oid.hex(),
        "lines": [
            {"number": line.number, "text": shape.text_of(line.text), "match": line.is_match}
            for line in found.lines
        ],
    }


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/grep",
        "List the lines that match a regular expression, in time that is linear in the files",
        grep,
        {200: MATCHES},
        Action.READ,
        {
            "pattern": Text(MAX_PATTERN, 1),
            "ref": Text(MAX_REV),
            "path": Text(4_096),
            "context": Integer(0, MAX_CONTEXT),
            "ignore_case": Boolean(),
            "fixed": Boolean(),
            "limit": Integer(1, MAX_MATCHES),
        },
    ),
)
