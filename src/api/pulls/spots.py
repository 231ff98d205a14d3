"""From what a body says of a line to the line, as the change shows it."""

from __future__ import annotations

from collections.abc import Mapping

from api.v3.call import Call
from api.v3.schema import Integer, Nullable, Schema, Text
from durable.contract.changes import ReadChanges
from durable.contract.message import Failure
from forge.errors import InvalidValue
from forge.pulls.hunks import find_hunk
from forge.pulls.pull import Pull
from forge.pulls.review_comments import Side, Spot

MAX_LINE = 10_000_000

SPOT: Mapping[str, Schema] = {
    "path": Text(4_096, 1),
    "line": Nullable(Integer(1, MAX_LINE)),
    "side": Text(5, one_of=("LEFT", "RIGHT")),
    "start_line": Nullable(Integer(1, MAX_LINE)),
    "start_side": Nullable(Text(5)),
}


async def read_spot(call: Call, pull: Pull, fields: Mapping[str, object], commit_oid: str) -> Spot:
    """InvalidValue where the change of `commit_oid` against the base does not show the line."""
    path, line, start = str(fields.get("path", "")), fields.get("line"), fields.get("start_line")
    if not isinstance(line, int):
        raise InvalidValue("line", "is missing")
    if isinstance(start, int) and start > line:
        raise InvalidValue("start_line", "must not be after the line")
    side = Side(fields.get("side") or Side.RIGHT.value)
    hunk = find_hunk(await _read_patch(call, pull, path, commit_oid), side, line)
    if hunk is None:
        raise InvalidValue("line", "is not a part of what the pull request changes")
    return Spot(commit_oid, path, side, line, start if isinstance(start, int) else None, hunk)


async def _read_patch(call: Call, pull: Pull, path: str, commit_oid: str) -> str:
    name = path.encode("utf-8", "surrogateescape")
    asked = ReadChanges(
        commit_oid.encode(), pull.base_rev.encode(), three_dots=True, limit=1, path=name
    )
    changes = await call.try_ask(asked)
    if isinstance(changes, Failure):
        raise InvalidValue("commit_id", "is no commit of the pull request")
    if not changes.files or not changes.files[0].hunks:
        raise InvalidValue("path", "is no file that the pull request changes in lines")
    return changes.files[0].hunks.decode("utf-8", "replace")
