from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bench.git import git
from bench.repositories import Recipe, generate
from bench.streams import history, incompressible, linear, with_large_files

STREAMS = [
    # the stream, its commits, its trees, its blobs
    (lambda: history(150, 50), 150, 1 + 3 + 3 + 3 * 149, 50 + 149),
    (lambda: incompressible(40, 3_000), 1, 1 + 2 + 2, 40),
    (lambda: linear(300), 300, 1, 1),
    (lambda: with_large_files(2, 100_000), 101, 3 * 100 + 2, 20 + 99 + 2),
]


@pytest.mark.parametrize(("stream", "commits", "trees", "blobs"), STREAMS)
def test_git_reads_what_is_generated(
    tmp_path: Path, stream: Callable[[], Iterator[bytes]], commits: int, trees: int, blobs: int
) -> None:
    path = tmp_path / "generated.git"
    generate(Recipe("generated", stream), path)
    git(path, "fsck", "--strict")
    listed = git(path, "cat-file", "--batch-all-objects", "--batch-check=%(objecttype)").split()
    assert Counter(listed) == {"commit": commits, "tree": trees, "blob": blobs}


def test_the_same_is_generated_every_time() -> None:
    assert b"".join(history(50, 5)) == b"".join(history(50, 5))
    assert b"".join(incompressible(5, 50)) == b"".join(incompressible(5, 50))
