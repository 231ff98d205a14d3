"""The page of a folder, file or submodule, in one answer."""

from __future__ import annotations

from durable.browse.files import find_readme, look_at
from durable.browse.log import diverge
from durable.browse.reading import Reading
from durable.browse.spots import count_names, split_rev
from durable.contract.files import Tree
from durable.contract.history import Divergence
from durable.contract.places import Place, ReadPlace, SplitRev, Spot, Unborn


def read_place(reading: Reading, question: ReadPlace) -> Place | Unborn:
    """Failed when the spot names nothing, or nothing lies at its path."""
    spot = split_rev(reading, SplitRev(question.spot))
    if isinstance(spot, Unborn):
        return spot
    commit = reading.commit_info(spot.commit_oid)
    limits = question.max_entries, question.limit
    what = look_at(reading, commit.commit.tree, spot.path, limits)
    readme = None
    if question.with_readme and isinstance(what, Tree):
        readme = find_readme(reading, what.oid, spot.path, question.limit)
    branches, tags = count_names(reading)
    return Place(
        spot=spot,
        commit=commit,
        what=what,
        head_target=reading.storage.refs.head_target(),
        branches=branches,
        tags=tags,
        readme=readme,
        divergence=_find_divergence(reading, spot) if question.with_divergence else None,
    )


def _find_divergence(reading: Reading, spot: Spot) -> Divergence | None:
    """None from a HEAD that leads to no commit."""
    refs = reading.storage.refs
    head = refs.find(refs.head_target())
    base = None if head is None else reading.graph.find(head)
    number = reading.graph.find(spot.commit_oid)
    if base is None or number is None:
        return None
    return diverge(reading, base, number)
