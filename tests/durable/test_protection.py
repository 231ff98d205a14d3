"""Protected refs, as pushes meet them."""

from __future__ import annotations

import pytest

from durable.contract.message import Ask, Caller, Failure
from durable.contract.protection import DropRule, Pushers, ReadRules, Rule, Rules, SetRule
from durable.protection import MAX_RULES
from tests.support.git_client import GitRepository
from tests.support.origin import Origin, pack_of
from tests.support.raw_push import ZERO, Update

ADMIN = Caller("alice", may_write=True, is_admin=True)
MAIN = "refs/heads/main"
DECLINED = "protected branch hook declined"


@pytest.fixture
def work(work: GitRepository) -> GitRepository:
    """On `main` one-two-three; `forced` leaves it after one, `merged` goes on by a merge."""
    work.commit("one", {"a": b"1"})
    work.git("branch", "side")
    work.commit("two", {"a": b"2"})
    work.commit("three", {"a": b"3"})
    work.tag("v1")
    work.git("switch", "--quiet", "side")
    work.commit("aside", {"b": b"1"})
    work.git("branch", "forced")
    work.git("switch", "--quiet", "--create", "merged", "main")
    work.merge("side")
    work.commit("after", {"c": b"1"})
    work.git("switch", "--quiet", "--create", "ahead", "main")
    work.commits(3, "d")
    return work


@pytest.fixture
def origin(origin: Origin, work: GitRepository) -> Origin:
    origin.take(work, MAIN, "refs/heads/side", "refs/tags/v1")
    return origin


def protect(origin: Origin, rule: Rule) -> None:
    answer = origin.repository.ask(Ask(ADMIN, SetRule(rule)), origin.now)
    assert isinstance(answer, Rules), answer


def push(
    origin: Origin,
    work: GitRepository,
    name: str,
    rev: str | None,
    capabilities: bytes = b"report-status side-band-64k",
    *,
    is_admin: bool = False,
) -> str:
    """All that the object answers to the push of `rev` as `name`; None deletes."""
    update = Update(name.encode(), origin.refs().get(name, ZERO), work.oid(rev) if rev else ZERO)
    pack = pack_of(work, rev) if rev else b""
    conclusion = origin.begin([update], pack, capabilities)
    conclusion._is_admin = is_admin  # pyright: ignore[reportPrivateUsage]
    return b"".join(conclusion.conclude()).decode()


@pytest.mark.parametrize(
    ("rule", "asked", "sentence"),
    [
        (Rule(b"refs/heads/main"), (MAIN, "ahead"), None),
        (Rule(b"refs/heads/main"), (MAIN, "merged"), None),
        (Rule(b"refs/heads/main"), (MAIN, "forced"), "it may only move forward, not be forced"),
        (Rule(b"refs/heads/main"), ("refs/heads/other", "forced"), None),
        (Rule(b"refs/heads/m*"), (MAIN, "main~1"), "it may only move forward, not be forced"),
        (Rule(b"refs/heads/*"), ("refs/heads/a/b", "forced"), None),
        (Rule(b"refs/heads/main", allows_force=True), (MAIN, "forced"), None),
        (Rule(b"refs/heads/side"), ("refs/heads/side", None), "it may not be deleted"),
        (Rule(b"refs/heads/side", allows_deletion=True), ("refs/heads/side", None), None),
        (Rule(b"refs/heads/main", is_linear=True), (MAIN, "ahead"), None),
        (Rule(b"refs/heads/main", is_linear=True), (MAIN, "merged"), "its history is linear, and"),
        (
            Rule(b"refs/heads/new", is_linear=True),
            ("refs/heads/new", "merged"),
            "its history is linear, and",
        ),
        (Rule(b"refs/heads/new", is_linear=True), ("refs/heads/new", "ahead"), None),
        (Rule(b"refs/heads/main", Pushers.NOBODY), (MAIN, "ahead"), "nobody may push to it"),
        (Rule(b"refs/heads/**", Pushers.ADMINS), (MAIN, "ahead"), "only administrators may push"),
        (Rule(b"refs/heads/**", Pushers.ADMINS), ("refs/heads/x", "ahead"), "only administrators"),
        (Rule(b"refs/tags/v*"), ("refs/tags/v1", "ahead"), "it may only move forward"),
        (Rule(b"refs/tags/v*"), ("refs/tags/v1", None), "it may not be deleted"),
        (Rule(b"refs/tags/v*"), ("refs/tags/v2", "ahead"), None),
        (Rule(b"refs/tags/v*", Pushers.ADMINS), ("refs/tags/v2", "ahead"), "only administrators"),
    ],
)
def test_a_rule_lets_through_what_it_allows(
    origin: Origin,
    work: GitRepository,
    rule: Rule,
    asked: tuple[str, str | None],
    sentence: str | None,
) -> None:
    name, rev = asked
    protect(origin, rule)
    before, refs = origin.tables(), origin.refs()
    said = push(origin, work, name, rev)
    if sentence is None:
        assert f"ok {name}\n" in said
        assert origin.refs() != refs
    else:
        shown = name.split("/", 2)[2]
        assert f"{shown} is protected: {sentence}" in said
        assert f"ng {name} {DECLINED}\n" in said
        assert "unpack ok" in said
        assert origin.tables() == before
        quiet = push(origin, work, name, rev, b"report-status")
        assert f"ng {name} {DECLINED}\n" in quiet
        assert sentence not in quiet


