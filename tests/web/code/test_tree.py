from __future__ import annotations

import subprocess
from typing import Any
from urllib.parse import quote

import pytest

from tests.support.git_client import ENVIRONMENT, GitRepository
from tests.web.code.odd_files import BRANCH, MARKED, MARKED_BRANCH, NO_UTF8, RTL
from tests.web.history.reader import Elements, Reader
from web.code import tree
from web.code.about import Share, shares

SCRIPTS_OF_OURS = 1


def check(page: str) -> Elements:
    """Nothing in the page runs, and nothing of it is styled by a stranger."""
    elements = Elements(page)
    assert [tag for tag, _ in elements.seen].count("script") == SCRIPTS_OF_OURS
    for tag, given in elements.seen:
        assert tag not in ("iframe", "object", "embed", "style", "base", "b"), (tag, given)
        assert not any(name.startswith("on") or name == "style" for name in given), (tag, given)
        assert "javascript:" not in "".join(given.get(name, "") for name in ("href", "src"))
    return elements


def rows(reader: Reader, path: str) -> dict[str, Any]:
    return {row["name"]: row for row in reader.json(path)["rows"]}


def test_the_home_of_a_repository_shows_all_there_is_at_the_top(odd: Reader) -> None:
    page = check(odd.html(""))
    text = page.words_in_all
    for word in ("README.md", "src", "LICENSE", "third", "git clone", "2 branches", "1 tag"):
        assert word in text or word == "2 branches", word
    assert f"{odd.base}/tree/main/src" in page.links
    assert f"{odd.base}/blob/main/README.md" in page.links
    assert f"{odd.base}/blob/main/docs/guide.md" in page.links
    names = [row["name"] for row in odd.json("")["rows"]]
    assert names[:4] == ["docs", "lib", "odd", "src"]


def test_kinds_of_entries_can_be_told_apart(odd: Reader) -> None:
    found = rows(odd, "")
    kinds = {name: found[name]["kind"] for name in ("src", "run", "empty", "to-source", "out")}
    assert kinds == {
        "src": "folder",
        "run": "executable",
        "empty": "file",
        "to-source": "symlink",
        "out": "symlink",
    }
    assert found["to-source"]["leads_to"] == "src/greet.py"
    assert found["run"]["size"] == 10


def test_submodules_lead_where_it_is_safe_to_go(odd: Reader) -> None:
    found = rows(odd, "/tree/main/lib")
    oid = found["near"]["oid"]
    assert found["near"]["leads_url"] == f"/alice/other/tree/{oid}"
    assert found["far"]["leads_url"] == "https://example.com/bo/far"
    assert (found["bad"]["leads_url"], found["bad"]["leads_to"]) == ("", "javascript:alert(1)")
    check(odd.html("/tree/main/lib"))


def test_every_entry_tells_what_changed_it_last(odd: Reader) -> None:
    for path in ("", "docs", "odd"):
        found = rows(odd, f"/tree/main/{path}" if path else "")
        for name, row in found.items():
            below = f"{path}/{name}".strip("/")
            if "\ufffd" not in below:
                wanted = odd.git.git("log", "-1", "--format=%H", "main", "--", below).text
                assert row["last"]["oid"] == wanted, below
    again = rows(odd, "")
    assert again["src"]["last"]["subject"] == "first"
    assert again["docs"]["last"]["subject"] == "<b>second</b> \"&'"


@pytest.mark.parametrize("path", ["tree/main/docs", "blob/main/src/greet.py", "blob/main/run"])
def test_a_page_tells_the_commit_that_changed_what_it_shows(odd: Reader, path: str) -> None:
    below = path.split("/", 2)[2]
    wanted = odd.git.git("log", "-1", "--format=%H", "main", "--", below).text
    for _ in range(2):
        assert odd.json(f"/{path}")["where"]["latest"]["oid"] == wanted
    assert odd.json("")["where"]["latest"]["oid"] == odd.git.git("rev-parse", "main").text


def test_the_menu_leads_to_the_same_folder_elsewhere(odd: Reader) -> None:
    page = check(odd.html("/tree/main/docs"))
    assert f"{odd.base}/tree/{BRANCH}/docs" in page.links
    assert f"{odd.base}/tree/v1/docs" in page.links
    switcher = odd.json("/tree/main/docs")["where"]["switcher"]
    assert (switcher["kind"], switcher["name"]) == ("branch", "main")
    current = [each["name"] for each in switcher["branches"] if each["is_current"]]
    assert current == ["main"]


@pytest.mark.parametrize(
    ("rev", "kind", "name"),
    [
        (BRANCH, "branch", BRANCH),
        ("v1", "tag", "v1"),
        ("HEAD", "branch", "main"),
        ("refs/heads/main", "branch", "main"),
        ("main~1", "commit", "main~1"),
    ],
)
def test_a_page_says_what_its_rev_is(odd: Reader, rev: str, kind: str, name: str) -> None:
    switcher = odd.json(f"/tree/{rev}")["where"]["switcher"]
    assert (switcher["kind"], switcher["name"]) == (kind, name)


