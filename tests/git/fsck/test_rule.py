from __future__ import annotations

import subprocess

from git.fsck.rule import RULE_BY_ID, Finding, Rule, quote
from tests.support.git_fsck import ENVIRONMENT

NEWER_THAN_THE_JUDGE = {"largePathname"}


def test_rules_have_the_ids_that_git_has() -> None:
    command = ["git", "help", "--config-for-completion"]
    listed = subprocess.run(command, check=True, capture_output=True, text=True, env=ENVIRONMENT)
    theirs = {
        line.removeprefix("fsck.")
        for line in listed.stdout.splitlines()
        if line.startswith("fsck.")
    }
    assert theirs - {"skipList"} <= {rule.id for rule in Rule}
    assert {rule.id for rule in Rule} - theirs <= NEWER_THAN_THE_JUDGE


def test_an_id_is_found_whatever_its_case() -> None:
    assert RULE_BY_ID["treenotsorted"] is Rule.TREE_NOT_SORTED
    assert len(RULE_BY_ID) == len(Rule)


def test_a_finding_reads_as_git_writes_it() -> None:
    assert str(Finding(Rule.HAS_DOT, "contains '.'")) == "hasDot: contains '.'"


def test_bytes_of_an_object_are_quoted_short_and_without_control_characters() -> None:
    assert quote(b"a\x1b\n\xff") == r"'a\x1b\n\\xff'"
    assert len(quote(b"x" * 5000)) < 200
