from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from git.fsck import tag
from git.fsck.rule import RULE_BY_ID, STRUCTURAL
from git.objects import ObjectType
from tests.support.bad_objects import TAGS, UNREADABLE_TAGS
from tests.support.git_fsck import ENVIRONMENT, GitFsck


def rules_of(data: bytes) -> list[str]:
    return [finding.rule.id for finding in tag.check(data).found]


@pytest.mark.parametrize(("data", "rules"), TAGS.values(), ids=TAGS.keys())
def test_every_broken_rule_of_a_tag_is_named(data: bytes, rules: list[str]) -> None:
    assert rules_of(data) == rules


@pytest.mark.parametrize(("data", "rules"), UNREADABLE_TAGS.values(), ids=UNREADABLE_TAGS.keys())
def test_what_a_tag_refers_to_must_be_readable_before_all(data: bytes, rules: list[str]) -> None:
    assert rules_of(data)[:1] == rules


def test_a_name_or_a_tagger_may_be_amiss_without_making_a_tag_unreadable() -> None:
    structural = {name for name, case in UNREADABLE_TAGS.items() if _is_structural(case[1][0])}
    assert structural == UNREADABLE_TAGS.keys() - {"no tag"}


def _is_structural(rule_id: str) -> bool:
    return RULE_BY_ID[rule_id.lower()] in STRUCTURAL


def test_headers_that_are_not_known_are_seen_though_nobody_minds() -> None:
    data = TAGS["ends with its headers"][0] + b"foo bar\n\nm"
    assert rules_of(data) == ["extraHeaderEntry"]


def test_git_names_the_same_rules(tmp_path: Path) -> None:
    judge = GitFsck(tmp_path)
    oids = {name: judge.put(ObjectType.TAG, data) for name, (data, _) in TAGS.items()}
    verdicts = judge.verdicts()
    theirs = {
        name: [rule.rstrip("?") for rule in verdicts.get(oid.hex(), [])]
        for name, oid in oids.items()
    }
    assert theirs == {name: rules for name, (_, rules) in TAGS.items()}


@pytest.mark.parametrize(("data", "rules"), UNREADABLE_TAGS.values(), ids=UNREADABLE_TAGS.keys())
def test_git_mktag_names_the_same_rule(data: bytes, rules: list[str], tmp_path: Path) -> None:
    GitFsck(tmp_path)
    run = subprocess.run(
        ["git", "mktag"], cwd=tmp_path, input=data, check=False, capture_output=True,
        env=ENVIRONMENT,
    )  # fmt: skip
    assert rules[0] in run.stderr.decode()
