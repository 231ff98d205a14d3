from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from durable.browse.spots import MAX_REV_PARTS
from durable.contract.files import Blob, Gitlink, Tree
from durable.contract.message import Reason
from durable.contract.places import Place, ReadPlace, SplitRev, Spot, Unborn
from durable.contract.refs import ReadSummary
from durable.schema import set_setting
from git.oid import ObjectId
from tests.support.git_client import GitRepository
from tests.support.stored import Stored

MODULES = b'[submodule "x"]\n\tpath = lib\n\turl = https://example.com/lib\n'


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stored]:
    """Branches `main` and `feature/x`, tags `v1`, `feature` and `main`'s namesake `both`."""
    git = GitRepository(tmp_path_factory.mktemp("places") / "work")
    git.folder.mkdir()
    git.git("init", "--quiet", "--initial-branch=main")
    git.commit("first", {"src/a.py": b"1\n", "x/src/a.py": b"in x\n", "README.md": b"# Hi\n"})
    git.git("tag", "v1")
    git.git("tag", "-a", "-m", "t", "feature")
    git.git("tag", "both")
    git.git("switch", "--quiet", "-c", "feature/x")
    git.commit("second", {"src/a.py": b"2\n"})
    git.git("branch", "both")
    git.git("switch", "--quiet", "main")
    git.commit("third", {"run": b"#!\n", "a..b": b"dots\n", ".gitmodules": MODULES})
    (git.folder / "link").symlink_to("src/a.py")
    (git.folder / "run").chmod(0o755)
    oid = git.oid("HEAD")
    git.git("update-index", "--add", "--cacheinfo", f"160000,{oid},lib")
    (git.folder / "lib").mkdir()
    git.commit("fourth")
    stored = Stored(git)
    yield stored
    stored.close()


def empty(folder: Path) -> GitRepository:
    git = GitRepository(folder / "empty")
    git.folder.mkdir()
    git.git("init", "--quiet", "--initial-branch=main")
    return git


def split(stored: Stored, spot: bytes = b"") -> Spot:
    answer = stored.ask(SplitRev(spot))
    assert isinstance(answer, Spot)
    return answer


def place(stored: Stored, question: ReadPlace) -> Place:
    answer = stored.ask(question)
    assert isinstance(answer, Place)
    return answer


@pytest.mark.parametrize(
    ("spot", "rev", "path", "refname"),
    [
        ("", "main", "", "refs/heads/main"),
        ("/", "main", "", "refs/heads/main"),
        ("HEAD", "HEAD", "", "refs/heads/main"),
        ("main", "main", "", "refs/heads/main"),
        ("main/", "main", "", "refs/heads/main"),
        ("main/src/a.py", "main", "src/a.py", "refs/heads/main"),
        ("main//src/a.py/", "main", "src/a.py", "refs/heads/main"),
        ("main/a..b", "main", "a..b", "refs/heads/main"),
        ("v1/src", "v1", "src", "refs/tags/v1"),
        ("feature/x", "feature/x", "", "refs/heads/feature/x"),
        ("feature/x/src/a.py", "feature/x", "src/a.py", "refs/heads/feature/x"),
        ("feature/src/a.py", "feature", "src/a.py", "refs/tags/feature"),
        ("feature/x~1/src", "feature/x~1", "src", "refs/heads/feature/x"),
        ("refs/heads/main/src", "refs/heads/main", "src", "refs/heads/main"),
        ("both", "both", "", "refs/tags/both"),
        ("refs/heads/both/src", "refs/heads/both", "src", "refs/heads/both"),
    ],
)
def test_the_longest_ref_that_a_spot_begins_with_is_its_rev(
    stored: Stored, spot: str, rev: str, path: str, refname: str
) -> None:
    found = split(stored, spot.encode())
    oid = ObjectId(bytes.fromhex(stored.git.oid(f"{rev}^0")))
    assert found == Spot(rev.encode(), path.encode(), refname.encode(), oid)


@pytest.mark.parametrize("digits", [40, 12, 7])
def test_without_a_ref_the_first_part_is_an_oid(stored: Stored, digits: int) -> None:
    oid = stored.git.oid("main~1")
    found = split(stored, f"{oid[:digits]}/src/a.py".encode())
    assert found == Spot(oid[:digits].encode(), b"src/a.py", None, ObjectId(bytes.fromhex(oid)))


@pytest.mark.parametrize(
    ("spot", "reason"),
    [
        (b"none", Reason.NOT_FOUND),
        (b"none/src/a.py", Reason.NOT_FOUND),
        (b"main:src/a.py", Reason.NOT_FOUND),
        (b"main:src", Reason.NOT_FOUND),
        (b"main~99/src", Reason.NOT_FOUND),
        (b"..", Reason.NOT_FOUND),
        (b"\xff" * 10_000, Reason.NOT_FOUND),
        (b"main^{tree}", Reason.WRONG_TYPE),
        (b"main/none", Reason.NOT_FOUND),
        (b"main/src/a.py/deeper", Reason.NOT_FOUND),
    ],
)
def test_a_spot_that_is_nowhere_fails(stored: Stored, spot: bytes, reason: Reason) -> None:
    assert stored.reason(ReadPlace(spot)) is reason