def test_administrators_are_bound_only_where_a_rule_says_so(
    origin: Origin, work: GitRepository
) -> None:
    rule = b"refs/heads/main"
    protect(origin, Rule(rule, Pushers.NOBODY, binds_admins=True))
    assert DECLINED in push(origin, work, MAIN, "forced", is_admin=True)
    protect(origin, Rule(rule, Pushers.NOBODY))
    assert DECLINED in push(origin, work, MAIN, "forced")
    assert f"ok {MAIN}" in push(origin, work, MAIN, "forced", is_admin=True)


def test_the_rule_of_the_very_name_comes_before_patterns_and_these_in_their_order(
    origin: Origin, work: GitRepository
) -> None:
    for rule in [
        Rule(b"refs/heads/m*", Pushers.NOBODY),
        Rule(b"refs/heads/*", allows_force=True),
        Rule(b"refs/heads/main", allows_force=True),
    ]:
        protect(origin, rule)
    assert f"ok {MAIN}" in push(origin, work, MAIN, "forced")
    assert "nobody may push" in push(origin, work, "refs/heads/mine", "forced")
    assert "ok refs/heads/side" in push(origin, work, "refs/heads/side", "main")
    origin.repository.ask(Ask(ADMIN, DropRule(b"refs/heads/main")), origin.now)
    assert "nobody may push" in push(origin, work, MAIN, "main")


def test_one_protected_ref_holds_up_an_atomic_push_and_no_other(
    origin: Origin, work: GitRepository
) -> None:
    protect(origin, Rule(b"refs/heads/main", Pushers.NOBODY))
    updates = [
        Update(MAIN.encode(), origin.refs()[MAIN], work.oid("ahead")),
        Update(b"refs/heads/free", ZERO, work.oid("ahead")),
    ]
    pack = pack_of(work, "ahead")
    assert origin.push(*updates, pack=pack, capabilities=b"report-status atomic") == [
        "unpack ok",
        f"ng {MAIN} {DECLINED}",
        "ng refs/heads/free atomic push failure",
    ]
    assert origin.push(*updates, pack=pack)[1:] == [
        f"ng {MAIN} {DECLINED}",
        "ok refs/heads/free",
    ]


def test_rules_outlive_the_objects_sleep_and_are_replaced_by_their_pattern(
    origin: Origin,
) -> None:
    protect(origin, Rule(b"refs/heads/main", Pushers.NOBODY))
    protect(origin, Rule(b"refs/heads/main", is_linear=True, reviews=2))
    origin.wake()
    answer = origin.repository.ask(Ask(Caller(), ReadRules()), origin.now)
    assert answer == Rules((Rule(b"refs/heads/main", is_linear=True, reviews=2),))


def test_rules_are_set_by_administrators_in_a_form_that_matches_something(origin: Origin) -> None:
    writer = Caller("bob", may_write=True)
    rule = Rule(b"refs/heads/main")
    for caller, question in [
        (writer, SetRule(rule)),
        (writer, DropRule(b"refs/heads/main")),
        (ADMIN, DropRule(b"refs/heads/main")),
        (ADMIN, SetRule(Rule(b"refs/heads/["))),
    ]:
        assert isinstance(origin.repository.ask(Ask(caller, question), 1), Failure)
    for number in range(MAX_RULES):
        protect(origin, Rule(b"refs/heads/%d" % number))
    assert isinstance(origin.repository.ask(Ask(ADMIN, SetRule(rule)), 1), Failure)
    protect(origin, Rule(b"refs/heads/0", is_linear=True))


def test_a_long_history_that_comes_with_a_push_is_looked_through(
    origin: Origin, work: GitRepository
) -> None:
    work.git("switch", "--quiet", "main")
    work.commits(2_000, "long")
    work.git("branch", "--force", "ahead", "main")
    work.git("switch", "--quiet", "ahead")
    protect(origin, Rule(b"refs/heads/main", is_linear=True))
    assert f"ok {MAIN}" in push(origin, work, MAIN, "ahead")
    work.merge("side")
    assert f"{work.oid('HEAD')} is a merge" in push(origin, work, MAIN, "HEAD")
