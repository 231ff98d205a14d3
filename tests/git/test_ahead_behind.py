from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git import ahead_behind
from tests.support.dags import dags, graph_of, history, number_of, numbers_of

PLENTY = 1_000


@given(dags(), st.integers(0, 13), st.lists(st.integers(0, 13), max_size=5))
def test_commits_are_counted_as_by_the_plainest_walk(
    dag: list[list[int]], base: int, tips: list[int]
) -> None:
    graph = graph_of(dag, cuts=[3, 7])
    base %= len(dag)
    tips = [tip % len(dag) for tip in tips]
    expected = [
        (
            len(history(dag, [tip]) - history(dag, [base])),
            len(history(dag, [base]) - history(dag, [tip])),
        )
        for tip in tips
    ]
    found = ahead_behind.count(graph, number_of(graph, base), numbers_of(graph, tips), PLENTY)
    assert found == expected


def test_what_would_take_too_long_is_unknown_and_the_rest_is_told() -> None:
    # A long line from 0 to 50, and 51 beside its end.
    dag = [[], *([number] for number in range(50)), [49]]
    graph = graph_of(dag)
    base, near, far = numbers_of(graph, [50, 51, 0])
    assert ahead_behind.count(graph, base, [near, far], 5) == [(1, 1), None]
    assert ahead_behind.count(graph, base, [near, far], PLENTY) == [(1, 1), (0, 50)]
    assert ahead_behind.count(graph, base, [], 0) == []
