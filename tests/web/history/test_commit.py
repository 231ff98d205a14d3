from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.support.git_client import GitRepository
from tests.web.history.odd_history import LONG_LINES, MARKED_PATH
from tests.web.history.reader import Elements, Reader, assert_harmless


def commit_of(git: GitRepository, subject: str) -> str:
    return git.read("log", "--all", "--format=%H", f"--grep=^{subject}").split()[0]


def patch_of(files: list[Any]) -> list[str]:
    """Signs and texts of all rows, as in a patch without its context's numbers."""
    hunks = [hunk for file in files for hunk in file["hunks"]]
    return [row["kind"] + row["text"] for hunk in hunks for row in hunk["rows"]]


def test_what_a_commit_changes_is_what_git_shows(sample: Reader) -> None:
    git = sample.git
    for oid in git.read("log", "--no-merges", "-12", "--format=%H", "--all").split():
        page = sample.json(f"/commit/{oid}")
        stat = git.read("diff-tree", "-r", "-M", "--root", "--no-commit-id", "--numstat", oid)
        expected = [line.split("\t")[:2] for line in stat.splitlines()]
        told = [[str(each["additions"]), str(each["deletions"])] for each in page["diff"]["files"]]
        assert told == [["0", "0"] if line == ["-", "-"] else line for line in expected]
        patch = git.git("diff-tree", "-p", "-M", "--root", "--no-commit-id", oid).output
        changed = [
            line
            for line in patch.decode("utf-8", "replace").split("\n")
            if line[:1] in "+- " and not line.startswith(("--- ", "+++ ")) and line
        ]
        if not any(each["folding"] for each in page["diff"]["files"]):
            assert [row for row in patch_of(page["diff"]["files"]) if row != " "] == [
                line for line in changed if line != " "
            ]


def test_lines_have_their_numbers(odd: Reader) -> None:
    page = odd.json(f"/commit/{commit_of(odd.git, 'Change of every kind')}")
    (file,) = [each for each in page["diff"]["files"] if each["path"] == "src/app.py"]
    rows = file["hunks"][0]["rows"]
    assert [(row["old"], row["new"], row["text"]) for row in rows[:3]] == [
        (1, 1, "import os"),
        (None, 2, "import sys"),
        (2, 3, ""),
    ]
    assert [row["has_end"] for row in rows if row["text"] == "the end"] == [False]


def test_every_kind_of_change_is_told(odd: Reader) -> None:
    page = odd.json(f"/commit/{commit_of(odd.git, 'Change of every kind')}")
    files = {each["path"]: each for each in page["diff"]["files"]}
    renamed = files["docs/new.md"]
    assert (renamed["status"], renamed["old_path"], renamed["similarity"]) == (
        "renamed",
        "docs/old.md",
        100,
    )
    assert (files["run.sh"]["old_mode"], files["run.sh"]["new_mode"]) == ("100644", "100755")
    assert files["link"]["status"] == "changed"
    assert files["sub"]["is_submodule"]
    assert files["data.bin"]["is_binary"]
    assert files["data.bin"]["sizes"] == [256, 255]
    html = odd.html(f"/commit/{page['commit']['oid']}")
    assert "100644 → 100755" in html
    assert "100% alike" in html
    pictures = [given["src"] for tag, given in Elements(html).seen if tag == "img"]
    oid, parent = page["commit"]["oid"], page["commit"]["parents"][0]
    assert pictures == [
        f"{odd.base}/raw/{parent}/logo.png",
        f"{odd.base}/raw/{oid}/logo.png",
    ]


def test_words_that_differ_are_marked(odd: Reader) -> None:
    html = odd.html(f"/commit/{commit_of(odd.git, 'Change of every kind')}")
    assert "return 1 + <del>2</del>" in html
    assert "return 1 + <ins>3</ins>" in html


@pytest.mark.parametrize("query", ["", "?view=split"])
def test_hidden_characters_are_shown(odd: Reader, query: str) -> None:
    html = odd.html(f"/commit/{commit_of(odd.git, 'Change of every kind')}{query}")
    assert "U+202E" in html
    assert "\u202e" not in html


def test_side_by_side_has_both_sides_of_each_line(odd: Reader) -> None:
    html = odd.html(f"/commit/{commit_of(odd.git, 'Change of every kind')}?view=split")
    row = next(line for line in html.splitlines() if "<ins>3</ins>" in line)
    assert "<del>2</del>" in row
    assert 'data-n="5"' in row
    assert 'data-n="6"' in row


def test_a_long_file_is_folded_and_has_a_page_of_its_own(odd: Reader) -> None:
    oid = commit_of(odd.git, "Ten thousand lines")
    (file,) = odd.json(f"/commit/{oid}")["diff"]["files"]
    assert (file["folding"], file["hunks"]) == ("long", [])
    html = odd.html(f"/commit/{oid}")
    assert f"{odd.base}/commit/{oid}?file=long.txt" in Elements(html).links
    (file,) = odd.json(f"/commit/{oid}?file=long.txt")["diff"]["files"]
    assert len(file["hunks"][0]["rows"]) == 2 * LONG_LINES
    whole = odd.html(f"/commit/{oid}?file=long.txt&view=split")
    assert whole.count("<tr>") == LONG_LINES


