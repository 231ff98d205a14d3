from __future__ import annotations

import pytest

from forge.errors import InvalidValue
from forge.issue_search.conditions import Where
from forge.issue_search.query import (
    KEYS,
    MAX_QUERY,
    MAX_TERMS,
    MILESTONE_ID,
    Query,
    Sort,
    Term,
    parse,
    split_values,
)


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("", ()),
        ("crash on start", (Term("", "crash"), Term("", "on"), Term("", "start"))),
        ('"on start"', (Term("", "on start"),)),
        ("is:open IS:PR", (Term("is", "open"), Term("is", "PR"))),
        ("-label:bug", (Term("label", "bug", is_negated=True),)),
        ('label:"help wanted",bug', (Term("label", '"help wanted",bug'),)),
        ("-word", (Term("", "word", is_negated=True),)),
        ("std::vec http://a.b", (Term("", "std::vec"), Term("", "http://a.b"))),
        ("a\tb\n c", (Term("", "a"), Term("", "b"), Term("", "c"))),
    ],
)
def test_a_query_is_words_and_conditions(text: str, terms: tuple[Term, ...]) -> None:
    assert parse(text) == Query(terms)


@pytest.mark.parametrize(
    ("text", "sort", "is_descending"),
    [
        ("", Sort.CREATED, True),
        ("sort:updated", Sort.UPDATED, True),
        ("sort:comments-asc", Sort.COMMENTS, False),
        ("sort:created sort:reactions-desc", Sort.REACTIONS, True),
    ],
)
def test_the_last_order_counts(text: str, sort: Sort, *, is_descending: bool) -> None:
    query = parse(text)
    assert (query.sort, query.is_descending) == (sort, is_descending)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("colour:red", "does not know colour:"),
        ('"open', "quotation mark"),
        ("sort:size", "sort:size"),
        ("sort:updated-up", "sort:updated-up"),
        ("-sort:updated", "sort:updated"),
        ("x" * (MAX_QUERY + 1), "characters"),
        ("a " * (MAX_TERMS + 1), "conditions"),
        (f"{MILESTONE_ID}:1", "does not know"),
    ],
)
def test_what_makes_no_sense_is_told(text: str, words: str) -> None:
    with pytest.raises(InvalidValue, match=words):
        parse(text)


def test_a_query_of_the_greatest_size_is_taken() -> None:
    assert len(parse("a " * MAX_TERMS).terms) == MAX_TERMS
    assert parse("x" * MAX_QUERY).terms == (Term("", "x" * MAX_QUERY),)


def test_values_are_separated_by_commas_outside_of_quotes() -> None:
    assert split_values('a,"b, c",,d e') == ("a", "b, c", "d e")


@pytest.mark.parametrize("key", sorted(KEYS.keys() - {"sort"}))
def test_every_key_becomes_a_condition(key: str) -> None:
    values = {
        "is": "open",
        "state": "open",
        "type": "pr",
        "reason": '"not planned"',
        "no": "label",
        "created": ">2026-01-01",
        "updated": "2026-01-01..2026-02-01",
        "closed": "<=2026-01-01T00:00:00Z",
        "comments": ">=3",
        "in": "title",
        "repo": "a/b",
    }
    where = Where(None, 1)
    where.add(Term(key, values.get(key, "x"), is_negated=key not in ("in",)))
    assert where.conditions or where.columns


@pytest.mark.parametrize(
    "text",
    [
        "is:blue",
        "no:title",
        "reason:bored",
        "created:yesterday",
        "created:>>2026-01-01",
        "comments:many",
        "comments:1..x",
        "comments:12345678901",
        "in:code",
        "-in:title",
        "repo:hello",
        "label:,",
        "created:0001-01-01..9999-99-99",
    ],
)
def test_values_that_a_key_does_not_take_are_told(text: str) -> None:
    where = Where(None)
    (term,) = parse(text).terms
    with pytest.raises(InvalidValue):
        where.add(term)


def test_a_value_never_becomes_a_part_of_the_statement() -> None:
    evil = "x') OR 1=1 --"
    for key in ("author", "label", "milestone", "repo", "user", ""):
        where = Where(None, 1)
        where.add(Term(key, f"a/{evil}"))
        assert "OR 1=1" not in where.conditions[0]
        assert any("OR 1=1" in str(value) for value in where.parameters)
