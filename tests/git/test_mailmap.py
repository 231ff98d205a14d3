from __future__ import annotations

import pytest

from git.mailmap import MAX_MAILMAP, Mailmap
from git.signature import Signature
from tests.support.git_client import GitRepository

MAILMAP = b"""\
# people
Proper Name <commit@one.example>
<proper@two.example> <commit@two.example>
Proper Three <proper@three.example> <commit@three.example>
Proper Four <proper@four.example> Shared Name <shared@four.example>
Proper Five <proper@five.example> Other Name <shared@four.example>
  Spaces \t <Case@Six.example>  \t <COMMIT@six.example>
nobody at all
<> <commit@seven.example>
No End <commit@eight.example
Empty <> <commit@nine.example>
Late Space <late@ten.example>\x20
Comment <commit@eleven.example> # not a comment
First <commit@twelve.example>
<proper@twelve.example> <commit@twelve.example>
Second <commit@twelve.example>
Nameless <nameless@thirteen.example> <>
Gr\xc3\xb6\xc3\x9fe <umlaut@fourteen.example> GR\xc3\x96SSE <upper@fourteen.example>
#Hash <hash@fifteen.example> <commit@fifteen.example>
 #Inside <hash@sixteen.example> <commit@sixteen.example>
Return <return@seventeen.example> <commit@seventeen.example>\r
"""

PEOPLE = [
    b"Any <commit@one.example>", b"Any <COMMIT@One.Example>", b"Any <commit@two.example>",
    b"Any <commit@three.example>", b"Shared Name <shared@four.example>",
    b"SHARED name <SHARED@four.example>", b"Other Name <shared@four.example>",
    b"Third Name <shared@four.example>", b"Any <commit@six.example>",
    b"Any <commit@seven.example>", b"Any <commit@eight.example>", b"Any <commit@nine.example>",
    b"Any <late@ten.example>", b"Late Space <late@ten.example>",
    b"Any <commit@eleven.example>", b"# not a comment <commit@eleven.example>",
    b"Any <commit@twelve.example>", b"Any <proper@two.example>", b"Any <stranger@example.org>",
    b"GR\xc3\x96SSE <upper@fourteen.example>", b"gr\xc3\xb6sse <upper@fourteen.example>",
    b"Any <commit@fifteen.example>", b"Any <commit@sixteen.example>",
    b"Any <commit@seventeen.example>", b"Any <return@seventeen.example>",
]  # fmt: skip


def map_person(mailmap: Mailmap, person: bytes) -> bytes:
    name, _, email = person.removesuffix(b">").partition(b" <")
    mapped = mailmap.map(Signature(name, email, 0, b"+0000"))
    return b"%b <%b>" % (mapped.name, mapped.email)


@pytest.mark.parametrize("person", PEOPLE)
def test_people_are_whom_git_says(work: GitRepository, person: bytes) -> None:
    (work.folder / ".mailmap").write_bytes(MAILMAP)
    said = work.git("check-mailmap", "--stdin", stdin=person + b"\n").output
    assert map_person(Mailmap(MAILMAP), person) == said.rstrip(b"\n")


def test_a_file_that_is_too_long_says_nothing() -> None:
    line = b"Proper <proper@one.example> <commit@one.example>\n"
    person = b"Any <commit@one.example>"
    assert map_person(Mailmap(line), person) != person
    assert map_person(Mailmap(line + b"#" * MAX_MAILMAP), person) == person


def test_without_a_file_everybody_is_who_they_say() -> None:
    assert map_person(Mailmap(), b"A <a@example.org>") == b"A <a@example.org>"
