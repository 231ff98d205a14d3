from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from tests.web.code.odd_files import BRANCH
from tests.web.history.reader import Reader


def order(reader: Reader, name: str) -> tuple[str, dict[str, list[str]]]:
    forward = reader.hearth.forward("GET", f"{reader.base}/archive/{name}")
    url = urlsplit(forward.path)
    return url.path, parse_qs(url.query, keep_blank_values=True)


@pytest.mark.parametrize("suffix", ["tar.gz", "tar", "zip"])
def test_files_come_in_a_folder_of_their_own(odd: Reader, suffix: str) -> None:
    path, asked = order(odd, f"{BRANCH}.{suffix}")
    assert path == "/archive"
    assert asked["commit"] == [odd.git.git("rev-parse", BRANCH).text]
    assert asked["prefix"] == ["repo-feature-x/"]
    assert asked["format"] == [suffix]
    known = odd.ask(f"/archive/{BRANCH}.{suffix}", {"if-none-match": asked["etag"][0]})
    assert known.status == 304


@pytest.mark.parametrize(
    ("rev", "ref"),
    [("main", "refs/heads/main"), ("v1", "refs/tags/v1"), ("HEAD", ""), ("main~1", "HEAD")],
)
def test_a_bundle_holds_the_ref_that_it_is_named_by(odd: Reader, rev: str, ref: str) -> None:
    path, asked = order(odd, f"{rev}.bundle")
    assert path == "/bundle"
    assert asked["commit"] == [odd.git.git("rev-parse", f"{rev}^{{commit}}").text]
    assert asked["ref"] == [ref]
    assert asked["disposition"][0].startswith("attachment; filename=")


@pytest.mark.parametrize(
    "name", ["main", ".tar.gz", ".bundle", "nothing.zip", "nothing.bundle", "main/src.bundle"]
)
def test_other_names_are_not_found(odd: Reader, name: str) -> None:
    assert odd.ask(f"/archive/{name}").status == 404


def test_nothing_has_no_archive(empty: Reader) -> None:
    for name in ("main.zip", "HEAD.bundle"):
        assert empty.ask(f"/archive/{name}").status == 404