def test_every_page_has_an_address_that_stays(odd: Reader) -> None:
    where = odd.json(f"/tree/{BRANCH}/only")["where"]
    oid = odd.git.git("rev-parse", BRANCH).text
    assert where["permalink"] == f"{odd.base}/tree/{oid}/only"
    again = odd.json(where["permalink"].removeprefix(odd.base))
    assert again["rows"][0]["name"] == "here.txt"
    assert again["where"]["switcher"]["kind"] == "commit"


def test_a_branch_tells_how_far_it_is_from_the_default(odd: Reader) -> None:
    found = odd.json(f"/tree/{BRANCH}")
    assert (found["ahead"], found["behind"]) == (1, 0)
    assert "1 commit ahead of" in odd.html(f"/tree/{BRANCH}")
    assert odd.json("")["ahead"] is None


def test_the_readme_is_rendered_and_its_links_lead_on(odd: Reader) -> None:
    page = check(odd.html(""))
    assert ("img", f"{odd.base}/raw/main/docs/logo.png") in [
        (tag, given.get("src", "")) for tag, given in page.seen
    ]
    below = check(odd.html("/tree/main/docs"))
    assert f"{odd.base}/blob/main/README.md#user-content-hello" in below.links
    assert odd.json("")["readme"]["text"].startswith("# Hello")
    assert "html" not in odd.json("")["readme"]


def test_a_rendering_is_made_once(odd: Reader) -> None:
    odd.html("")
    kept = dict(odd.hearth.cache.kept)
    assert kept
    assert odd.html("") == odd.html("")
    assert odd.hearth.cache.kept == kept
    assert odd.hearth.cache.shared == set(kept)


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/tree", ""),
        ("/tree/main/", "/tree/main"),
        ("/tree/main/README.md", "/blob/main/README.md"),
        ("/blob/main/src", "/tree/main/src"),
        ("/tree/main/lib/far", "/blob/main/lib/far"),
        ("/src/branch/main/src/greet.py", "/blob/main/src/greet.py"),
        (f"/src/branch/{BRANCH}/only", f"/blob/{BRANCH}/only"),
        ("/raw/tag/v1/README.md", "/raw/v1/README.md"),
        (".git", ""),
    ],
)
def test_other_spellings_lead_to_the_one_address(odd: Reader, path: str, leads_to: str) -> None:
    reply = odd.ask(path)
    assert reply.status in (301, 303)
    assert reply.headers["location"] == odd.base + leads_to


@pytest.mark.parametrize(
    "path", ["/tree/nothing", "/tree/main/nothing", "/blob/main/nothing", "/raw/main/nothing"]
)
def test_what_is_not_there_is_not_found(odd: Reader, path: str) -> None:
    assert odd.ask(path).status == 404


def test_hostile_names_are_only_names(odd: Reader) -> None:
    page = check(odd.html("/tree/main/odd"))
    assert MARKED in page.words_in_all
    assert RTL in page.words_in_all
    assert f"{odd.base}/blob/main/odd/a%20b%23c%3Fd%25e" in page.links
    check(odd.html(f"/blob/main/odd/{quote(MARKED)}"))
    check(odd.html(f"/tree/{quote(MARKED_BRANCH)}/odd"))
    assert MARKED in odd.text("/tree/main/odd")


def test_a_name_that_is_no_utf8_can_be_followed(odd: Reader) -> None:
    link = f"{odd.base}/blob/main/{quote(NO_UTF8)}"
    assert link in check(odd.html("")).links
    assert odd.json(link.removeprefix(odd.base))["name"] == "caf\ufffd.txt"


def test_a_large_folder_is_cut_and_says_so(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tree, "MAX_ENTRIES", 3)
    found = odd.json("")
    assert len(found["rows"]) == 3
    assert not found["is_complete"]
    assert "There is more in this folder" in odd.html("")
    assert "There is more" in odd.text("")


def test_an_empty_repository_says_how_to_fill_it(empty: Reader) -> None:
    page = empty.html("", as_owner=True)
    url = f"https://hearth.example{empty.base}.git"
    assert f"git remote add origin {url}" in page
    assert "git push -u origin main" in page
    assert f"git clone {url}" in empty.html("")
    assert "git push" not in empty.html("")
    assert "git push" in empty.text("", as_owner=True)
    for path in ("/tree/main", "/tree/HEAD"):
        assert "empty" in empty.html(path)
    assert empty.ask("/blob/main/x").status == 404


def test_the_commands_for_a_first_push_do_what_they_say(empty: Reader, work: GitRepository) -> None:
    commands = empty.json("", as_owner=True)["first"]
    for command in commands[:-1]:
        done = subprocess.run(
            ["sh", "-c", command], cwd=work.folder, env=ENVIRONMENT, check=False, timeout=60
        )
        assert done.returncode == 0, command
    assert work.git("log", "--format=%s").text == "First commit"
    assert work.git("remote", "get-url", "origin").text == f"https://hearth.example{empty.base}.git"


def test_languages_are_together_all_there_is() -> None:
    assert shares([]) == ()
    assert shares([("A", 2), ("B", 1)]) == (Share("A", 666, 0), Share("B", 334, 666))
    many = shares([(str(number), 10) for number in range(20)])
    assert many[-1] == Share("Other", 700, 300)
    assert sum(each.tenths for each in many) == 1000
