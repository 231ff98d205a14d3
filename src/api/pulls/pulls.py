"""Pull requests: made, read, changed; what they change and bring."""

from __future__ import annotations

from collections.abc import Mapping

from api.issues.acting import act_on, check_may_change
from api.issues.fields import BODY, DIRECTION, MAX_BODY, TITLE, has
from api.pulls import shape
from api.pulls.answers import PULL, PULL_ITEM
from api.pulls.finding import find_pull, find_tip, keep_head, read_base, read_branches
from api.pulls.owners import ask_owners
from api.pulls.shape import Size
from api.v3 import shape as git_shape
from api.v3.answers import COMMIT_ITEM, FILE_CHANGE
from api.v3.call import Call, problem
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.fields import REFNAME
from api.v3.schema import Boolean, ListOf, Nullable, Object, Schema, Text
from durable.contract.changes import ReadChanges
from durable.contract.history import ReadDivergence, ReadLog
from durable.contract.message import Caller, Failure
from durable.contract.pulls import KeepHead
from exchange import Answer, Reply
from forge.access import Action
from forge.database import Statement
from forge.errors import InvalidValue, UniqueViolation
from forge.issue_search.query import Query, Sort, Term
from forge.issue_search.search import Scope
from forge.issues import changing as issues
from forge.issues import creation
from forge.issues.act import Act
from forge.pulls import changing
from forge.pulls import creation as making
from forge.pulls.creation import Branches
from forge.pulls.listing import find_pulls
from forge.pulls.pull import Pull, read_pull
from git.oid import ObjectId
from replies import Refused, json_reply

PULLS = REPOSITORY + "/pulls"
PULL_ADDRESS = PULLS + "/{number}"

MAX_LABEL = 512
"""Bytes of a branch with its owner."""

_NOTHING = Size(0, 0, 0, 0)


async def list_pulls(call: Call) -> Answer:
    state = call.text("state", "open")
    terms = [Term("type", "pr"), *([] if state == "all" else [Term("state", state)])]
    if call.text("base"):
        terms.append(Term("base", f'"{call.text("base")}"'))
    if call.text("head"):
        terms.append(Term("head", f'"{call.text("head").rpartition(":")[2]}"'))
    sort = Sort(call.text("sort", "created"))
    query = Query(tuple(terms), sort, call.text("direction", "desc") == "desc")
    found, total = await find_pulls(
        call.ports.database, Scope(call.actor, call.target.id), query, (call.skip, call.per_page)
    )
    return call.paged([shape.pull(each, call.target, call.urls) for each in found], total=total)


async def create_a_pull(call: Call) -> Answer:
    title = issues.check_title(call.text("title"))
    body = issues.check_text(call.text("body"))
    branches = await read_branches(call)
    draft = making.Draft(creation.Draft(title, body), branches, call.flag("draft"))
    number = await making.create_pull(call.ports.database, call.deed, call.target, draft)
    await _keep_head(call, number, branches)
    if not call.flag("draft"):
        await ask_owners(call, number, branches)
    made = await read_pull(call.ports.database, call.target.id, number)
    return await _shown(call, made, 201)


async def get_pull(call: Call) -> Answer:
    pull = await find_pull(call)
    return await _shown(call, pull, 200)


async def update_pull(call: Call) -> Answer:
    pull = await find_pull(call)
    check_may_change(call, pull.issue.text.author)
    act = act_on(call, pull.issue.number)
    statements = [*_text_changes(call, act), *await _pull_changes(call, act, pull)]
    if statements:
        try:
            await call.ports.database.batch([*statements, act.touch()])
        except UniqueViolation:
            raise InvalidValue("state", "would make two open ones of the same branches") from None
    return await get_pull(call)


def _text_changes(call: Call, act: Act) -> list[Statement]:
    statements: list[Statement] = []
    if call.values.get("title"):
        statements += issues.retitle(act, issues.check_title(call.text("title")))
    if has(call, "body"):
        statements += issues.rewrite(act, issues.check_text(call.text("body")))
    return statements


async def _pull_changes(call: Call, act: Act, pull: Pull) -> list[Statement]:
    statements: list[Statement] = []
    if call.text("base") and call.text("base") != pull.base_branch:
        base = await read_base(call)
        statements += changing.set_base(act, call.text("base"), base.hex())
    if has(call, "draft"):
        statements += changing.set_draft(act, is_draft=call.flag("draft"))
    if call.text("state") == "closed":
        statements += issues.close(act, None)
    elif call.text("state") == "open":
        if pull.merge is not None:
            raise Refused(problem(422, "What is merged cannot be opened again.", "state"))
        statements += [*issues.reopen(act), *await _refresh_head(call, act, pull)]
    return statements


