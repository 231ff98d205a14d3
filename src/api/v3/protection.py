"""Rules about branches and tags: GitHub's addresses for one branch, and our own for patterns.

A rule of several branches has a pattern such as `release/*`, in which `*` stands for no slash and
`**` for any number of parts. Of the settings that GitHub has, those about status checks and about
single people are refused, for nobody would hold to them.
"""

from __future__ import annotations

from api.v3.answers import BRANCH_PROTECTION, RULE
from api.v3.branches import BRANCHES, TAGS
from api.v3.call import Call, problem
from api.v3.endpoint import REPOSITORY, Endpoint
from api.v3.schema import Anything, Boolean, Integer, ListOf, Nullable, Object, Schema, Text
from api.v3.shape import text_of
from durable.contract.protection import DropRule, Pushers, ReadRules, Rule, Rules, SetRule
from durable.contract.refs import ReadRef
from exchange import Answer, Reply
from forge.access import Action
from forge.audit import Event, Matter
from forge.errors import InvalidValue, NotFound
from replies import Json, Refused, json_reply

MAX_REVIEWS = 10
"""Approvals that may be required: GitHub has 6."""

_KINDS = {"branches": BRANCHES, "tags": TAGS}


async def get_branch_protection(call: Call) -> Answer:
    await _check_branch(call)
    rules = (await call.ask(ReadRules(_branch(call)))).rules
    if not rules:
        raise Refused(problem(404, "Branch not protected"))
    return json_reply(200, _branch_shape(rules[0], call))


async def set_branch_protection(call: Call) -> Answer:
    await _check_branch(call)
    _refuse_what_nobody_holds_to(call)
    reviews = call.fields("required_pull_request_reviews")
    count = reviews.get("required_approving_review_count", 1) if reviews is not None else 0
    rule = Rule(
        _branch(call),
        _pushers(call, Pushers.WRITERS if call.fields("restrictions") is None else Pushers.ADMINS),
        call.flag("allow_force_pushes"),
        call.flag("allow_deletions"),
        call.flag("required_linear_history"),
        count if isinstance(count, int) else 0,
        call.flag("enforce_admins"),
    )
    await _set(call, rule)
    return json_reply(200, _branch_shape(rule, call))


async def remove_branch_protection(call: Call) -> Answer:
    await _check_branch(call)
    await _drop(call, _branch(call))
    return Reply(204)


async def list_rules(call: Call) -> Answer:
    rules: Rules = await call.ask(ReadRules())
    return json_reply(200, [_rule_shape(rule) for rule in rules.rules])


async def set_rule(call: Call) -> Answer:
    rule = Rule(
        _pattern(call),
        _pushers(call, Pushers.WRITERS),
        call.flag("allow_force_pushes"),
        call.flag("allow_deletions"),
        call.flag("required_linear_history"),
        call.number("required_approvals", 0),
        call.flag("enforce_admins", default=True),
    )
    await _set(call, rule)
    return json_reply(200, _rule_shape(rule))


async def remove_rule(call: Call) -> Answer:
    await _drop(call, _pattern(call))
    return Reply(204)


def _branch(call: Call) -> bytes:
    return BRANCHES + call.data("branch")


async def _check_branch(call: Call) -> None:
    await call.ask(ReadRef(_branch(call)))


def _pattern(call: Call) -> bytes:
    prefix = _KINDS.get(call.text("kind"))
    if prefix is None:
        raise NotFound("kind of ref")
    return prefix + call.data("pattern")


def _pushers(call: Call, default: Pushers) -> Pushers:
    return Pushers(call.text("pushers", default.value))


def _refuse_what_nobody_holds_to(call: Call) -> None:
    if call.values.get("required_status_checks") is not None:
        raise InvalidValue("required_status_checks", "must be null: there are no status checks")
    restrictions = call.fields("restrictions") or {}
    if any(restrictions.values()):
        raise InvalidValue(
            "restrictions", "must not name anybody; `pushers` says which role it takes"
        )


async def _set(call: Call, rule: Rule) -> None:
    await call.ask(SetRule(rule))
    await _note(call, Event.PROTECTION_SET, _rule_shape(rule))


