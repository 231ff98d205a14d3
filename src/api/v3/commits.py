"""Commits and comparisons, as JSON, as diff, as mails."""

from __future__ import annotations

from asyncio import gather
from collections.abc import Awaitable
from datetime import datetime

import patches
from api.v3 import shape
from api.v3.answers import COMMIT, COMMIT_ITEM, COMPARISON
from api.v3.authors import find_authors
from api.v3.call import Call, problem
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import ListOf, Text
from durable.contract.changes import ReadChanges
from durable.contract.files import ReadCommit
from durable.contract.history import ReadDivergence, ReadLog
from durable.contract.refs import CommitInfo
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import InvalidValue
from replies import Json, Refused, json_reply

FILES_PER_PAGE = 300
"""As on GitHub."""

MAX_FILTER = 256
"""Bytes of a name or an address to look for."""

MEDIA = (
    "application/vnd.github.diff",
    "application/vnd.github.patch",
    "application/vnd.github.sha",
)

_DIFF = {"content-type": "application/vnd.github.diff; charset=utf-8"}
_PATCH = {"content-type": "application/vnd.github.patch; charset=utf-8"}
_SHA = {"content-type": "application/vnd.github.sha; charset=utf-8"}


async def list_commits(call: Call) -> Answer:
    page = await call.ask(
        ReadLog(
            rev=call.data("sha", "HEAD"),
            path=call.data("path").strip(b"/"),
            skip=call.skip,
            limit=call.per_page,
            since=_time(call, "since"),
            until=_time(call, "until"),
            author=call.data("author"),
            committer=call.data("committer"),
        )
    )
    authors = await find_authors(call, page.commits)
    items = [shape.commit_item(info, call.urls, authors) for info in page.commits]
    return call.paged(items, total=page.total, has_more=page.has_more)


async def get_commit(call: Call) -> Answer:
    rev = call.data("ref")
    if call.accepts("sha"):
        return Reply(200, (await call.ask(ReadCommit(rev))).oid.hex().encode(), _SHA)
    info = await call.ask(ReadCommit(rev))
    oid = info.oid.hex().encode()
    if call.accepts("diff"):
        return Reply(200, await _shown(patches.read_diff(call.ask, oid)), _DIFF)
    if call.accepts("patch"):
        return Reply(200, await _shown(patches.read_mail(call.ask, info)), _PATCH)
    skip = (call.page - 1) * FILES_PER_PAGE
    changes, authors = await gather(
        call.ask(ReadChanges(oid, skip=skip, limit=FILES_PER_PAGE)), find_authors(call, [info])
    )
    files: list[Json] = [shape.changed_file(each, info.oid, call.urls) for each in changes.files]
    shown = shape.commit_item(info, call.urls, authors)
    return json_reply(200, shown | {"stats": shape.stats(changes), "files": files})


async def compare(call: Call) -> Answer:
    base, dots, head = call.text("basehead").rpartition("...")
    three_dots = bool(dots)
    if not dots:
        base, dots, head = call.text("basehead").rpartition("..")
    if not base or not head:
        raise InvalidValue("basehead", "must be <base>...<head>")
    revs = [_without_owner(each).encode("utf-8", "surrogateescape") for each in (base, head)]
    if call.accepts("diff"):
        diff = patches.read_diff(call.ask, revs[1], revs[0], three_dots=three_dots)
        return Reply(200, await _shown(diff), _DIFF)
    if call.accepts("patch"):
        mails = patches.read_mails(call.ask, revs[0], revs[1])
        return Reply(200, await _shown(mails), _PATCH)
    return await _comparison(call, revs[0], revs[1], three_dots=three_dots)


async def _comparison(call: Call, base: bytes, head: bytes, *, three_dots: bool) -> Answer:
    asked = ReadChanges(head, base, three_dots=three_dots, limit=FILES_PER_PAGE)
    apart, base_info, commits, changes = await gather(
        call.ask(ReadDivergence(base, head)),
        call.ask(ReadCommit(base)),
        call.ask(
            ReadLog(head, excluded=base, skip=call.skip, limit=call.per_page, oldest_first=True)
        ),
        call.ask(asked),
    )
    common = base_info if apart.merge_base == base_info.oid else None
    if apart.merge_base is not None and common is None:
        common = await call.ask(ReadCommit(apart.merge_base.hex().encode()))
    ends = (base_info, common) if common else (base_info,)
    authors = await find_authors(call, (*commits.commits, *ends))

    def item(info: CommitInfo) -> Json:
        return shape.commit_item(info, call.urls, authors)

    listed: list[Json] = [item(info) for info in commits.commits]
    files: list[Json] = [
        shape.changed_file(each, changes.head, call.urls)
        for each in (changes.files if call.page == 1 else ())
    ]
    url = call.urls.api("compare", f"{base_info.oid.hex()}...{changes.head.hex()}")
    return json_reply(
        200,
        {
            "url": url,
            "html_url": call.urls.html("compare", call.text("basehead")),
            "diff_url": call.urls.html("compare", call.text("basehead") + ".diff"),
            "patch_url": call.urls.html("compare", call.text("basehead") + ".patch"),
            "base_commit": item(base_info),
            "merge_base_commit": item(common) if common else None,
            "status": _status(apart.ahead, apart.behind),
            "ahead_by": apart.ahead,
            "behind_by": apart.behind,
            "total_commits": apart.ahead,
            "commits": listed,
            "files": files,
        },
        call.paged([], total=apart.ahead).headers,
    )


def _status(ahead: int, behind: int) -> str:
    if ahead and behind:
        return "diverged"
    return "ahead" if ahead else "behind" if behind else "identical"


async def _shown(reading: Awaitable[bytes]) -> bytes:
    """What is read; refused when it is too large."""
    try:
        return await reading
    except patches.TooLargeToShow as error:
        raise Refused(problem(406, str(error))) from None


def _without_owner(rev: str) -> str:
    """`owner:branch` of the repository itself is the branch; colons are in no ref's name."""
    return rev.rpartition(":")[2]


def _time(call: Call, name: str) -> int | None:
    text = call.text(name)
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).timestamp())
    except (ValueError, OverflowError):
        raise InvalidValue(name, "must be a time as in RFC 3339") from None


ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/commits",
        "List commits, as `git log` has them",
        list_commits,
        {200: ListOf(COMMIT_ITEM)},
        Action.READ,
        {
            **PAGING,
            "sha": Text(MAX_FILTER),
            "path": Text(4_096),
            "author": Text(MAX_FILTER),
            "committer": Text(MAX_FILTER),
            "since": Text(MAX_FILTER),
            "until": Text(MAX_FILTER),
        },
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/commits/{ref+}",
        "Get a commit and what it changes",
        get_commit,
        {200: COMMIT},
        Action.READ,
        PAGING,
        media=MEDIA,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/compare/{basehead+}",
        "Compare two commits",
        compare,
        {200: COMPARISON},
        Action.READ,
        PAGING,
        media=MEDIA[:2],
    ),
)