async def _refresh_head(call: Call, act: Act, pull: Pull) -> list[Statement]:
    """What was closed did not follow its branch; opened again, it is where that is."""
    tip = None if pull.issue.standing.is_open else await find_tip(call, pull)
    if tip is None or tip.hex() == pull.head.hex_oid:
        return []
    await keep_head(call, pull, tip)
    return changing.set_head(act, tip.hex(), is_forced=False)


async def list_pull_commits(call: Call) -> Answer:
    pull = await find_pull(call)
    asked = ReadLog(
        pull.head.hex_oid.encode(),
        excluded=pull.base_rev.encode(),
        skip=call.skip,
        limit=call.per_page,
        oldest_first=True,
    )
    page = await call.ask(asked)
    items = [git_shape.commit_item(info, call.urls) for info in page.commits]
    return call.paged(items, total=page.total, has_more=page.has_more)


async def list_pull_files(call: Call) -> Answer:
    pull = await find_pull(call)
    asked = ReadChanges(
        pull.head.hex_oid.encode(),
        pull.base_rev.encode(),
        three_dots=True,
        skip=call.skip,
        limit=call.per_page,
    )
    changes = await call.ask(asked)
    files = [git_shape.changed_file(each, changes.head, call.urls) for each in changes.files]
    return call.paged(files, total=changes.total)


async def is_pull_merged(call: Call) -> Answer:
    pull = await find_pull(call)
    if pull.merge is None:
        raise Refused(problem(404, "It is not merged."))
    return Reply(204, b"", {})


async def _shown(call: Call, pull: Pull, status: int) -> Reply:
    shown = shape.whole_pull(pull, call.target, await _read_size(call, pull), call.urls)
    headers = {"location": str(shown["url"])} if status == 201 else {}
    return json_reply(status, shown, headers)


async def _read_size(call: Call, pull: Pull) -> Size:
    """Nothing where the base is gone."""
    head, base = pull.head.hex_oid.encode(), pull.base_rev.encode()
    apart = await call.try_ask(ReadDivergence(base, head))
    asked = ReadChanges(head, base, three_dots=True, limit=1_000, with_patch=False)
    changes = await call.try_ask(asked)
    if isinstance(apart, Failure) or isinstance(changes, Failure):
        return _NOTHING
    return Size(
        apart.ahead,
        changes.total,
        sum(each.additions for each in changes.files),
        sum(each.deletions for each in changes.files),
    )


async def _keep_head(call: Call, number: int, branches: Branches) -> None:
    caller = Caller(call.actor.label, may_write=True)
    question = KeepHead(number, ObjectId(bytes.fromhex(branches.head_oid)))
    kept = await call.ports.repositories.ask(call.target.store_name, caller, question)
    if isinstance(kept, Failure):
        raise Refused(problem(409, kept.message))


_TEXTS: Mapping[str, Schema] = {"title": TITLE, "body": BODY, "draft": Boolean()}
_BRANCH: Mapping[str, Schema] = {"base": REFNAME}

ENDPOINTS = (
    Endpoint(
        "GET",
        PULLS,
        "List pull requests",
        list_pulls,
        {200: ListOf(PULL_ITEM)},
        Action.READ,
        {
            **PAGING,
            "state": Text(6, one_of=("open", "closed", "all")),
            "head": Text(MAX_LABEL),
            "base": Text(MAX_LABEL),
            "sort": Text(9, one_of=("created", "updated", "comments")),
            "direction": DIRECTION,
        },
    ),
    Endpoint(
        "POST",
        PULLS,
        "Open a pull request of a branch, here or in a fork",
        create_a_pull,
        {201: PULL},
        Action.DISCUSS,
        body=Object(
            {
                **_TEXTS,
                **_BRANCH,
                "head": Text(MAX_LABEL, 1),
                "head_repo": Text(MAX_LABEL),
                "maintainer_can_modify": Boolean(),
            },
            ("title", "head", "base"),
        ),
        max_body=MAX_BODY,
    ),
    Endpoint("GET", PULL_ADDRESS, "Get a pull request", get_pull, {200: PULL}, Action.READ),
    Endpoint(
        "PATCH",
        PULL_ADDRESS,
        "Change, close or reopen a pull request",
        update_pull,
        {200: PULL},
        Action.DISCUSS,
        body=Object(
            {
                **_TEXTS,
                **_BRANCH,
                "title": Nullable(TITLE),
                "state": Text(6, one_of=("open", "closed")),
            }
        ),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "GET",
        PULL_ADDRESS + "/commits",
        "List what a pull request brings, oldest first",
        list_pull_commits,
        {200: ListOf(COMMIT_ITEM)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        PULL_ADDRESS + "/files",
        "List what a pull request changes",
        list_pull_files,
        {200: ListOf(FILE_CHANGE)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "GET",
        PULL_ADDRESS + "/merge",
        "Tell whether a pull request is merged",
        is_pull_merged,
        {204: None},
        Action.READ,
    ),
)
