"""Reviews of pull requests."""

from __future__ import annotations

from api.issues import shape as issues
from api.issues.acting import act_on, check_may_comment, read_number
from api.issues.answers import NUMBER, TEXT, USER
from api.issues.answers import shape as named
from api.issues.fields import BODY, MAX_BODY
from api.pulls.finding import find_pull
from api.pulls.pulls import PULL_ADDRESS
from api.pulls.spots import SPOT, read_spot
from api.shape import time_text
from api.v3.call import Call
from api.v3.endpoint import PAGING, Endpoint
from api.v3.schema import Boolean, ListOf, Nullable, Object, Text
from exchange import Answer
from forge.access import Action
from forge.errors import Conflict, InvalidValue, NotAllowed
from forge.issues.changing import check_text
from forge.issues.issue import MAX_TEXT
from forge.pulls import reviews
from forge.pulls.pull import Pull
from forge.pulls.review_comments import Draft as CommentDraft
from forge.pulls.reviews import Draft, Review, State
from forge.users import User
from replies import Json, json_reply

ADDRESS = PULL_ADDRESS + "/reviews"
ONE = ADDRESS + "/{review}"

_EVENTS = {
    "APPROVE": State.APPROVED,
    "REQUEST_CHANGES": State.CHANGES_REQUESTED,
    "COMMENT": State.COMMENTED,
}


async def list_pull_reviews(call: Call) -> Answer:
    pull = await find_pull(call)
    found = await reviews.list_reviews(call.ports.database, pull, call.actor.user)
    page = found[call.skip : call.skip + call.per_page]
    return call.paged([_shape(call, each) for each in page], total=len(found))


async def create_a_review(call: Call) -> Answer:
    pull = await find_pull(call)
    check_may_comment(call, pull.issue)
    state = _EVENTS[call.text("event")] if call.text("event") else State.PENDING
    reviews.check_judgement(pull, _caller(call), state)
    commit_oid = call.text("commit_id") or pull.head.hex_oid
    comments = [
        CommentDraft(
            await read_spot(call, pull, each, commit_oid), check_text(str(each.get("body", "")))
        )
        for each in call.items("comments")
    ]
    draft = Draft(state, _read_body(call, state, has_comments=bool(comments)), commit_oid, comments)
    review_id = await reviews.create_review(
        call.ports.database, act_on(call, pull.issue.number), draft
    )
    return await _shown(call, pull, review_id)


async def get_review(call: Call) -> Answer:
    pull, review = await _find(call)
    return await _shown(call, pull, review.id)


async def update_review(call: Call) -> Answer:
    pull, review = await _find(call)
    if review.author.id != _caller(call).id:
        raise NotAllowed("Only its author may change a review.")
    await reviews.change_review(call.ports.database, review, check_text(call.text("body")))
    return await _shown(call, pull, review.id)


async def submit_a_review(call: Call) -> Answer:
    pull, review = await _find(call)
    _check_pending(call, review)
    state = _EVENTS[call.text("event")]
    reviews.check_judgement(pull, _caller(call), state)
    body = check_text(call.text("body", review.body))
    act = act_on(call, pull.issue.number)
    await reviews.submit_review(call.ports.database, act, review, state, body)
    return await _shown(call, pull, review.id)


async def delete_a_review(call: Call) -> Answer:
    _, review = await _find(call)
    _check_pending(call, review)
    await reviews.delete_review(call.ports.database, review)
    return json_reply(200, _shape(call, review))


async def dismiss_a_review(call: Call) -> Answer:
    pull, review = await _find(call)
    if review.state not in (State.APPROVED, State.CHANGES_REQUESTED):
        raise InvalidValue("review", "is none that could be dismissed")
    act = act_on(call, pull.issue.number)
    message = check_text(call.text("message"), "message")
    await reviews.dismiss_review(call.ports.database, act, review, message)
    return await _shown(call, pull, review.id)


