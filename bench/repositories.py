"""What is pushed and cloned: a real repository, and generated ones, made once and kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from bench import streams
from bench.git import git, open_git
from tools.console import ToolError, say
from tools.stamps import Stamp

SAMPLE = "sample"
REAL = {
    SAMPLE: ("a real repository, all its refs", "--mirror"),
    "branches": ("the branches and tags of the real repository", "--bare"),
}
"""Titles, and how each is cloned from what SAMPLE_REPOSITORY names."""

ANEW = ("-a", "-d", "-f", "-q")


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a repository is generated.

    `packing`: options of `git repack`, when fast-import's own pack is not what Git would make.
    `rounds`: it is measured so often at most, because each round takes long.
    """

    title: str
    stream: Callable[[], Iterator[bytes]]
    packing: Sequence[str] = ()
    rounds: int | None = None


RECIPES = {
    "deltas": Recipe("many small objects with deltas", partial(streams.history, 2_740, 200), ANEW),
    "random": Recipe(
        "5,000 files of 8 KB, incompressible", partial(streams.incompressible, 5_000, 8_000)
    ),
    "linear": Recipe("100,000 commits in a row", partial(streams.linear, 100_000), rounds=3),
    "objects": Recipe(
        "200,000 objects with deltas", partial(streams.history, 39_600, 1_000), ANEW, rounds=3
    ),
    "large": Recipe(
        "500 MB in five incompressible files",
        partial(streams.with_large_files, 5, 100_000_000),
        rounds=3,
    ),
}
NAMES = (*REAL, *RECIPES)


@dataclass(frozen=True, slots=True)
class Source:
    """A bare repository on disk.

    `branch` is the full name of the one that commits go to, `packed` the bytes of its packs.
    """

    name: str
    title: str
    path: Path
    branch: str
    objects: int
    packed: int
    rounds: int | None


def read_source(folder: Path, name: str, sample: str) -> Source:
    """The repository of this name, made under `folder` if it is not there yet.

    `sample` is a bundle or a repository, or empty.
    """
    path = folder / f"{name}.git"
    if name in RECIPES:
        recipe = RECIPES[name]
        stamp = Stamp(_stamp(path), [Path(__file__), Path(streams.__file__)], [path])
        _make(stamp, path, lambda: generate(recipe, path))
        return describe(name, recipe.title, path, recipe.rounds)
    if not sample or not Path(sample).exists():
        raise ToolError("SAMPLE_REPOSITORY has to name a bundle or a repository")
    title, how = REAL[name]
    stamp = Stamp(_stamp(path), [sample, str(Path(sample).stat().st_mtime_ns), how], [path])
    _make(stamp, path, lambda: _copy(sample, how, path))
    return describe(name, title, path, None)


def generate(recipe: Recipe, path: Path) -> None:
    """Make a bare repository."""
    git(path.parent, "init", "-q", "--bare", "-b", "main", path)
    with open_git(path, "fast-import", "--quiet") as process:
        stdin = cast("IO[bytes]", process.stdin)
        for piece in recipe.stream():
            stdin.write(piece)
        stdin.close()
    if process.returncode:
        raise ToolError(f"git fast-import ended with {process.returncode}")
    if recipe.packing:
        git(path, "repack", *recipe.packing)
    git(path, "pack-refs", "--all")


def describe(name: str, title: str, path: Path, rounds: int | None) -> Source:
    """Look at a bare repository."""
    counts = dict(line.split(": ") for line in git(path, "count-objects", "-v").splitlines())
    packed = sum(pack.stat().st_size for pack in path.glob("objects/pack/*.pack"))
    branch = git(path, "symbolic-ref", "HEAD")
    return Source(name, title, path, branch, int(counts["in-pack"]), packed, rounds)


def _copy(sample: str, how: str, path: Path) -> None:
    git(path.parent, "clone", "-q", how, os.path.abspath(sample), path)
    git(path, "repack", "-a", "-d", "-q")


def _make(stamp: Stamp, path: Path, make: Callable[[], None]) -> None:
    if stamp.is_current():
        return
    say(f"Making the repository {path.stem} ...")
    with stamp.renewed():
        shutil.rmtree(path, ignore_errors=True)
        make()


def _stamp(path: Path) -> Path:
    return path.with_suffix(".stamp")
