from __future__ import annotations

import random
from pathlib import Path

import pytest

from git.fsck import gitmodules
from git.fsck.rule import CLEAN, Rule
from git.objects import ObjectType
from tests.support.bad_objects import GITMODULES, Cases, entry, submodule_with
from tests.support.git_fsck import GitFsck

# Where we are stricter than Git on purpose.
STRICTER: Cases = {
    "carriage return in a path": (submodule_with(b"path", b"x\r"), ["gitmodulesPath"]),
    "carriage return in a url": (submodule_with(b"url", b"./x\ry"), ["gitmodulesUrl"]),
    "carriage return, encoded": (submodule_with(b"url", b"http://h/%0d"), ["gitmodulesUrl"]),
    "newline before a colon": (submodule_with(b"url", b"./%0a:x"), ["gitmodulesUrl"]),
    "NUL in a name": (b'[submodule "x\0"]\nurl = x\n', ["gitmodulesName"]),
    "byte 0xff, where Git stops to read": (b'[submodule "x"]\nurl=y\n\xff', ["gitmodulesParse"]),
}


def rules_of(data: bytes) -> list[str]:
    return [finding.rule.id for finding in gitmodules.check(data).found]


@pytest.mark.parametrize(
    ("data", "rules"), (GITMODULES | STRICTER).values(), ids=(GITMODULES | STRICTER).keys()
)
def test_every_broken_rule_is_named(data: bytes, rules: list[str]) -> None:
    assert rules_of(data) == rules


def verdicts_of_git(blobs: list[bytes], folder: Path) -> list[list[str]]:
    """What Git says of each as a `.gitmodules`; of a rule broken twice, once."""
    judge = GitFsck(folder)
    oids = [judge.put(ObjectType.BLOB, blob) for blob in blobs]
    for oid in oids:
        judge.put(ObjectType.TREE, entry(b"100644", b".gitmodules", oid))
    verdicts = judge.verdicts()
    return [
        list(dict.fromkeys(rule.rstrip("?") for rule in verdicts.get(oid.hex(), [])))
        for oid in oids
    ]


def test_git_names_the_same_rules(tmp_path: Path) -> None:
    blobs = [data for data, _ in GITMODULES.values()]
    theirs = dict(zip(GITMODULES, verdicts_of_git(blobs, tmp_path), strict=True))
    assert theirs == {name: rules for name, (_, rules) in GITMODULES.items()}


PIECES = [
    b"http://", b"http::", b"https://", b"./", b"../", b"git://", b"/", b":", b"@", b"a", b"%",
    b"?", b"#", b"-", b"\n", b"ftp::", b".", b"://", b"%0a",
]  # fmt: skip


def test_git_judges_generated_urls_alike(tmp_path: Path) -> None:
    chance = random.Random(7450)  # noqa: S311 - the same cases every time
    urls = {b"".join(chance.choices(PIECES, k=chance.randint(1, 6))) for _ in range(1500)}
    blobs = [submodule_with(b"url", url) for url in sorted(urls)]
    for blob, theirs in zip(blobs, verdicts_of_git(blobs, tmp_path), strict=True):
        ours = rules_of(blob)
        if ours != theirs:
            # Git does not decode what stands before a colon.
            assert (ours, theirs) == (["gitmodulesUrl"], []), blob
            assert b"%0a" in blob, blob


def test_what_follows_a_nul_in_a_value_is_not_there() -> None:
    assert rules_of(submodule_with(b"url", b"http://\0host")) == ["gitmodulesUrl"]
    assert rules_of(submodule_with(b"url", b"./x\0\n")) == []


def test_a_file_past_the_limit_is_not_parsed() -> None:
    longest = b"#" * gitmodules.MAX_SIZE
    assert gitmodules.check(longest) is CLEAN
    assert rules_of(longest + b"#") == ["gitmodulesLarge"]
    assert [finding.rule for finding in gitmodules.check(None).found] == [Rule.GITMODULES_LARGE]


def test_hostile_values_are_shown_short_and_harmless() -> None:
    findings = gitmodules.check(submodule_with(b"url", b"-\x1b[31m\xff" + b"x" * 5000))
    text = findings.found[0].text
    assert "\\x1b[31m" in text
    assert len(text) < 200


@pytest.mark.parametrize(
    "value", [b"./" * 90_000, b"http://" + b"://" * 60_000, b"%" * 180_000, b"/" * 180_000]
)
def test_long_values_do_not_take_long(value: bytes) -> None:
    assert len(rules_of(submodule_with(b"url", value))) <= 1
