"""Fetches that come up seldom, and were once answered otherwise than by git."""

from __future__ import annotations

from tests.differential import answers
from tests.differential.judge import judge
from tests.differential.pair import MAIN, Pair
from tests.differential.requests import Asked, Client
from tests.differential.sides import V2


def asked_for(*wants: str, client: Client | None = None, more: tuple[str, ...] = ()) -> Asked:
    client = client or Client()
    shallow = [f"shallow {one}" for one in sorted(client.shallow)]
    lines = (*(f"want {want}" for want in wants), *shallow, *more)
    specs = [line.removeprefix("filter ") for line in more if line.startswith("filter ")]
    return Asked(V2, client, wants, lines, client.tips, filter=specs[0] if specs else "")


def assert_alike(pair: Pair, asked: Asked) -> None:
    verdict = judge(pair, asked)
    assert not verdict.differences, f"{asked}\n{verdict}"
    assert not verdict.known.total()
    assert verdict.counts["gits"]


def a_tag_of(pair: Pair, kind: str) -> str:
    tags = pair.story.tags
    return next(tag for tag in tags if pair.world.kind(pair.world.peel(tag)) == kind)


def test_every_cut_moves_when_a_client_deepens_from_where_it_is_cut(young: Pair) -> None:
    root, *_, cut, tip = sorted(young.world.history([young.refs[MAIN]]), key=young.world.time)
    assert young.world.parents(cut)
    young.push({"refs/heads/root": root})
    client = Client((cut,), frozenset([cut]))
    more = ("deepen 1", "deepen-relative")
    assert_alike(young, asked_for(root, client=client, more=more))
    assert answers.ask(young.hearth, asked_for(root, client=client, more=more)).opened == {cut}
    assert_alike(young, asked_for(tip, client=client, more=more))


def test_a_name_that_leads_to_no_commit_excludes_nothing(young: Pair) -> None:
    for kind in ("tree", "blob"):
        young.push({f"refs/tags/{kind}": a_tag_of(young, kind)})
        assert_alike(young, asked_for(young.refs[MAIN], more=(f"deepen-not {kind}",)))


def test_a_tag_comes_along_with_a_tree_or_blob(young: Pair) -> None:
    for kind in ("tree", "blob"):
        tag = a_tag_of(young, kind)
        leads_there = next(
            commit
            for commit in young.story.commits
            if young.world.peel(tag) in young.world.closure([commit], [commit])
        )
        young.push({f"refs/tags/{kind}": tag, f"refs/heads/{kind}": leads_there})
        assert_alike(young, asked_for(leads_there, more=("include-tag",)))
        assert_alike(young, asked_for(leads_there, more=("include-tag", "filter object:type=blob")))


def test_a_cut_that_is_not_known_here_is_not_told(young: Pair) -> None:
    main = young.refs[MAIN]
    assert_alike(young, asked_for(main, more=(f"shallow {9:040x}",)))


def test_the_depth_below_a_tree_asked_for_by_name_is_counted_from_below_it(young: Pair) -> None:
    tree = young.world.objects[young.refs[MAIN]].names[0]
    for spec in ("tree:0", "tree:1", "tree:2", "object:type=blob"):
        assert_alike(young, asked_for(tree, more=(f"filter {spec}",)))


def test_what_an_opened_cut_leads_to_is_sent_whatever_the_filter(young: Pair) -> None:
    tip = young.refs[MAIN]
    client = Client((tip,), frozenset([tip]))
    assert_alike(young, asked_for(tip, client=client, more=("deepen 2", "filter object:type=blob")))


def test_who_wants_only_what_it_has_is_asked_for_nothing_more(young: Pair) -> None:
    main = young.refs[MAIN]
    old = min(young.world.history([main]), key=young.world.time)
    asked = Asked(V2, Client((main,)), (old,), (f"want {old}",), (main,), done=False)
    answer = answers.ask(young.hearth, asked)
    assert answer.acks == [f"ACK {main}", "ready"]
    assert not judge(young, asked).differences
