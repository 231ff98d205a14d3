from __future__ import annotations

from xml.etree import ElementTree

import pytest

from tests.web.history.reader import Elements, Reader, assert_harmless

ATOM = "{http://www.w3.org/2005/Atom}"


def test_tags_are_those_of_git(odd: Reader) -> None:
    page = odd.json("/tags")
    listed = odd.git.read("tag", "--list").split()
    assert sorted(each["name"] for each in page["tags"]) == sorted(listed)
    for each in page["tags"]:
        assert each["oid"] == odd.git.oid(f"{each['name']}^{{commit}}")
        kind = odd.git.read("cat-file", "-t", each["name"])
        assert each["is_annotated"] is (kind == "tag")


def test_an_annotated_tag_says_what_and_who(odd: Reader) -> None:
    (tag,) = [each for each in odd.json("/tags")["tags"] if each["name"] == "v1.10.0"]
    assert tag["title"] == "Release v1.10.0"
    assert tag["tagger"]["name"] == "T"
    assert tag["tagger"]["at"] == int(
        odd.git.read("for-each-ref", "--format=%(taggerdate:unix)", "refs/tags/v1.10.0")
    )


@pytest.mark.parametrize("path", ["/tags", "/releases", "/releases/tag/v1.0.0"])
def test_what_tags_say_does_no_harm(odd: Reader, path: str) -> None:
    assert_harmless(odd.html(path))
    odd.text(path)


def test_the_latest_release_is_the_highest_version_that_is_final(odd: Reader) -> None:
    reply = odd.ask("/releases/latest")
    assert (reply.status, reply.headers["location"]) == (303, f"{odd.base}/releases/tag/v1.10.0")
    latest = [
        each["tag"]["name"] for each in odd.json("/releases")["releases"] if each["is_latest"]
    ]
    assert latest == ["v1.10.0"]


def test_what_comes_before_a_release_is_marked(odd: Reader) -> None:
    marked = {each["name"] for each in odd.json("/tags")["tags"] if each["is_prerelease"]}
    assert marked == {"v2.0.0-rc.1", "v0.9-light"}


def test_a_release_has_its_source_code(odd: Reader) -> None:
    links = Elements(odd.html("/releases/tag/v1.0.0")).links
    assert {f"{odd.base}/archive/v1.0.0.zip", f"{odd.base}/archive/v1.0.0.tar.gz"} <= set(links)


def test_a_tag_that_is_not_there_is_said_not_to_be(odd: Reader) -> None:
    assert "There is no such tag." in odd.html("/releases/tag/v9", 404)


def test_tags_come_in_pages(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.history.tags.PER_PAGE", 3)
    first, second = odd.json("/tags"), odd.json("/tags?page=2")
    assert [len(first["tags"]), len(second["tags"])] == [3, 2]
    assert [first["has_more"], second["has_more"]] == [True, False]


@pytest.mark.parametrize("name", ["tags", "releases"])
def test_a_feed_has_the_newest_tags(odd: Reader, name: str) -> None:
    feed = ElementTree.fromstring(odd.raw(f"/{name}.atom"))  # noqa: S314 - made by us just now
    titles = [each.text or "" for each in feed.iterfind(f"{ATOM}entry/{ATOM}title")]
    assert "v1.10.0: Release v1.10.0" in titles
    assert len(titles) == 5
    assert feed.findtext(f"{ATOM}updated", "").endswith("Z")


def test_an_empty_repository_has_neither(empty: Reader) -> None:
    assert "There are no tags yet" in empty.html("/tags")
    assert "There are no releases yet" in empty.html("/releases")
    assert "There is no release yet." in empty.html("/releases/latest", 404)
    ElementTree.fromstring(empty.raw("/tags.atom"))  # noqa: S314 - made by us just now


def test_a_tag_of_a_file_is_no_release_to_download(odd: Reader) -> None:
    git = odd.git
    git.git("tag", "of-a-file", "main:run.sh")
    reader = Reader(git)
    try:
        (tag,) = [each for each in reader.json("/tags")["tags"] if each["name"] == "of-a-file"]
        assert tag["commit"] is None
        html = reader.html("/releases/tag/of-a-file")
    finally:
        reader.close()
        git.git("tag", "-d", "of-a-file")
    assert "/archive/" not in html


def test_a_signature_is_taken_off_what_a_tag_says(odd: Reader) -> None:
    git = odd.git
    said = "Fine\n\nNotes\n-----BEGIN PGP SIGNATURE-----\nnothing\n-----END PGP SIGNATURE-----\n"
    git.git("tag", "-a", "-m", said, "v3.0.0", "main")
    reader = Reader(git)
    try:
        (tag,) = [each for each in reader.json("/tags")["tags"] if each["name"] == "v3.0.0"]
        html = reader.html("/tags")
    finally:
        reader.close()
        git.git("tag", "-d", "v3.0.0")
    assert (tag["is_signed"], tag["title"], tag["notes"]) == (True, "Fine", "Notes")
    assert "Hearth has not verified it" in html
