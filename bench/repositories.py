"""What is pushed and cloned: a real repository, and generated ones, made once and kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, cast

from bench import streams
from bench.git import git, open_git
from tools.console import ToolError, say
from tools.stamps import Stamp

MEGABYTE = 1_000_000
SAMPLE = "sample"
BRANCHES = "branches"
REAL = {
    SAMPLE: ("a real repository, all its refs", "--mirror"),
    BRANCHES: ("the branches and tags of the real repository", "--bare"),
}
"""Titles, and how each is cloned from what SAMPLE_REPOSITORY names."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """`packing`: how the repository is packed anew, when fast-import's own pack is not natural."""

    title: str
    stream: partial[Iterator[bytes]]
    packing: Sequence[str] = ()
    rounds: int | None = None
    """At most so many, because each takes long."""


RECIPES = {
    "deltas": Recipe(
        "many small objects with deltas",
        partial(streams.history, 2_740, 200),
        ("-a", "-d", "-f", "-q"),
    ),
    "random": Recipe(
        "5,000 files of 8 KB, incompressible",
        partial(streams.incompressible, 5_000, 8_000),
    ),
    "linear": Recipe("100,000 commits in a row", partial(streams.linear, 100_000), rounds=3),
    "objects": Recipe(
        "200,000 objects with deltas",
        partial(streams.history, 39_600, 1_000),
        ("-a", "-d", "-f", "-q"),
        rounds=3,
    ),
    "large": Recipe(
        "500 MB in five incompressible files",
        partial(streams.incompressible, 5, 100 * MEGABYTE),
        rounds=3,
    ),
}
NAMES = (*REAL, *RECIPES)


@dataclass(frozen=True, slots=True)
class Source:
    """A bare repository on disk; `branch` is the full name of the one that commits go to."""

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
    if name in REAL:
        (title, how), rounds = REAL[name], None
        if not sample or not Path(sample).exists():
            raise ToolError("SAMPLE_REPOSITORY has to name a bundle or a repository")
        made_from: list[Path | str] = [sample, str(Path(sample).stat().st_mtime_ns), how]
        make = partial(_copy_sample, sample, how, path)
    else:
        recipe = RECIPES[name]
        title, rounds = recipe.title, recipe.rounds
        made_from = [f"{recipe.stream.args}", " ".join(recipe.packing), Path(streams.__file__)]
        make = partial(_generate, recipe, path)
    stamp = Stamp(folder / f"{name}.stamp", made_from, [path])
    if not stamp.is_current():
        say(f"Making the repository {name} ...")
        with stamp.renewed():
            shutil.rmtree(path, ignore_errors=True)
            make()
    return _measure(name, title, path, rounds)


def _copy_sample(sample: str, how: str, path: Path) -> None:
    git(path.parent, "clone", "-q", how, os.path.abspath(sample), path)
    git(path, "repack", "-a", "-d", "-q")


def _generate(recipe: Recipe, path: Path) -> None:
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


def _measure(name: str, title: str, path: Path, rounds: int | None) -> Source:
    counts = dict(line.split(": ") for line in git(path, "count-objects", "-v").splitlines())
    packed = sum(pack.stat().st_size for pack in path.glob("objects/pack/*.pack"))
    branch = git(path, "symbolic-ref", "HEAD")
    return Source(name, title, path, branch, int(counts["in-pack"]), packed, rounds)
