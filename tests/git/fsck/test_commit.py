from __future__ import annotations

import random
from pathlib import Path

import pytest

from git.fsck import commit
from git.fsck.rule import CLEAN, RULE_BY_ID, STRUCTURAL
from git.objects import ObjectType
from tests.support.bad_objects import COMMITS, UNREADABLE_COMMITS
from tests.support.git_fsck import GitFsck

ALL = COMMITS | {f"unreadable: {name}": case for name, case in UNREADABLE_COMMITS.items()}


def rules_of(data: bytes) -> list[str]:
    return [finding.rule.id for finding in commit.check(data).found]


@pytest.mark.parametrize(("data", "rules"), COMMITS.values(), ids=COMMITS.keys())
def test_every_broken_rule_of_a_commit_is_named(data: bytes, rules: list[str]) -> None:
    assert rules_of(data) == rules


@pytest.mark.parametrize(
    ("data", "rules"), UNREADABLE_COMMITS.values(), ids=UNREADABLE_COMMITS.keys()
)
def test_what_a_commit_refers_to_must_be_readable_before_all(data: bytes, rules: list[str]) -> None:
    assert rules_of(data)[:1] == rules
    assert RULE_BY_ID[rules[0].lower()] in STRUCTURAL


def test_git_names_the_same_rules(tmp_path: Path) -> None:
    judge = GitFsck(tmp_path)
    oids = {name: judge.put(ObjectType.COMMIT, data) for name, (data, _) in ALL.items()}
    verdicts = judge.verdicts()
    theirs = {name: verdicts.get(oid.hex(), []) for name, oid in oids.items()}
    expected = {name: rules for name, (_, rules) in COMMITS.items()}
    unreadable = {f"unreadable: {name}": ["unreadable"] for name in UNREADABLE_COMMITS}
    assert theirs == expected | unreadable


def test_git_refuses_the_same_mutilated_commits(tmp_path: Path) -> None:
    chance = random.Random(5504)  # noqa: S311 - the same cases every time
    judge = GitFsck(tmp_path)
    whole = COMMITS["merge"][0]
    commits = [mutilated(whole, chance) for _ in range(1500)]
    oids = [judge.put(ObjectType.COMMIT, data) for data in commits]
    verdicts = judge.verdicts()
    for data, oid in zip(commits, oids, strict=True):
        theirs = verdicts.get(oid.hex(), [])
        ours = rules_of(data)
        if theirs == ["unreadable"]:
            assert RULE_BY_ID[ours[0].lower()] in STRUCTURAL, data
        else:
            # Git stops at the first error.
            assert ours[:1] == theirs, data


def mutilated(data: bytes, chance: random.Random) -> bytes:
    """With a few bytes overwritten, removed or put in, of those that mean something."""
    for _ in range(chance.randint(1, 2)):
        at = chance.randrange(len(data) - 20)
        cut = chance.choice([0, 0, 1, 1, 5, 30])
        new = chance.choice(
            [b"", b"\n", b"\0", b" ", b"<", b">", b"0", b"-", b"x", b"\n\n", b"author "]
        )
        data = data[:at] + new + data[at + cut :]
    return data


def test_all_flaws_are_told_so_that_one_may_be_relaxed_without_hiding_the_next() -> None:
    data = COMMITS["author: no date"][0].replace(b"1112911993", b"-5") + b"\0"
    assert rules_of(data) == ["missingSpaceBeforeDate", "badDateOverflow", "nulInCommit"]


def test_a_commit_without_anything_to_say_of_it_gets_the_shared_answer() -> None:
    assert commit.check(COMMITS["further headers"][0]) is CLEAN
