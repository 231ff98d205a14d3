from __future__ import annotations

import random
from pathlib import Path

import pytest

from git import tree
from git.fsck import tree as fsck_tree
from git.fsck.rule import CLEAN, Rule
from git.objects import ObjectType
from git.oid import ObjectId
from tests.support.bad_objects import OID, OTHER, TREES, Cases, entry
from tests.support.git_fsck import GitFsck

# Git 2.39, the judge here, does not have the rule yet.
LARGE_NAMES: Cases = {
    "longest name": (entry(b"100644", b"a" * fsck_tree.MAX_NAME), []),
    "too long name": (entry(b"100644", b"a" * (fsck_tree.MAX_NAME + 1)), ["largePathname"]),
}


def rules_of(data: bytes) -> list[str]:
    return [finding.rule.id for finding in fsck_tree.check(data).found]


@pytest.mark.parametrize(
    ("data", "rules"), (TREES | LARGE_NAMES).values(), ids=(TREES | LARGE_NAMES).keys()
)
def test_every_broken_rule_of_a_tree_is_named(data: bytes, rules: list[str]) -> None:
    assert rules_of(data) == rules


def test_git_names_the_same_rules(tmp_path: Path) -> None:
    judge = GitFsck(tmp_path)
    oids = {name: judge.put(ObjectType.TREE, data) for name, (data, _) in TREES.items()}
    verdicts = judge.verdicts()
    theirs = {
        name: [rule.rstrip("?") for rule in verdicts.get(oid.hex(), [])]
        for name, oid in oids.items()
    }
    assert theirs == {name: rules for name, (_, rules) in TREES.items()}


PIECES = [
    b".", b"g", b"i", b"t", b".git", b"GIT", b"modules", b"attributes", b"~1", b"~", b" ", b":",
    b"\\", b"/", b"a", b"\xe2\x80\x8c", b"\xef\xbb\xbf", b"\xff", b"\xc3\xa9", b"gi7eba", b"gi7d29",
]  # fmt: skip
MODES = [b"100644", b"40000", b"120000", b"160000", b"100755", b"100664", b"040000"]


def generated_tree(chance: random.Random) -> bytes:
    """One to three entries with nasty names, most often in order, sometimes damaged."""
    entries = [
        entry(
            chance.choice(MODES),
            b"".join(chance.choices(PIECES, k=chance.randint(1, 4))),
            chance.choice([OID, OID, OTHER, bytes(20)]),
        )
        for _ in range(chance.randint(1, 3))
    ]
    if chance.random() < 0.8:
        entries.sort(key=lambda data: tree.sort_key(tree.decode(data)[0]))
    data = b"".join(entries)
    return data[: chance.randrange(len(data))] if chance.random() < 0.05 else data


def test_git_judges_generated_trees_alike(tmp_path: Path) -> None:
    chance = random.Random(1450)  # noqa: S311 - the same cases every time
    judge = GitFsck(tmp_path)
    trees = [generated_tree(chance) for _ in range(1500)]
    oids = [judge.put(ObjectType.TREE, data) for data in trees]
    verdicts = judge.verdicts()
    for data, oid in zip(trees, oids, strict=True):
        ours = set(rules_of(data))
        theirs = {rule.rstrip("?") for rule in verdicts.get(oid.hex(), [])}
        if "badTree" in theirs:
            assert ours == {"badTree"}, data
        elif "treeNotSorted" in theirs:
            # In a tree without order Git may overlook that a name comes twice.
            assert ours - {"duplicateEntries"} == theirs - {"duplicateEntries"}, data
        else:
            assert ours == theirs, data


def test_files_that_clients_obey_are_reported_with_their_ids() -> None:
    first, second, third = ObjectId(b"1" * 20), ObjectId(b"2" * 20), ObjectId(b"3" * 20)
    data = (
        entry(b"100644", b".GITMODULES", first)
        + entry(b"100755", b".gitattributes", second)
        + entry(b"100644", b".gitignore")
        + entry(b"40000", b"gi7eba~1", third)
        + entry(b"120000", b"gitatt~1")
    )
    findings = fsck_tree.check(data)
    assert findings.gitmodules == (first, third)
    assert findings.gitattributes == (second,)
    assert [finding.rule for finding in findings.found] == [Rule.GITATTRIBUTES_SYMLINK]


def test_a_tree_without_anything_to_say_of_it_gets_the_shared_answer() -> None:
    data = entry(b"40000", b".github") + entry(b"100644", b".gitignore") + entry(b"120000", b"a")
    assert fsck_tree.check(data) is CLEAN


def test_nothing_is_reported_of_bytes_that_are_no_tree_but_that() -> None:
    findings = fsck_tree.check(entry(b"100644", b".gitmodules") + b"x")
    assert [finding.rule for finding in findings.found] == [Rule.BAD_TREE]
    assert findings.gitmodules == ()