async def _drop(call: Call, pattern: bytes) -> None:
    await call.ask(DropRule(pattern))
    await _note(call, Event.PROTECTION_REMOVED, {"pattern": text_of(pattern)})


async def _note(call: Call, event: Event, details: dict[str, str | int | bool]) -> None:
    matter = Matter(str(call.target.name), call.target.store_name)
    await call.ports.database.batch([call.deed.note(event, matter, details)])


def _rule_shape(rule: Rule) -> dict[str, str | int | bool]:
    kind = next(kind for kind, prefix in _KINDS.items() if rule.pattern.startswith(prefix))
    return {
        "kind": kind,
        "pattern": text_of(rule.pattern.removeprefix(_KINDS[kind])),
        "pushers": rule.pushers.value,
        "allow_force_pushes": rule.allows_force,
        "allow_deletions": rule.allows_deletion,
        "required_linear_history": rule.is_linear,
        "required_approvals": rule.reviews,
        "enforce_admins": rule.binds_admins,
    }


def _branch_shape(rule: Rule, call: Call) -> dict[str, Json]:
    url = call.urls.api("branches", call.text("branch"), "protection")
    shown: dict[str, Json] = {
        "url": url,
        "enforce_admins": {"url": f"{url}/enforce_admins", "enabled": rule.binds_admins},
        "required_linear_history": {"enabled": rule.is_linear},
        "allow_force_pushes": {"enabled": rule.allows_force},
        "allow_deletions": {"enabled": rule.allows_deletion},
        "pattern": _rule_shape(rule)["pattern"],
        "pushers": rule.pushers.value,
    }
    if rule.reviews:
        shown["required_pull_request_reviews"] = {
            "url": f"{url}/required_pull_request_reviews",
            "dismiss_stale_reviews": False,
            "require_code_owner_reviews": False,
            "required_approving_review_count": rule.reviews,
        }
    return shown


_PUSHERS = Text(8, one_of=tuple(each.value for each in Pushers))
_FLAG = Nullable(Boolean())
_FLAGS: dict[str, Schema] = {
    "pushers": _PUSHERS,
    "enforce_admins": _FLAG,
    "required_linear_history": _FLAG,
    "allow_force_pushes": _FLAG,
    "allow_deletions": _FLAG,
}
_NOBODY = ListOf(Anything())
_REVIEWS = Integer(0, MAX_REVIEWS)
_BRANCH = REPOSITORY + "/branches/{branch+}/protection"
_RULE = REPOSITORY + "/protections/{kind}/{pattern+}"

ENDPOINTS = (
    Endpoint(
        "GET",
        _BRANCH,
        "Get the rule that holds for a branch",
        get_branch_protection,
        {200: BRANCH_PROTECTION},
        Action.WRITE,
    ),
    Endpoint(
        "PUT",
        _BRANCH,
        "Protect a branch",
        set_branch_protection,
        {200: BRANCH_PROTECTION},
        Action.ADMIN,
        body=Object(
            {
                **_FLAGS,
                "required_status_checks": Anything(),
                "required_pull_request_reviews": Nullable(
                    Object({"required_approving_review_count": _REVIEWS})
                ),
                "restrictions": Nullable(
                    Object({"users": _NOBODY, "teams": _NOBODY, "apps": _NOBODY})
                ),
            }
        ),
    ),
    Endpoint(
        "DELETE",
        _BRANCH,
        "Remove the rule that was made for this branch alone",
        remove_branch_protection,
        {204: None},
        Action.ADMIN,
    ),
    Endpoint(
        "GET",
        REPOSITORY + "/protections",
        "List the rules about branches and tags, in the order in which they were made",
        list_rules,
        {200: ListOf(RULE)},
        Action.WRITE,
    ),
    Endpoint(
        "PUT",
        _RULE,
        "Protect the branches or tags that match a pattern",
        set_rule,
        {200: RULE},
        Action.ADMIN,
        body=Object({**_FLAGS, "required_approvals": _REVIEWS}),
    ),
    Endpoint(
        "DELETE",
        _RULE,
        "Remove a rule",
        remove_rule,
        {204: None},
        Action.ADMIN,
    ),
)
"""Before the branches, whose addresses these continue."""
