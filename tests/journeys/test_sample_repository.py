"""A whole repository, with all its refs, there and back."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.sample_repository import generate, read_sample

pytestmark = pytest.mark.workerd


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> GitRepository:
    return read_sample(tmp_path_factory.mktemp("sample") / "sample")


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_a_whole_repository_comes_back_as_it_was_pushed(
    desk: Desk, remote: Remote, sample: GitRepository, version: str
) -> None:
    config = {"protocol.version": version}
    GitRepository(sample.folder, config).git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.clone(remote.url, "--mirror", config=config), sample)


def test_names_and_contents_of_every_kind_come_back(desk: Desk, remote: Remote) -> None:
    odd = generate(desk.folder / "odd")
    odd.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), odd)
    listed = odd.git("ls-tree", "-r", "-z", "main").output
    assert b"\tlatin-\xe9.txt\0" in listed
    assert b" e69de29bb2d1d6434b8b29ae775ad8c2e48c5391\tempty\0" in listed
    assert b"caf\xe9" in odd.git("log", "-1", "--format=%B", "--encoding=none", "main~1").output