def test_a_file_that_is_too_long_even_alone_is_said_to_be(
    odd: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.diff.files.MAX_ROWS", 100)
    oid = commit_of(odd.git, "Ten thousand lines")
    html = odd.html(f"/commit/{oid}?file=long.txt")
    assert "too long to be shown line by line" in html
    assert f"{odd.base}/raw/{oid}/long.txt" in Elements(html).links


def test_a_page_holds_only_so_many_rows(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.diff.files.MAX_PAGE_ROWS", 10)
    files = odd.json(f"/commit/{commit_of(odd.git, 'begin')}")["diff"]["files"]
    assert {each["folding"] for each in files} == {"", "long"}


def test_files_come_in_pages(odd: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.diff.showing.PER_PAGE", 3)
    oid = commit_of(odd.git, "begin")
    first, last = (odd.json(f"/commit/{oid}?page={n}")["diff"] for n in (1, 3))
    assert (len(first["files"]), first["total"], first["has_more"]) == (3, 7, True)
    assert (len(last["files"]), last["has_more"]) == (1, False)


def test_a_merge_is_shown_against_its_first_parent(odd: Reader) -> None:
    oid = commit_of(odd.git, "Merge branch")
    page = odd.json(f"/commit/{oid}")
    assert [each["path"] for each in page["diff"]["files"]] == ["side.txt"]
    second = page["commit"]["parents"][1]
    assert f"{odd.base}/compare/{second}...{oid}" in Elements(odd.html(f"/commit/{oid}")).links


def test_all_that_history_holds_does_no_harm(odd: Reader) -> None:
    for oid in odd.git.read("log", "--all", "--format=%H").split():
        for query in ("", "?view=split"):
            assert_harmless(odd.html(f"/commit/{oid}{query}"))
        odd.text(f"/commit/{oid}")


def test_names_of_files_are_shown_as_they_are(odd: Reader) -> None:
    html = odd.html(f"/commit/{commit_of(odd.git, 'Names that are odd')}")
    assert MARKED_PATH in Elements(html).words_in_all
    assert "caf\ufffd.txt" in html


def test_a_message_leads_to_what_it_names(odd: Reader) -> None:
    html = odd.html(f"/commit/{commit_of(odd.git, 'Change of every kind')}")
    assert "https://example.com/a?b=1&c=2" in Elements(html).links


@pytest.mark.parametrize("rev", ["main", "v1.0.0", "feature/side.v1", "main~3"])
def test_other_names_of_a_commit_lead_to_its_page(odd: Reader, rev: str) -> None:
    oid = odd.git.read("rev-parse", f"{rev}^{{commit}}")
    for name in (rev, oid[:9]):
        reply = odd.ask(f"/commit/{name}")
        assert (reply.status, reply.headers["location"]) == (303, f"{odd.base}/commit/{oid}")


def test_a_branch_may_be_called_as_a_patch_is(odd: Reader) -> None:
    oid = odd.git.oid("x.patch")
    assert odd.ask("/commit/x.patch").headers["location"] == f"{odd.base}/commit/{oid}"


def test_a_commit_that_is_not_there_is_said_not_to_be(odd: Reader) -> None:
    for name in ("f" * 40, "f" * 40 + ".patch", "nowhere"):
        odd.html(f"/commit/{name}", 404)


def test_a_signature_is_named_and_not_judged(odd: Reader) -> None:
    git = odd.git
    signed = git.git("cat-file", "commit", "main").output.replace(
        b"\n\n", b"\ngpgsig -----BEGIN PGP SIGNATURE-----\n nothing\n\n", 1
    )
    oid = git.git("hash-object", "-t", "commit", "-w", "--stdin", stdin=signed).text
    git.git("update-ref", "refs/heads/signed", oid)
    reader = Reader(git)
    try:
        html = reader.html(f"/commit/{oid}")
        assert reader.json(f"/commit/{oid}")["commit"]["is_signed"]
    finally:
        reader.close()
        git.git("update-ref", "-d", "refs/heads/signed")
    assert "Hearth has not verified it" in html


@contextmanager
def changed(git: GitRepository, old: bytes, new: bytes) -> Generator[tuple[Reader, str]]:
    """A repository in which one commit changes a file, and the commit."""
    trees = [
        git.git("mktree", stdin=b"100644 blob %b\tf\n" % blob(git, content)).text
        for content in (old, new)
    ]
    base = git.git("commit-tree", "-m", "one", trees[0]).text
    head = git.git("commit-tree", "-m", "two", "-p", base, trees[1]).text
    git.git("update-ref", "refs/heads/changed", head)
    reader = Reader(git)
    try:
        yield reader, f"/commit/{head}"
    finally:
        reader.close()
        git.git("update-ref", "-d", "refs/heads/changed")


def blob(git: GitRepository, content: bytes) -> bytes:
    return git.git("hash-object", "-w", "--stdin", stdin=content).output.strip()


def test_white_space_can_be_passed_over(odd: Reader) -> None:
    with changed(odd.git, b"a\nb\nc\n", b"  a\nb\t\nc\n") as (reader, path):
        (file,) = reader.json(path)["diff"]["files"]
        (alike,) = reader.json(f"{path}?w=1")["diff"]["files"]
        html = reader.html(f"{path}?w=1")
    assert [file["additions"], alike["additions"], alike["hunks"]] == [2, 0, []]
    assert "Only white space changed." in html


def test_there_can_be_more_of_one_file(odd: Reader) -> None:
    old = b"".join(b"%d\n" % at for at in range(300))
    with changed(odd.git, old, old.replace(b"150\n", b"x\n")) as (reader, path):
        rows = [
            len(reader.json(f"{path}?file=f&lines={lines}")["diff"]["files"][0]["hunks"][0]["rows"])
            for lines in ("", "more", "all", "nonsense")
        ]
        links = Elements(reader.html(f"{path}?file=f&lines=more")).links
        among_others = reader.json(f"{path}?lines=all")["diff"]["context"]
    assert rows == [8, 52, 301, 8]
    assert f"{reader.base}{path}?file=f&lines=all" in links
    assert among_others == 3
