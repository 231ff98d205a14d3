from __future__ import annotations

from pathlib import Path

import pytest

from git.fsck import gitattributes
from git.objects import ObjectType
from tests.support.bad_objects import entry
from tests.support.git_fsck import GitFsck

LONGEST = b"a" * gitattributes.MAX_LINE

CASES: list[tuple[bytes, list[str]]] = [
    (b"", []),
    (b"*.txt text\n", []),
    (LONGEST, []),
    (b"x\n" + LONGEST + b"\n" + LONGEST + b"\n", []),
    (LONGEST + b"a", ["gitattributesLineLength"]),
    (b"x\n" + LONGEST + b"a\nx\n", ["gitattributesLineLength"]),
    (b"\0" + LONGEST + b"a", []),
]


@pytest.mark.parametrize(("data", "rules"), CASES)
def test_lines_past_the_limit_are_found(data: bytes, rules: list[str]) -> None:
    assert [finding.rule.id for finding in gitattributes.check(data).found] == rules


def test_git_finds_the_same_lines(tmp_path: Path) -> None:
    judge = GitFsck(tmp_path)
    oids = [judge.put(ObjectType.BLOB, data) for data, _ in CASES]
    for oid in oids:
        judge.put(ObjectType.TREE, entry(b"100644", b".gitattributes", oid))
    verdicts = judge.verdicts()
    assert [verdicts.get(oid.hex(), []) for oid in oids] == [rules for _, rules in CASES]


def test_a_file_past_the_limit_is_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gitattributes, "MAX_SIZE", 10)
    assert gitattributes.check(b"x" * 10).found == ()
    for data in (b"x" * 11, None):
        rules = [finding.rule.id for finding in gitattributes.check(data).found]
        assert rules == ["gitattributesLarge"]
