from __future__ import annotations

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.pattern.automaton import MAX_STATES, Automaton
from git.pattern.syntax import MAX_DEPTH, MAX_PATTERN, InvalidPattern, literal, parse

PATTERNS = [
    *("a", "ab", "a|b", "a*b", "(ab)+c", "a?b?c?d", "^a", "b$", "^$", "^ab*$", "[a-c]x", "[^a]b"),
    *("a{2}", "a{2,}b", "a{1,3}b$", "(?:a|bc)*d", r"\d+", r"\w\s\w", r"\S\D", r"a\.b", "a.b", "."),
    *(
        "",
        "a||b",
        "(a|)b",
        "x*",
        "(a*)*b",
        r"[\]x]",
        "[]a]",
        "[a-]",
        r"[\d-]",
        r"\x61\tb",
        "(^a|b$)",
    ),
    *("a+?b", "a*+b", "(a|b){0,2}c", "^(a|^b)c", "a$b", r"[^\w]"),
]
TEXTS = st.text(alphabet="abcdx1 ._-]\t", max_size=12).map(str.encode)


@pytest.mark.parametrize("pattern", PATTERNS)
@given(text=TEXTS)
def test_lines_match_as_by_pythons_own_engine(pattern: str, text: bytes) -> None:
    plain = pattern.replace("+?", "+").replace("*+", "*").encode()
    found = re.search(plain, text) is not None
    assert Automaton(parse(pattern.encode())).matches(text) == found


@given(text=TEXTS, part=TEXTS)
def test_a_literal_stands_for_itself(text: bytes, part: bytes) -> None:
    assert Automaton(literal(part)).matches(text) == (part in text)
    upper = Automaton(literal(part, ignores_case=True)).matches(text.upper())
    assert upper == (part.lower() in text.lower())


def test_case_is_ignored_in_sets_and_ranges() -> None:
    automaton = Automaton(parse(b"^[a-c]Z[^x]$", ignores_case=True))
    assert automaton.matches(b"BzY")
    assert not automaton.matches(b"bzX")


@pytest.mark.parametrize(
    "pattern",
    [
        *("(", ")", "a)", "(a", "[a", "[b-a]", "*a", "a{3,2}", "a{201}", "a{", "a{x}", "\\", r"\1"),
        *("(?=a)", "(?<!a)", "(?P<n>a)", r"\bx", r"\x1", "(?i)a"),
        "(" * (MAX_DEPTH + 2) + ")" * (MAX_DEPTH + 2),
        "a" * (MAX_PATTERN + 1),
    ],
)
def test_what_is_not_offered_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidPattern):
        parse(pattern.encode())


def test_repetitions_of_repetitions_end_somewhere() -> None:
    with pytest.raises(InvalidPattern):
        Automaton(parse(b"((a{200}){200}){200}"))


@pytest.mark.parametrize("pattern", [b"(a+)+$", b"(a|a)*b", b"(.*a){20}", b"a.{20}b"])
def test_no_pattern_makes_the_search_slow(pattern: bytes) -> None:
    automaton = Automaton(parse(pattern))
    start = time.perf_counter()
    automaton.matches(b"a" * 20_000 + b"!")
    assert time.perf_counter() - start < 5


def test_a_search_goes_on_when_states_were_forgotten() -> None:
    automaton = Automaton(parse(b"(a|b)(a|b)*a(a|b){12}$"))
    text = b"".join(b"ab"[n % 2 : n % 2 + 1] * (n % 5 + 1) for n in range(3 * MAX_STATES))
    expected = re.search(rb"a[ab]{12}$", text) is not None
    assert automaton.matches(text) == expected
