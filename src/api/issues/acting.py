"""Who calls does something to an issue: found, and held to what they may."""

from __future__ import annotations

from api.shape import find_id
from api.v3.call import Call
from forge.access import may_change
from forge.errors import NotAllowed, NotFound
from forge.issues.act import Act
from forge.issues.comments import Comment, read_comment
from forge.issues.issue import Issue, read_issue
from forge.users import User


def act_on(call: Call, number: int) -> Act:
    return Act(call.deed, call.target.id, number)


def read_number(call: Call, name: str, what: str) -> int:
    """The number in the path's `{name}`; NotFound where it can be none."""
    number = find_id(call.text(name))
    if number is None:
        raise NotFound(what)
    return number


async def find_issue(call: Call) -> Issue:
    """The one in `{number}`."""
    number = read_number(call, "number", "issue")
    return await read_issue(call.ports.database, call.target.id, number)


async def find_comment(call: Call) -> Comment:
    """The one in `{comment}`."""
    comment_id = read_number(call, "comment", "comment")
    return await read_comment(call.ports.database, call.target, comment_id)


def check_may_change(call: Call, author: User) -> None:
    """Go on for the author, and for who may write."""
    if not may_change(call.actor, author, call.repository):
        raise NotAllowed("Only its author, and who may write to the repository, may do that.")


def check_may_comment(call: Call, issue: Issue) -> None:
    """Go on unless the issue is locked to who calls."""
    if issue.standing.lock_reason is not None and not call.may_write:
        raise NotAllowed("This is locked: only who may write to the repository may comment.")
