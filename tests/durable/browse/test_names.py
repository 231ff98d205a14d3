from __future__ import annotations

from pathlib import Path

import pytest

from durable.contract.refs import ListNames, NameOrder
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill
from tests.support.stored import Stored

VERSIONS = ["v1.0", "v1.2.0", "v1.10.0", "v1.9.3", "v2.0.0-rc.1", "nightly"]


@pytest.fixture
def tagged(tmp_path: Path) -> GitRepository:
    git = fill(bare(tmp_path / "git"), seed=1)
    for at, name in enumerate(VERSIONS):
        git.git("tag", "-m", f"about {name}", name, f"b{3 + at}")
    return git


def names_of(stored: Stored, question: ListNames) -> list[bytes]:
    return [each.ref.refname for each in stored.ask(question).names]


def test_the_newest_comes_first_after_the_default_branch(sample: Stored) -> None:
    head = sample.ask(ListNames(b"refs/heads/")).head_target
    order = "--sort=refname", "--sort=-committerdate", "--format=%(refname)"
    expected = sample.git.git("for-each-ref", *order, "refs/heads/").output.split()
    found = names_of(sample, ListNames(b"refs/heads/", limit=5_000))
    assert found == [head, *(name for name in expected if name != head)]


def test_pages_of_names_join_without_gap(sample: Stored) -> None:
    whole = sample.ask(ListNames(b"refs/tags/", limit=5_000))
    pages = [sample.ask(ListNames(b"refs/tags/", skip, 7)) for skip in range(0, whole.total, 7)]
    assert tuple(name for page in pages for name in page.names) == whole.names
    assert whole.total == len(whole.names)


def test_versions_come_as_people_count_them(tagged: GitRepository) -> None:
    stored = Stored(tagged)
    question = ListNames(b"refs/tags/", limit=4, order=NameOrder.VERSION)
    found = [name.removeprefix(b"refs/tags/").decode() for name in names_of(stored, question)]
    listed = tagged.read("tag", "--sort=-v:refname", "--list", "v[0-9]*").split()
    assert found == [name for name in listed if "-" not in name][:4]
    stored.close()


def test_an_annotated_tag_comes_with_what_it_says(tagged: GitRepository) -> None:
    stored = Stored(tagged)
    (name,) = stored.ask(ListNames(b"refs/tags/", only=b"refs/tags/v1.2.0")).names
    assert name.tag is not None
    assert name.tag.message == b"about v1.2.0\n"
    assert name.ref.commit is not None
    assert name.ref.commit.oid.hex() == tagged.oid("v1.2.0^{commit}")
    assert stored.ask(ListNames(b"refs/tags/", only=b"refs/tags/v1.")).names == ()
    stored.close()


def test_beyond_a_number_names_come_in_their_own_order(
    sample: Stored, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("durable.browse.refs.MAX_SORTED", 3)
    page = sample.ask(ListNames(b"refs/tags/", limit=5_000))
    assert not page.is_sorted
    names = [each.ref.refname for each in page.names]
    assert names == sorted(names)
    assert len(names) == page.total