def _check_pending(call: Call, review: Review) -> None:
    if review.author.id != _caller(call).id:
        raise NotAllowed("Only its author may do that to a review.")
    if review.state is not State.PENDING:
        raise Conflict("The review is submitted already.")


def _read_body(call: Call, state: State, *, has_comments: bool) -> str:
    body = check_text(call.text("body"))
    needs = state is State.CHANGES_REQUESTED or (state is State.COMMENTED and not has_comments)
    if needs and not body.strip():
        raise InvalidValue("body", "must not be empty")
    return body


def _caller(call: Call) -> User:
    return act_on(call, 0).user


async def _find(call: Call) -> tuple[Pull, Review]:
    pull = await find_pull(call)
    review_id = read_number(call, "review", "review")
    database = call.ports.database
    return pull, await reviews.read_review(database, pull, review_id, call.actor.user)


async def _shown(call: Call, pull: Pull, review_id: int) -> Answer:
    found = await reviews.read_review(call.ports.database, pull, review_id, call.actor.user)
    return json_reply(200, _shape(call, found))


def _shape(call: Call, review: Review) -> dict[str, Json]:
    number = str(review.number)
    return {
        "id": review.id,
        "node_id": f"review-{review.id}",
        "user": issues.user(review.author, call.urls),
        "agent": review.agent,
        "body": review.body,
        "state": review.state.value.upper(),
        "commit_id": review.commit_oid,
        "stale": review.is_stale,
        "html_url": f"{call.urls.html('pull', number)}#pullrequestreview-{review.id}",
        "pull_request_url": call.urls.api("pulls", number),
        "submitted_at": time_text(review.submitted_at),
    }


REVIEW = named(
    "review",
    id=NUMBER,
    user=USER,
    agent=Nullable(TEXT),
    body=TEXT,
    state=TEXT,
    commit_id=TEXT,
    stale=Boolean(),
    html_url=TEXT,
    pull_request_url=TEXT,
    submitted_at=Nullable(TEXT),
)
_EVENT = Text(16, one_of=tuple(_EVENTS))
_COMMENTS = ListOf(
    Object({**SPOT, "body": Text(MAX_TEXT, 1)}, ("path", "body")), reviews.MAX_COMMENTS
)

ENDPOINTS = (
    Endpoint(
        "GET",
        ADDRESS,
        "List reviews of a pull request",
        list_pull_reviews,
        {200: ListOf(REVIEW)},
        Action.READ,
        PAGING,
    ),
    Endpoint(
        "POST",
        ADDRESS,
        "Review a pull request; without an event, to be submitted later",
        create_a_review,
        {200: REVIEW},
        Action.DISCUSS,
        body=Object(
            {
                "body": BODY,
                "event": _EVENT,
                "commit_id": Text(40, is_hex_oid=True),
                "comments": _COMMENTS,
            }
        ),
        max_body=MAX_BODY,
    ),
    Endpoint("GET", ONE, "Get a review", get_review, {200: REVIEW}, Action.READ),
    Endpoint(
        "PUT",
        ONE,
        "Change the text of a review",
        update_review,
        {200: REVIEW},
        Action.DISCUSS,
        body=Object({"body": Text(MAX_TEXT)}, ("body",)),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "DELETE",
        ONE,
        "Delete a review that is not submitted",
        delete_a_review,
        {200: REVIEW},
        Action.DISCUSS,
    ),
    Endpoint(
        "POST",
        ONE + "/events",
        "Submit a review",
        submit_a_review,
        {200: REVIEW},
        Action.DISCUSS,
        body=Object({"event": _EVENT, "body": BODY}, ("event",)),
        max_body=MAX_BODY,
    ),
    Endpoint(
        "PUT",
        ONE + "/dismissals",
        "Let a review no longer count",
        dismiss_a_review,
        {200: REVIEW},
        Action.WRITE,
        body=Object({"message": Text(MAX_TEXT, 1), "event": Text(16)}, ("message",)),
    ),
)
