"""Merges in GitHub's shape; and beyond it picks, reverts, rebases, and how a merge would go."""

from __future__ import annotations

from api.v3 import shape
from api.v3.answers import COMMIT_ITEM, MERGE_PREVIEW
from api.v3.call import Call, problem
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.fields import MESSAGE, OID, PERSON, REFNAME, find_oid, read_person
from api.v3.schema import Boolean, Integer, ListOf, Object, Text
from durable.contract.merging import (
    CherryPick,
    Conflict,
    Merge,
    MergeMethod,
    MergeOutcome,
    MergePreview,
    MergeStatus,
    PreviewMerge,
    Rebase,
    Remark,
    Revert,
    Stage,
)
from durable.contract.message import Question
from exchange import Answer, Reply
from forge.access import Action
from forge.errors import InvalidValue
from replies import Json, json_reply

MAX_PICKED = 100
"""Commits that one call makes again."""

MAX_PARENT = 100
_MAX_REV = 256

_REFUSALS = {
    MergeStatus.CONFLICTS: "Merge conflict",
    MergeStatus.STALE: "The branch is elsewhere by now.",
    MergeStatus.NOT_FORWARD: "The branch cannot move there without a merge.",
}


async def merge(call: Call) -> Answer:
    committer = read_person(call, "committer", None)
    question = Merge(
        refname=_branch(call, "base"),
        head=call.data("head"),
        method=MergeMethod(call.text("method", MergeMethod.MERGE.value)),
        committer=committer,
        author=read_person(call, "author", committer),
        message=_message(call, "commit_message"),
        expected_base=find_oid(call.values, "expected_base"),
        expected_head=find_oid(call.values, "expected_head"),
    )
    return await _carry_out(call, question)


async def cherry_pick(call: Call) -> Answer:
    question = CherryPick(
        refname=_branch(call, "branch"),
        revs=tuple(rev.encode("utf-8", "surrogateescape") for rev in call.words("commits")),
        committer=read_person(call, "committer", None),
        mainline=call.number("mainline", 0),
        with_origin=call.flag("with_origin"),
        expected=find_oid(call.values, "expected_head"),
    )
    return await _carry_out(call, question)


async def revert(call: Call) -> Answer:
    committer = read_person(call, "committer", None)
    question = Revert(
        refname=_branch(call, "branch"),
        rev=call.data("commit"),
        committer=committer,
        author=read_person(call, "author", committer),
        mainline=call.number("mainline", 0),
        message=_message(call, "message"),
        expected=find_oid(call.values, "expected_head"),
    )
    return await _carry_out(call, question)


async def rebase(call: Call) -> Answer:
    question = Rebase(
        refname=_branch(call, "branch"),
        onto=call.data("onto"),
        committer=read_person(call, "committer", None),
        expected=find_oid(call.values, "expected_head"),
    )
    return await _carry_out(call, question)


async def preview_merge(call: Call) -> Answer:
    base, dots, head = call.data("basehead").rpartition(b"...")
    if not (base and dots and head):
        raise InvalidValue("basehead", "must be <base>...<head>")
    return json_reply(200, _preview(await call.ask(PreviewMerge(base, head))))


async def _carry_out(call: Call, question: Question[MergeOutcome]) -> Answer:
    outcome = await call.ask(question)
    if outcome.commit is not None:
        return json_reply(201, shape.commit_item(outcome.commit, call.urls))
    if outcome.status is MergeStatus.UP_TO_DATE:
        return Reply(204)
    refusal = problem(409, _REFUSALS[outcome.status])
    if outcome.status is not MergeStatus.CONFLICTS:
        return refusal
    stopped_at = outcome.stopped_at
    return json_reply(
        409,
        {
            "message": _REFUSALS[outcome.status],
            "stopped_at": stopped_at.hex() if stopped_at else None,
            "conflicts": [_conflict(each) for each in outcome.conflicts],
            "remarks": [_remark(each) for each in outcome.remarks],
        },
    )


