from __future__ import annotations

import pytest

from git.errors import LimitExceeded
from git.fsck import policy
from git.fsck.policy import InvalidPolicy, Policy
from git.fsck.rule import STRUCTURAL, Finding, Findings, Rule
from git.objects import ObjectType
from git.oid import ObjectId

OID = ObjectId(b"\xab" * 20)
HEX = b"ab" * 20
OTHER = ObjectId(b"\xcd" * 20)

FINDINGS = Findings(
    tuple(
        Finding(rule, "text")
        for rule in (
            Rule.BAD_TREE,
            Rule.TREE_NOT_SORTED,
            Rule.HAS_DOTGIT,
            Rule.BAD_FILEMODE,
            Rule.EXTRA_HEADER_ENTRY,
        )
    )
)


def refused(by: Policy, oid: ObjectId = OID) -> list[Rule]:
    return [finding.rule for finding in by.refusals(oid, FINDINGS)]


def told(by: Policy, oid: ObjectId = OID) -> list[Rule]:
    return [finding.rule for finding in by.warnings(oid, FINDINGS)]


def test_errors_and_warnings_of_git_refuse_and_infos_are_told() -> None:
    assert refused(Policy()) == [Rule.BAD_TREE, Rule.TREE_NOT_SORTED, Rule.HAS_DOTGIT]
    assert told(Policy()) == [Rule.BAD_FILEMODE]


def test_rules_are_relaxed_and_tightened_by_id_whatever_its_case() -> None:
    relaxed = policy.decode(
        {"treenotsorted": "ignore", "hasDotgit": "warn", "BADFILEMODE": "error"}
    )
    assert refused(relaxed) == [Rule.BAD_TREE, Rule.BAD_FILEMODE]
    assert told(relaxed) == [Rule.HAS_DOTGIT]


def test_objects_on_the_skip_list_are_spared_but_for_what_makes_them_unreadable() -> None:
    sparing = policy.decode({}, b"# old\n\n  %s  # why\r\n" % HEX.upper())
    assert refused(sparing) == [Rule.BAD_TREE]
    assert told(sparing) == []
    assert refused(sparing, OTHER) == refused(Policy())


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"noSuchRule": "ignore"}, "no object check called 'noSuchRule'"),
        ({"hasDot": "fatal"}, "'hasDot' can be ignore, warn or error, not 'fatal'"),
        ({"hasDot": ""}, "not ''"),
        *(
            ({rule.id: "warn"}, f"'{rule.id}' cannot be relaxed")
            for rule in sorted(STRUCTURAL, key=lambda rule: rule.id)
        ),
    ],
)
def test_settings_that_cannot_be_followed_are_refused(
    settings: dict[str, str], message: str
) -> None:
    with pytest.raises(InvalidPolicy, match=message):
        policy.decode(settings)


def test_structural_rules_may_be_set_to_what_they_are() -> None:
    assert refused(policy.decode({"badTree": "error"}))[0] is Rule.BAD_TREE


@pytest.mark.parametrize("line", [HEX + b"0", HEX[1:], b"x", HEX + b" " + HEX, b"\xff"])
def test_a_skip_list_holds_ids_and_comments_only(line: bytes) -> None:
    with pytest.raises(InvalidPolicy, match="not an object id on the skip list"):
        policy.decode_skip_list(HEX + b"\n" + line)


def test_a_skip_list_is_limited() -> None:
    ids = [b"%040x" % number for number in range(policy.MAX_SKIPPED + 1)]
    assert len(policy.decode_skip_list(b"\n".join(ids[:-1]))) == policy.MAX_SKIPPED
    with pytest.raises(LimitExceeded):
        policy.decode_skip_list(b"\n".join(ids))


def test_a_refusal_names_object_and_rule_and_what_can_be_done() -> None:
    text = policy.explain(ObjectType.TREE, OID, Finding(Rule.HAS_DOT, "contains '.'"))
    assert text.startswith(f"tree {HEX.decode()}: hasDot: contains '.'")
    assert "push with -o fsck.hasDot=warn" in text


def test_no_way_out_is_offered_where_there_is_none() -> None:
    text = policy.explain(ObjectType.TREE, OID, Finding(Rule.BAD_TREE, "broken"))
    assert text == f"tree {HEX.decode()}: badTree: broken"
