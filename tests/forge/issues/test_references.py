from __future__ import annotations

import time

import pytest

from forge.issues.references import MAX_REFERENCES, IssueName, of_markdown, of_plain
from forge.names import RepositoryName

OTHER = RepositoryName("alice", "hello")
OID = "0123456789abcdef0123456789abcdef01234567"


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("@bob", ("bob",)),
        ("hi @Bob, @carol-b and @d.e.", ("bob", "carol-b", "d.e")),
        ("(@bob) **@carol**", ("bob", "carol")),
        ("@bob @BOB", ("bob",)),
        ("bob@example.org", ()),
        ("alice/@bob", ()),
        ("`@bob`", ()),
        ("```\n@bob\n```\n", ()),
        ("    @bob\n", ()),
        ("[@bob](https://example.org)", ()),
        ("> @bob", ("bob",)),
        ("- @bob\n- @carol", ("bob", "carol")),
        ("<!-- @bob -->", ()),
        ("a `b`@bob", ("bob",)),
    ],
)
def test_people_are_named_in_prose_only(text: str, people: tuple[str, ...]) -> None:
    assert of_markdown(text).people == people


@pytest.mark.parametrize(
    ("text", "issues"),
    [
        ("#12", (IssueName(None, 12),)),
        ("see #12, (#13) and #12.", (IssueName(None, 12), IssueName(None, 13))),
        ("GH-12", (IssueName(None, 12),)),
        ("alice/hello#12", (IssueName(OTHER, 12),)),
        ("## 12", ()),
        ("#0", ()),
        ("#1234567890", ()),
        ("a#12", ()),
        ("&#12;", ()),
        ("#12a", ()),
        ("`#12`", ()),
        ("[#12](x)", ()),
        ("https://example.org/#12", ()),
        ("api/hello#12", ()),
    ],
)
def test_issues_are_referred_to_by_number(text: str, issues: tuple[IssueName, ...]) -> None:
    assert of_markdown(text).issues == issues


@pytest.mark.parametrize(
    ("text", "closes"),
    [
        ("Closes #12", (IssueName(None, 12),)),
        ("fixed: alice/hello#12", (IssueName(OTHER, 12),)),
        ("This resolves #1 and fixes #2.", (IssueName(None, 1), IssueName(None, 2))),
        ("closes #1, #2", (IssueName(None, 1),)),
        ("encloses #1", ()),
        ("close 12", ()),
        ("closing #12", ()),
    ],
)
def test_words_that_close(text: str, closes: tuple[IssueName, ...]) -> None:
    assert of_plain(text).closes == closes


def test_commits_are_referred_to_by_all_their_digits() -> None:
    assert of_markdown(f"since {OID}, not {OID[:39]} or a{OID}").commits == (OID,)


def test_of_each_kind_only_so_many_are_followed() -> None:
    count = MAX_REFERENCES + 1
    text = " ".join(f"@u{n} #{n + 1} closes #{n + 1} {n:040x}" for n in range(count))
    found = of_plain(text)
    kinds = (found.people, found.issues, found.closes, found.commits)
    assert [len(kind) for kind in kinds] == [MAX_REFERENCES] * 4


@pytest.mark.parametrize(
    "piece", ["@", "#", "a/", "a/b#", "[", "`", "fixes ", "@a-", "*a ", "![[]("]
)
def test_no_text_is_slow_to_look_through(piece: str) -> None:
    text = (piece * 65_536)[:65_536]
    began = time.process_time()
    of_markdown(text)
    assert time.process_time() - began < 3
