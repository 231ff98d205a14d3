from __future__ import annotations

import random

import pytest

from git.version import MAX_NAME, find_version

IN_ORDER = [
    b"0.9",
    b"v1.0.0-alpha",
    b"v1.0.0-alpha.1",
    b"v1.0.0-alpha.beta",
    b"v1.0.0-beta",
    b"v1.0.0-beta.2",
    b"v1.0.0-beta.11",
    b"v1.0.0-rc.1",
    b"1.0rc2",
    b"v1.0.0",
    b"v1.2",
    b"v1.9.0",
    b"release-1.10.0",
    b"V2.0.0+build.5",
    b"10.0.0",
]


def test_versions_are_in_the_order_of_semantic_versioning() -> None:
    versions = [find_version(name) for name in IN_ORDER]
    assert all(version is not None for version in versions)
    shuffled = [version for version in versions if version is not None]
    random.Random(1).shuffle(shuffled)  # noqa: S311 - the same order every time
    assert sorted(shuffled) == versions


@pytest.mark.parametrize(("one", "other"), [(b"v1.0", b"1.0.0"), (b"app/v2.1", b"2.1")])
def test_versions_may_be_written_in_several_ways(one: bytes, other: bytes) -> None:
    assert find_version(one) == find_version(other)


@pytest.mark.parametrize(
    "name", [b"", b"nightly", b"build-7", b"v", b"1.0 beta", b"1..0", b"v1.0.0\xff", b"9" * 5_000]
)
def test_other_names_are_no_versions(name: bytes) -> None:
    assert find_version(name) is None


def test_a_name_that_is_too_long_is_no_version() -> None:
    assert find_version(b"1." * (MAX_NAME // 2) + b"0") is None
    assert find_version(b"1." * (MAX_NAME // 2 - 1) + b"0") is not None


@pytest.mark.parametrize(("name", "is_final"), [(b"v1.0", True), (b"v1.0-rc.1", False)])
def test_what_comes_before_a_version_is_not_final(name: bytes, is_final: bool) -> None:
    version = find_version(name)
    assert version is not None
    assert version.is_final is is_final
