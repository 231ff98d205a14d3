"""The log of a file across its moves and copies: `git log --follow`.

As in Git, all of history is walked, merges are passed over, and from the commit on that brought the
file, in the order of the log, its former path counts: whatever line of history comes next.
"""

from __future__ import annotations

from collections.abc import Iterator

from durable.browse.reading import Reading
from durable.past.moves import find_original
from git import log
from git.changed_paths import hash_of
from git.tree import Entry, is_blob


def iter_followed(reading: Reading, tip: int, path: bytes) -> Iterator[int | None]:
    """The commits that changed the file; None for each commit that was passed over."""
    graph, known = reading.graph, reading.changed_paths
    path_hash = hash_of(path)
    for number in log.iter_log(graph, [tip]):
        parents = graph.parents(number)
        if len(parents) > 1 or known.find_change(number, path_hash) is False:
            yield None
            continue
        now = reading.find_entry(graph.tree(number), path)
        before = reading.find_entry(graph.tree(parents[0]), path) if parents else None
        yield None if now == before else number
        if parents and before is None and now is not None and is_blob(now.mode):
            trees = graph.tree(parents[0]), graph.tree(number)
            original = find_original(reading, *trees, Entry(now.mode, path, now.oid))
            if original is not None:
                path = original.name
                path_hash = hash_of(path)