def test_a_ref_is_not_looked_for_below_many_folders(tmp_path: Path) -> None:
    git = empty(tmp_path)
    git.commit("one", {"a": b"1"})
    deep, deeper = ("/".join(["d"] * count) for count in (MAX_REV_PARTS, MAX_REV_PARTS + 1))
    git.git("branch", deep)
    git.git("branch", "e/" + deeper)
    stored = Stored(git)
    assert split(stored, deep.encode() + b"/a").path == b"a"
    assert stored.reason(SplitRev(b"e/" + deeper.encode())) is Reason.NOT_FOUND
    stored.close()


def test_where_a_tag_has_its_name_head_is_spelled_in_full(tmp_path: Path) -> None:
    git = empty(tmp_path)
    git.commit("one", {"a": b"1"})
    git.git("tag", "main")
    git.commit("two", {"a": b"2"})
    stored = Stored(git)
    found = split(stored)
    assert found.rev == b"refs/heads/main"
    assert split(stored, found.rev) == found
    stored.close()


def test_the_home_page_comes_in_one_answer(stored: Stored) -> None:
    found = place(stored, ReadPlace(limit=100, with_readme=True, with_divergence=True))
    assert found.spot.rev == b"main"
    assert found.head_target == b"refs/heads/main"
    assert (found.branches, found.tags) == (3, 3)
    assert found.commit.commit.message == b"fourth\n"
    assert isinstance(found.what, Tree)
    assert found.readme is not None
    assert (found.readme.path, found.readme.blob.content) == (b"README.md", b"# Hi\n")
    assert found.divergence is not None
    assert (found.divergence.ahead, found.divergence.behind) == (0, 0)


def test_what_is_not_asked_for_does_not_come_along(stored: Stored) -> None:
    found = place(stored, ReadPlace(b"main", max_entries=2))
    assert isinstance(found.what, Tree)
    assert len(found.what.entries) == 2
    assert not found.what.is_complete
    assert found.readme is None
    assert found.divergence is None


def test_a_folder_without_a_readme_has_none(stored: Stored) -> None:
    assert place(stored, ReadPlace(b"main/src", with_readme=True)).readme is None


def test_a_long_readme_comes_without_its_content(stored: Stored) -> None:
    readme = place(stored, ReadPlace(limit=4, with_readme=True)).readme
    assert readme is not None
    assert (readme.blob.size, readme.blob.content) == (5, None)


def test_branches_are_told_how_far_they_are_from_the_default(stored: Stored) -> None:
    divergence = place(stored, ReadPlace(b"feature/x", with_divergence=True)).divergence
    assert divergence is not None
    counts = stored.git.read("rev-list", "--left-right", "--count", "main...feature/x").split()
    assert [divergence.behind, divergence.ahead] == list(map(int, counts))


@pytest.mark.parametrize(
    ("path", "mode", "content"),
    [
        (b"src/a.py", 0o100644, b"1\n"),
        (b"run", 0o100755, b"#!\n"),
        (b"link", 0o120000, b"src/a.py"),
    ],
)
def test_kinds_of_files_can_be_told_apart(
    stored: Stored, path: bytes, mode: int, content: bytes
) -> None:
    what = place(stored, ReadPlace(b"main/" + path, limit=100)).what
    assert isinstance(what, Blob)
    assert (what.mode, what.content) == (mode, content)


def test_a_submodule_tells_its_address(stored: Stored) -> None:
    what = place(stored, ReadPlace(b"main/lib")).what
    assert what == Gitlink(
        ObjectId(bytes.fromhex(stored.git.oid("main~1"))), b"https://example.com/lib"
    )


@pytest.mark.parametrize("spot", [b"", b"main", b"HEAD", b"refs/heads/main", b"main/src"])
def test_an_empty_repository_is_an_answer(tmp_path: Path, spot: bytes) -> None:
    stored = Stored(empty(tmp_path))
    for question in (ReadPlace(spot), SplitRev(spot)):
        assert stored.ask(question) == Unborn(b"refs/heads/main", 0, 0)
    assert stored.reason(ReadPlace(b"other")) is Reason.NOT_FOUND
    stored.close()


def test_a_head_without_its_branch_is_no_empty_repository(tmp_path: Path) -> None:
    git = empty(tmp_path)
    git.git("switch", "--quiet", "-c", "other")
    git.commit("one", {"a": b"1"})
    stored = Stored(git)
    set_setting(stored.sql, "head", b"refs/heads/gone")
    assert stored.ask(ReadPlace()) == Unborn(b"refs/heads/gone", 1, 0)
    assert place(stored, ReadPlace(b"other", with_divergence=True)).divergence is None
    stored.close()


def test_every_path_of_the_sample_is_found(sample: Stored) -> None:
    head = sample.ask(ReadSummary()).head_target.decode()
    listed = sample.git.git("ls-tree", "-rtz", head).output
    for line in listed.split(b"\0")[:-1]:
        entry, _, path = line.partition(b"\t")
        mode, _, oid = entry.split(b" ")
        what = place(sample, ReadPlace(b"HEAD/" + path)).what
        assert what.oid.hex().encode() == oid, path
        assert not isinstance(what, Blob) or what.mode == int(mode, 8)
