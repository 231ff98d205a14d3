from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bench.contestants import HttpBackend
from bench.place import Place
from bench.repositories import Recipe, Source, describe, generate
from bench.streams import history


@pytest.fixture
def backend(tmp_path: Path) -> Iterator[HttpBackend]:
    backend = HttpBackend(tmp_path / "served")
    yield backend
    backend.stop()


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """120 commits, enough for their pack to be kept as one."""
    path = tmp_path / "source.git"
    generate(Recipe("small", lambda: history(120, 3)), path)
    return describe("small", "a small one", path, None)


@pytest.fixture
def place(backend: HttpBackend, source: Source, tmp_path: Path) -> Place:
    return Place(source, backend, tmp_path / "place")
