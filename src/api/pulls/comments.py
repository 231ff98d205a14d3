"""Comments on lines of a change, and their threads."""

from __future__ import annotations

from api.issues import shape as issues
from api.issues.acting import act_on, check_may_change, check_may_comment, read_number
from api.issues.answers import EDIT, NUMBER, REACTION_COUNTS, TEXT, USER
from api.issues.answers import shape as named
from api.issues.fields import DIRECTION, MAX_BODY
from api.issues.reactions import reaction_endpoints
from api.pulls.finding import find_pull
from api.pulls.pulls import PULL_ADDRESS
from api.pulls.reviews import ONE as REVIEW_ADDRESS
from api.pulls.spots import SPOT, read_spot
from api.shape import time_text
from api.v3.call import Call
from api.v3.endpoint import PAGING, REPOSITORY, Endpoint
from api.v3.schema import Boolean, Integer, ListOf, Nullable, Object, Text
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import NotFound
from forge.issues.changing import check_text
from forge.issues.edits import Subject, list_edits
from forge.issues.issue import MAX_TEXT, Issue, read_issue
from forge.issues.reactions import Target
from forge.pulls import review_comments as comments
from forge.pulls import reviews
from forge.pulls.pull import Pull
from forge.pulls.review_comments import Comment, Draft, Listing
from forge.pulls.reviews import State
from replies import Json, json_reply

OF_PULL = PULL_ADDRESS + "/comments"
ALL = REPOSITORY + "/pulls/comments"
ONE = ALL + "/{comment}"


async def list_pull_comments(call: Call) -> Answer:
    pull = await find_pull(call)
    return await _page(call, pull.issue.number, None)


async def list_all_pull_comments(call: Call) -> Answer:
    return await _page(call, None, None)


async def list_review_comments(call: Call) -> Answer:
    pull = await find_pull(call)
    review_id = read_number(call, "review", "review")
    await reviews.read_review(call.ports.database, pull, review_id, call.actor.user)
    return await _page(call, pull.issue.number, review_id)


async def _page(call: Call, number: int | None, review_id: int | None) -> Answer:
    listing = Listing(
        number,
        review_id,
        by_update=call.text("sort") == "updated",
        is_descending=call.text("direction") == "desc",
        offset=call.skip,
        limit=call.per_page,
    )
    found, total = await comments.list_review_comments(
        call.ports.database, call.target, call.actor.user, listing
    )
    return call.paged([_shape(call, each) for each in found], total=total)


async def create_a_pull_comment(call: Call) -> Answer:
    pull = await find_pull(call)
    check_may_comment(call, pull.issue)
    if call.number("in_reply_to", 0):
        return await _reply(call, pull, call.number("in_reply_to", 0))
    commit_oid = call.text("commit_id") or pull.head.hex_oid
    spot = await read_spot(call, pull, call.values, commit_oid)
    return await _comment(call, pull, Draft(spot, _read_body(call)), None)


async def reply_to_pull_comment(call: Call) -> Answer:
    pull = await find_pull(call)
    check_may_comment(call, pull.issue)
    return await _reply(call, pull, read_number(call, "comment", "comment"))


async def _reply(call: Call, pull: Pull, comment_id: int) -> Answer:
    found = await comments.read_review_comment(
        call.ports.database, call.target, call.actor.user, comment_id
    )
    if found.number != pull.issue.number:
        raise NotFound("comment")
    return await _comment(call, pull, Draft(found.spot, _read_body(call)), found.thread_id)


async def _comment(call: Call, pull: Pull, draft: Draft, thread_id: int | None) -> Answer:
    """A comment by itself is a review with nothing else to it."""
    act = act_on(call, pull.issue.number)
    review = reviews.Draft(State.COMMENTED, "", draft.spot.commit_oid, (draft,), thread_id)
    review_id = await reviews.create_review(call.ports.database, act, review)
    made, _ = await comments.list_review_comments(
        call.ports.database, call.target, call.actor.user, Listing(review_id=review_id)
    )
    shown = _shape(call, made[0])
    return json_reply(201, shown, {"location": str(shown["url"])})


async def get_pull_comment(call: Call) -> Answer:
    return json_reply(200, _shape(call, await _find(call)))


async def update_pull_comment(call: Call) -> Answer:
    comment = await _find(call)
    check_may_change(call, comment.text.author)
    act = act_on(call, comment.number)
    await comments.change_review_comment(call.ports.database, act, comment, _read_body(call))
    return await get_pull_comment(call)


async def delete_a_pull_comment(call: Call) -> Answer:
    comment = await _find(call)
    check_may_change(call, comment.text.author)
    await comments.delete_review_comment(call.ports.database, comment)
    return Reply(204, b"", {})


async def resolve_thread(call: Call) -> Answer:
    return await _resolve(call, is_resolved=True)


async def unresolve_thread(call: Call) -> Answer:
    return await _resolve(call, is_resolved=False)


async def _resolve(call: Call, *, is_resolved: bool) -> Answer:
    """The pull request's author may, the thread's, and who may write."""
    comment = await _find(call)
    pull = await read_issue(call.ports.database, call.target.id, comment.number)
    user = call.actor.user
    is_theirs = user is not None and user.id == comment.text.author.id
    check_may_change(call, comment.text.author if is_theirs else pull.text.author)
    act = act_on(call, comment.number)
    await comments.resolve(call.ports.database, act, comment, is_resolved=is_resolved)
    return Reply(204, b"", {})


