from __future__ import annotations

import pytest

from durable.browse.languages import find_language
from durable.contract.refs import ReadSummary
from durable.contract.statistics import ReadLanguages, ReadStatistics
from tests.support.git_client import GitRepository
from tests.support.stored import Stored


def test_what_is_counted_is_what_git_counts(sample: Stored) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    found = sample.ask(ReadStatistics(b"HEAD"))
    listed = sample.git.git("ls-tree", "-rlz", head).output.split(b"\0")[:-1]
    names = sample.git.refs()
    assert found.commits == int(sample.git.read("rev-list", "--count", head))
    assert found.files == len(listed)
    assert found.size == sum(int(line.split(b"\t")[0].split()[3]) for line in listed)
    assert found.branches == sum(name.startswith(b"refs/heads/") for name in names)
    assert found.tags == sum(name.startswith(b"refs/tags/") for name in names)
    assert found.objects == len(sample.git.reachable())
    authors = sample.git.git("log", "--format=%an <%ae>", head).output.splitlines()
    assert found.contributors == len(set(authors))
    stored = sample.sql.rows("SELECT SUM(body_size) FROM packs")[0][0]
    assert (found.packs, found.packed) == (1, stored)


def test_languages_are_counted_in_bytes(work: GitRepository) -> None:
    files = {"a.py": b"x" * 10, "b/c.py": b"y" * 5, "d.js": b"z" * 7, "README.md": b"!" * 99}
    work.commit("first", {**files, "vendor/e.py": b"v" * 1000, "Makefile": b"all:\n"})
    stored = Stored(work)
    found = stored.ask(ReadLanguages(b"main"))
    sizes = [(each.name, each.size) for each in found.languages]
    assert sizes == [("Python", 15), ("JavaScript", 7), ("Makefile", 5)]
    stored.close()


@pytest.mark.parametrize(
    ("path", "language"),
    [
        (b"src/A.RS", "Rust"),
        (b"Dockerfile", "Dockerfile"),
        (b"x/node_modules/a.js", None),
        (b"a.min.js", None),
        (b"py", None),
        (b"data.json", None),
        (b"", None),
    ],
)
def test_a_name_tells_the_language(path: bytes, language: str | None) -> None:
    assert find_language(path) == language
