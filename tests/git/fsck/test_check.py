from __future__ import annotations

import pytest

from git.fsck.check import check, check_gitattributes, check_gitmodules
from git.fsck.rule import CLEAN, Findings
from git.objects import ObjectType
from tests.support.bad_objects import COMMITS, TAGS, TREES, submodule_with


def rules_of(findings: Findings) -> list[str]:
    return [finding.rule.id for finding in findings.found]


@pytest.mark.parametrize(
    ("object_type", "case"),
    [
        (ObjectType.COMMIT, COMMITS["no author"]),
        (ObjectType.TREE, TREES["not sorted"]),
        (ObjectType.TAG, TAGS["bad name"]),
    ],
)
def test_an_object_goes_through_the_rules_of_its_kind(
    object_type: ObjectType, case: tuple[bytes, list[str]]
) -> None:
    data, rules = case
    assert rules_of(check(object_type, data)) == rules


@pytest.mark.parametrize(
    ("object_type", "data", "rules"),
    [
        (None, None, ["gitmodulesMissing"]),
        (ObjectType.TREE, b"", ["gitmodulesBlob"]),
        (ObjectType.BLOB, None, ["gitmodulesLarge"]),
        (ObjectType.BLOB, submodule_with(b"url", b"-x"), ["gitmodulesUrl"]),
        (ObjectType.BLOB, b"", []),
    ],
)
def test_what_is_called_gitmodules_must_be_there_and_be_a_harmless_blob(
    object_type: ObjectType | None, data: bytes | None, rules: list[str]
) -> None:
    assert rules_of(check_gitmodules(object_type, data)) == rules


@pytest.mark.parametrize(
    ("object_type", "data", "rules"),
    [
        (None, None, ["gitattributesMissing"]),
        (ObjectType.COMMIT, b"", ["gitattributesBlob"]),
        (ObjectType.BLOB, None, ["gitattributesLarge"]),
        (ObjectType.BLOB, b"a" * 2048, ["gitattributesLineLength"]),
        (ObjectType.BLOB, b"", []),
    ],
)
def test_what_is_called_gitattributes_must_be_there_and_be_a_readable_blob(
    object_type: ObjectType | None, data: bytes | None, rules: list[str]
) -> None:
    assert rules_of(check_gitattributes(object_type, data)) == rules


def test_of_a_blob_there_is_nothing_to_say() -> None:
    assert check(ObjectType.BLOB, b"anything\0") is CLEAN
