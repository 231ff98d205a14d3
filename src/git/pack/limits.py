"""How much of a pack we are willing to handle, and why."""

from __future__ import annotations

MAX_HELD_OBJECT = 24 << 20
"""The largest object that may have to lie in memory whole: a commit, tree or tag, a delta, its
base and its result. Base and result together are 48 MB of an isolate's 128, of which the
interpreter takes 36. A blob that takes no part in a delta has no such bound."""

STREAMED_BLOB = 4 << 20
"""A whole blob longer than this is hashed as it is inflated and never held."""

MAX_DELTA_DEPTH = 4095
"""What `git pack-objects --depth` allows at most; a longer chain is made to exhaust a reader."""

MAX_OBJECT_SIZE = 2 << 30
"""The largest blob: four times the largest request body that the platform takes."""

MAX_INFLATED = 64 << 30
"""All objects of a pack, inflated, those twice that have to be made twice. A real pack of 500 MB
holds 5 to 30 GB in resolved deltas; beyond it is a bomb that would only burn the account holder's
CPU time."""

RESOLVE_CACHE = 6 << 20
"""Bytes of inflated objects kept while a pack is read; delta families lie together, so that more
of it gains nothing: of a real pack's deltas half of a hundredth."""