async def list_pull_comment_edits(call: Call) -> Answer:
    comment = await _find(call)
    edits = await list_edits(call.ports.database, Subject.REVIEW_COMMENT, comment.id)
    return json_reply(200, [issues.edit(each, call.urls) for each in edits])


async def of_pull_comment(call: Call) -> tuple[Target, Issue]:
    comment = await _find(call)
    issue = await read_issue(call.ports.database, call.target.id, comment.number)
    return Target(Subject.REVIEW_COMMENT, comment.id), issue


async def _find(call: Call) -> Comment:
    comment_id = read_number(call, "comment", "comment")
    return await comments.read_review_comment(
        call.ports.database, call.target, call.actor.user, comment_id
    )


def _read_body(call: Call) -> str:
    return check_text(call.text("body"))


def _shape(call: Call, comment: Comment) -> dict[str, Json]:
    spot, number = comment.spot, str(comment.number)
    url = call.urls.api("pulls", "comments", str(comment.id))
    return {
        "id": comment.id,
        "node_id": f"review-comment-{comment.id}",
        "url": url,
        "html_url": f"{call.urls.html('pull', number)}#discussion_r{comment.id}",
        "pull_request_url": call.urls.api("pulls", number),
        "pull_request_review_id": comment.review_id,
        "in_reply_to_id": None if comment.is_first else comment.thread_id,
        "path": spot.path,
        "commit_id": spot.commit_oid,
        "original_commit_id": spot.commit_oid,
        "side": spot.side.value,
        "line": None if comment.is_outdated else spot.line,
        "original_line": spot.line,
        "start_line": None if comment.is_outdated else spot.start_line,
        "original_start_line": spot.start_line,
        "start_side": spot.side.value if spot.start_line else None,
        "diff_hunk": spot.hunk,
        "subject_type": "line",
        "outdated": comment.is_outdated,
        "resolved": comment.resolved_at is not None,
        "resolved_at": time_text(comment.resolved_at),
        "resolved_by": issues.user(comment.resolved_by, call.urls),
        **issues.writing(comment.text, call.urls, url),
    }


COMMENT = named(
    "review-comment",
    id=NUMBER,
    url=TEXT,
    pull_request_review_id=NUMBER,
    in_reply_to_id=Nullable(NUMBER),
    path=TEXT,
    commit_id=TEXT,
    side=TEXT,
    line=Nullable(NUMBER),
    original_line=NUMBER,
    diff_hunk=TEXT,
    outdated=Boolean(),
    resolved=Boolean(),
    user=USER,
    body=TEXT,
    created_at=TEXT,
    updated_at=TEXT,
    reactions=REACTION_COUNTS,
)
_TEXT = Text(MAX_TEXT, 1)
_LIST = {200: ListOf(COMMENT)}
_SORTED = {**PAGING, "sort": Text(8, one_of=("created", "updated")), "direction": DIRECTION}

ENDPOINTS = (
    Endpoint(
        "GET",
        ALL,
        "List comments on lines, of all pull requests",
        list_all_pull_comments,
        _LIST,
        Action.READ,
        _SORTED,
    ),
    Endpoint("GET", ONE, "Get a comment on a line", get_pull_comment, {200: COMMENT}, Action.READ),
    Endpoint(
        "PATCH",
        ONE,
        "Change a comment on a line",
        update_pull_comment,
        {200: COMMENT},
        Action.DISCUSS,
        body=Object({"body": _TEXT}, ("body",)),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "DELETE",
        ONE,
        "Delete a comment on a line",
        delete_a_pull_comment,
        {204: None},
        Action.DISCUSS,
    ),
    Endpoint(
        "GET",
        ONE + "/edits",
        "Tell what a comment on a line was before it was changed",
        list_pull_comment_edits,
        {200: ListOf(EDIT)},
        Action.READ,
    ),
    Endpoint(
        "PUT", ONE + "/resolved", "Settle a thread", resolve_thread, {204: None}, Action.DISCUSS
    ),
    Endpoint(
        "DELETE",
        ONE + "/resolved",
        "Open a thread again",
        unresolve_thread,
        {204: None},
        Action.DISCUSS,
    ),
    *reaction_endpoints(ONE, "pull_comment", of_pull_comment),
    Endpoint(
        "GET",
        OF_PULL,
        "List comments on lines of a pull request",
        list_pull_comments,
        _LIST,
        Action.READ,
        _SORTED,
    ),
    Endpoint(
        "POST",
        OF_PULL,
        "Comment on a line, or reply to a comment",
        create_a_pull_comment,
        {201: COMMENT},
        Action.DISCUSS,
        body=Object(
            {
                **SPOT,
                "path": Text(4_096),
                "body": _TEXT,
                "commit_id": Text(40, is_hex_oid=True),
                "in_reply_to": Integer(1, 10**9),
            },
            ("body",),
        ),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "POST",
        OF_PULL + "/{comment}/replies",
        "Reply to a comment on a line",
        reply_to_pull_comment,
        {201: COMMENT},
        Action.DISCUSS,
        body=Object({"body": _TEXT}, ("body",)),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "GET",
        REVIEW_ADDRESS + "/comments",
        "List comments of a review",
        list_review_comments,
        _LIST,
        Action.READ,
        PAGING,
    ),
)
