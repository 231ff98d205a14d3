"""What a filter lets pass, in the plainest way: every object is asked of every filter."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from urllib.parse import unquote

from tests.differential.world import World

_UNITS = {"": 1, "k": 1024}


def passing(world: World, wants: Iterable[str], ends: Collection[str], spec: str) -> set[str]:
    """What is sent of all that `wants` lead to; they are sent whatever the filter says."""
    asked = {one for want in wants for one in world.chain(want)}
    depths = _depths(world, asked, ends)
    filters = _split(spec)
    return {
        one
        for one, depth in depths.items()
        if one in asked or all(_passes(world, one, depth, each) for each in filters)
    }


def _depths(world: World, asked: Iterable[str], ends: Collection[str]) -> dict[str, int]:
    """The least depth at which each object stands; what is in a tree asked for is at 0."""
    depths = dict.fromkeys(asked, -1)
    history = world.history(asked, ends)
    waiting = [(one, -1) for one in asked if world.kind(one) == "tree"]
    for commit in history:
        depths.setdefault(commit, 0)
        waiting.append((world.objects[commit].names[0], 0))
    while waiting:
        one, depth = waiting.pop()
        if depth <= depths.get(one, depth):
            depths[one] = depth
            waiting += [(name, depth + 1) for name in world.objects[one].names]
    return depths


def _split(spec: str) -> list[str]:
    if not spec.startswith("combine:"):
        return [spec]
    parts = spec.removeprefix("combine:").split("+")
    return [one for part in parts for one in _split(unquote(part))]


def _passes(world: World, hex_oid: str, depth: int, spec: str) -> bool:
    made = world.objects[hex_oid]
    if spec == "blob:none":
        return made.kind != "blob"
    word, _, value = spec.replace("=", ":").rpartition(":")
    if word == "blob:limit":
        number = value.rstrip("k")
        return made.kind != "blob" or len(made.data) < int(number) * _UNITS[value[len(number) :]]
    if word == "tree":
        return made.kind in ("commit", "tag") or depth < int(value)
    assert word == "object:type"
    return made.kind == value