def _branch(call: Call, name: str) -> bytes:
    return b"refs/heads/" + call.data(name).removeprefix(b"refs/heads/")


def _message(call: Call, name: str) -> bytes:
    """With a newline at its end, as Git's own messages have it; empty when none is given."""
    message = call.data(name)
    return message + b"\n" if message and not message.endswith(b"\n") else message


def _preview(found: MergePreview) -> dict[str, Json]:
    return {
        "status": found.status.value,
        "mergeable": found.status is not MergeStatus.CONFLICTS,
        "fast_forward": found.is_forward,
        "base": found.base.hex(),
        "head": found.head.hex(),
        "merge_base": found.merge_base.hex() if found.merge_base else None,
        "tree": found.tree.hex() if found.tree else None,
        "complete": found.has_all_renames,
        "conflicts": [_conflict(each) for each in found.conflicts],
        "remarks": [_remark(each) for each in found.remarks],
    }


def _conflict(each: Conflict) -> Json:
    base, ours, theirs = map(_stage, each.stages)
    return {
        "path": shape.text_of(each.path),
        "kinds": list(each.kinds),
        "base": base,
        "ours": ours,
        "theirs": theirs,
        "content": None if each.content is None else shape.text_of(each.content),
        "hunks": [
            {
                "ours": [hunk.ours_start, hunk.ours_stop],
                "theirs": [hunk.theirs_start, hunk.theirs_stop],
            }
            for hunk in each.hunks
        ],
    }


def _stage(stage: Stage | None) -> Json:
    return stage and {"mode": f"{stage.mode:06o}", "sha": stage.oid.hex()}


def _remark(each: Remark) -> Json:
    paths: list[Json] = [shape.text_of(path) for path in each.paths]
    return {"kind": each.kind, "paths": paths, "text": shape.text_of(each.text)}


_REV = Text(_MAX_REV, 1)
_MAINLINE = Integer(1, MAX_PARENT)
_EXPECTED = {"expected_head": OID, "committer": PERSON}

ENDPOINTS = (
    Endpoint(
        "GET",
        REPOSITORY + "/merge-preview/{basehead+}",
        "Tell how a merge would go, and what would be in conflict; nothing is written",
        preview_merge,
        {200: MERGE_PREVIEW},
        Action.READ,
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/merges",
        "Merge a branch, tag or commit into a branch; beyond GitHub also by squash, rebase or"
        " fast-forward",
        merge,
        {201: COMMIT_ITEM, 204: None},
        Action.WRITE,
        body=Object(
            {
                **_EXPECTED,
                "base": REFNAME,
                "head": _REV,
                "commit_message": MESSAGE,
                "method": Text(16, one_of=tuple(method.value for method in MergeMethod)),
                "author": PERSON,
                "expected_base": OID,
            },
            ("base", "head"),
        ),
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/cherry-picks",
        "Make the changes of commits again on a branch",
        cherry_pick,
        {201: COMMIT_ITEM, 204: None},
        Action.WRITE,
        body=Object(
            {
                **_EXPECTED,
                "branch": REFNAME,
                "commits": ListOf(_REV, MAX_PICKED),
                "mainline": _MAINLINE,
                "with_origin": Boolean(),
            },
            ("branch", "commits"),
        ),
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/reverts",
        "Undo the change of a commit on a branch",
        revert,
        {201: COMMIT_ITEM, 204: None},
        Action.WRITE,
        body=Object(
            {
                **_EXPECTED,
                "branch": REFNAME,
                "commit": _REV,
                "mainline": _MAINLINE,
                "message": MESSAGE,
                "author": PERSON,
            },
            ("branch", "commit"),
        ),
    ),
    Endpoint(
        "POST",
        REPOSITORY + "/rebases",
        "Make the commits of a branch again upon another",
        rebase,
        {201: COMMIT_ITEM, 204: None},
        Action.WRITE,
        body=Object({**_EXPECTED, "branch": REFNAME, "onto": _REV}, ("branch", "onto")),
    ),
)
