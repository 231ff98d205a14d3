"""A whole repository, with all its refs, there and back."""

from __future__ import annotations

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import assert_equal
from tests.support.sample_repository import generate, read_sample

pytestmark = pytest.mark.workerd


def test_a_whole_repository_comes_back_as_it_was_pushed(desk: Desk, remote: Remote) -> None:
    sample = read_sample(desk.folder / "sample")
    sample.git("push", "--quiet", "--mirror", remote.url)
    assert_equal(desk.mirror(remote), sample)


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_names_and_contents_of_every_kind_come_back_in_every_protocol_version(
    desk: Desk, remote: Remote, version: str
) -> None:
    sample = generate(desk.folder / "sample")
    sample.config["protocol.version"] = version
    sample.git("push", "--quiet", "--mirror", remote.url)
    clone = desk.clone(remote.url, "--mirror", config={"protocol.version": version})
    assert_equal(clone, sample)
