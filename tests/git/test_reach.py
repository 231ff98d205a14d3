from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import pytest

from git import filter as filters
from git import tree as trees
from git import walk
from git.filter import NO_FILTER, Filter
from git.graph import CommitGraph
from git.objects import ObjectType, hash_object
from git.oid import ObjectId
from git.reach import ObjectWalk, Step
from git.tree import EXECUTABLE, FILE, GITLINK, TREE, Entry
from tests.support.git_client import GitRepository
from tests.support.histories import bare, fill, number_of, oids_of, read_graph, read_objects


@dataclass
class Reader:
    """Reads the objects of a repository, and remembers which trees it was asked for."""

    objects: dict[bytes, tuple[str, bytes]]
    trees: list[ObjectId] = field(default_factory=list[ObjectId])
    sizes: list[ObjectId] = field(default_factory=list[ObjectId])

    def read_tree(self, oid: ObjectId) -> bytes:
        self.trees.append(oid)
        kind, data = self.objects[oid]
        assert kind == "tree"
        return data

    def size(self, oid: ObjectId) -> int:
        self.sizes.append(oid)
        kind, data = self.objects[oid]
        assert kind == "blob"
        return len(data)

    def walk(self, object_filter: Filter = NO_FILTER) -> ObjectWalk:
        return ObjectWalk(self.read_tree, self.size, object_filter)


@dataclass(frozen=True)
class Sample:
    repository: GitRepository
    objects: dict[bytes, tuple[str, bytes]]
    graph: CommitGraph

    def reader(self) -> Reader:
        return Reader(self.objects)

    def numbers(self, revs: Sequence[str]) -> list[int]:
        return [number_of(self.graph, self.repository, rev) for rev in revs]

    def filtered(self, spec: str, *revs: str) -> set[bytes]:
        """What git lists of all that `revs` lead to."""
        asked = ("--objects", f"--filter={spec}", "--filter-provided-objects")
        return oids_of(self.repository, *asked, *revs)

    def steps(self, wants: Sequence[str], excluded: Sequence[str] = ()) -> Iterator[Step]:
        graph = self.graph
        commits = walk.difference(graph, self.numbers(wants), self.numbers(excluded))
        for number in reversed(commits):
            parents = graph.parents(number) if excluded else ()
            parent_trees = [graph.tree(parent) for parent in parents]
            yield Step(graph.oid(number), graph.tree(number), parent_trees)


@pytest.fixture(scope="module", params=[11, 12])
def sample(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Sample:
    repository = bare(tmp_path_factory.mktemp("reach") / "r.git")
    fill(repository, seed=request.param, commits=50)
    return Sample(repository, read_objects(repository), read_graph(repository))


def walked(one: ObjectWalk, steps: Iterator[Step]) -> set[ObjectId]:
    for _ in one.walk(steps):
        pass
    return one.found


@pytest.mark.parametrize("wants", [["main"], ["b10"], ["b49", "b33", "b20"]])
def test_all_that_commits_bring_is_what_git_lists(wants: list[str], sample: Sample) -> None:
    found = walked(sample.reader().walk(), sample.steps(wants))
    assert found == oids_of(sample.repository, "--objects", *wants)


def test_where_nothing_is_excluded_each_tree_is_read_once(sample: Sample) -> None:
    reader = sample.reader()
    walked(reader.walk(), sample.steps(["main"]))
    assert len(reader.trees) == len(set(reader.trees))


@pytest.mark.parametrize(
    "spec",
    [
        "blob:none",
        "blob:limit=0",
        "blob:limit=1",
        "blob:limit=2",
        "blob:limit=34",
        "blob:limit=1k",
        "blob:limit=1m",
        "tree:0",
        "tree:1",
        "tree:2",
        "tree:3",
        "tree:4",
        "tree:9",
        "object:type=commit",
        "object:type=tree",
        "object:type=blob",
        "object:type=tag",
    ],
)
def test_a_filter_lets_pass_what_it_lets_pass_in_git(spec: str, sample: Sample) -> None:
    found = walked(
        sample.reader().walk(filters.decode(spec.encode())), sample.steps(["main", "b30"])
    )
    assert found == sample.filtered(spec, "main", "b30")


@pytest.mark.parametrize(
    "specs",
    [
        ["tree:2", "blob:none"],
        ["tree:3", "blob:limit=40"],
        ["tree:2", "object:type=blob"],
        ["tree:3", "object:type=tree"],
        ["blob:limit=40", "object:type=blob"],
        ["object:type=blob", "object:type=tree"],
        ["tree:1", "tree:3"],
    ],
)
def test_combined_filters_let_pass_what_each_lets_pass(specs: list[str], sample: Sample) -> None:
    combined = "combine:" + "+".join(specs)
    found = walked(
        sample.reader().walk(filters.decode(combined.encode())), sample.steps(["main", "b30"])
    )
    one, other = (sample.filtered(spec, "main", "b30") for spec in specs)
    assert found == one & other
    # Git forgets what it first meets too deep, when another filter has let that pass.
    assert found >= sample.filtered(combined, "main", "b30")


@pytest.mark.parametrize(
    ("wants", "excluded"),
    [
        (["main"], ["b49"]),
        (["main"], ["b40"]),
        (["main"], ["b10", "b11"]),
        (["b45", "b38"], ["b30", "b37"]),
        (["b20"], ["main"]),
        (["b16"], ["b18"]),
    ],
)
def test_what_the_other_side_lacks_is_taken(
    wants: list[str], excluded: list[str], sample: Sample
) -> None:
    one = sample.reader().walk()
    found = walked(one, sample.steps(wants, excluded))
    reached = oids_of(sample.repository, "--objects", *wants)
    had = oids_of(sample.repository, "--objects", *excluded)
    commits = oids_of(sample.repository, *wants, "--not", *excluded)
    assert found >= reached - had, "the other side would lack something"
    assert found <= reached
    assert {oid for oid in found if sample.objects[oid][0] == "commit"} == commits
    assert one.had <= had | found, "the base of a delta must be there"


BLOBS = [hash_object(ObjectType.BLOB, b"%d" % number) for number in range(6)]


@dataclass
class Forest:
    """Trees made by hand."""

    reader: Reader = field(default_factory=lambda: Reader({}))

    def __post_init__(self) -> None:
        for number, oid in enumerate(BLOBS):
            self.reader.objects[oid] = "blob", bytes(10 * number)

    def tree(self, **entries: ObjectId) -> ObjectId:
        """Names that begin with `t` are of trees, others of files."""
        return self.add(
            *(
                Entry(TREE if name.startswith("t") else FILE, name.encode(), oid)
                for name, oid in entries.items()
            )
        )

    def add(self, *entries: Entry) -> ObjectId:
        data = trees.encode(entries)
        oid = hash_object(ObjectType.TREE, data)
        self.reader.objects[oid] = "tree", data
        return oid


def step(tree: ObjectId, *parent_trees: ObjectId) -> Step:
    return Step(ObjectId(b"c" * 20), tree, parent_trees)


def taken(forest: Forest, one: Step, object_filter: Filter = NO_FILTER) -> set[ObjectId]:
    return walked(forest.reader.walk(object_filter), iter([one])) - {one.oid}


def test_only_what_differs_from_all_parents_is_taken() -> None:
    forest = Forest()
    left = forest.tree(a=BLOBS[0], b=BLOBS[1])
    right = forest.tree(a=BLOBS[2], b=BLOBS[3])
    merged = forest.tree(a=BLOBS[0], b=BLOBS[3])
    assert taken(forest, step(merged, left, right)) == {merged}
    resolved = forest.tree(a=BLOBS[0], b=BLOBS[4])
    assert taken(forest, step(resolved, left, right)) == {resolved, BLOBS[4]}


def test_a_tree_like_that_of_a_parent_is_not_entered() -> None:
    forest = Forest()
    same = forest.tree(a=BLOBS[0])
    assert taken(forest, step(same, same)) == set()
    assert forest.reader.trees == []


def test_a_file_may_become_a_tree_and_a_tree_a_file() -> None:
    forest = Forest()
    inner = forest.tree(a=BLOBS[0])
    before, after = forest.tree(b=BLOBS[1]), forest.tree(tb=inner)
    renamed = {name: forest.tree(**{name: oid}) for name, oid in (("t", inner), ("f", BLOBS[2]))}
    assert taken(forest, step(after, before)) == {after, inner, BLOBS[0]}
    assert taken(forest, step(renamed["f"], renamed["t"])) == {renamed["f"], BLOBS[2]}


def test_a_changed_mode_alone_brings_no_blob() -> None:
    forest = Forest()
    before, after = (forest.add(Entry(mode, b"run", BLOBS[0])) for mode in (FILE, EXECUTABLE))
    assert taken(forest, step(after, before)) == {after}


def test_what_has_not_changed_is_not_read() -> None:
    forest = Forest()
    same = forest.tree(ta=forest.tree(f=BLOBS[0]), f=BLOBS[1])
    old_inner, new_inner = forest.tree(f=BLOBS[2]), forest.tree(f=BLOBS[3])
    old, new = forest.tree(ta=same, tb=old_inner), forest.tree(ta=same, tb=new_inner)
    assert taken(forest, step(new, old)) == {new, new_inner, BLOBS[3]}
    assert sorted(forest.reader.trees) == sorted([old, new, old_inner, new_inner])


def test_what_stood_in_its_place_may_be_the_base_of_a_delta() -> None:
    forest = Forest()
    old_inner, new_inner = forest.tree(a=BLOBS[0]), forest.tree(a=BLOBS[1])
    old, new = forest.tree(t=old_inner, f=BLOBS[2]), forest.tree(t=new_inner, f=BLOBS[3])
    one = forest.reader.walk()
    walked(one, iter([step(new, old)]))
    assert one.had == {old_inner, BLOBS[0], BLOBS[2]}


def test_a_tree_seen_far_from_the_root_is_entered_again_nearer_to_it() -> None:
    forest = Forest()
    deep = forest.tree(f=BLOBS[0])
    far = forest.tree(t=forest.tree(t=deep))
    both = forest.tree(ta=far, tb=deep)
    found = taken(forest, step(both), Filter(tree_depth=3))
    assert BLOBS[0] in found
    assert BLOBS[0] not in taken(forest, step(far), Filter(tree_depth=3))


def test_a_submodule_is_not_entered() -> None:
    forest = Forest()
    before = forest.add(Entry(GITLINK, b"sub", BLOBS[0]))
    after = forest.add(Entry(GITLINK, b"sub", BLOBS[1]))
    assert taken(forest, step(after, before)) == {after}
    assert taken(forest, step(after)) == {after}


def test_nothing_of_a_tree_is_taken_twice() -> None:
    forest = Forest()
    root = forest.tree(t=forest.tree(a=BLOBS[5]))
    one = forest.reader.walk()
    for _ in range(2):
        one.take_tree(root)
    assert len(forest.reader.trees) == 2
    shallow = forest.reader.walk(Filter(tree_depth=0))
    shallow.take_tree(root)
    assert shallow.found == set()


def test_sizes_are_asked_for_only_where_they_count() -> None:
    forest = Forest()
    root = forest.tree(**{f"f{number}": oid for number, oid in enumerate(BLOBS)})
    assert taken(forest, step(root)) == {root, *BLOBS}
    assert taken(forest, step(root), Filter(blob_limit=0)) == {root}
    assert forest.reader.sizes == []
    assert taken(forest, step(root), Filter(blob_limit=20)) == {root, *BLOBS[:2]}
    assert sorted(forest.reader.sizes) == sorted(BLOBS)


def test_no_tree_is_read_for_a_filter_that_wants_commits_alone() -> None:
    forest = Forest()
    root = forest.tree(a=BLOBS[0])
    for wanted in (Filter(tree_depth=0), Filter(types=frozenset({ObjectType.COMMIT}))):
        assert taken(forest, step(root), wanted) == set()
    assert forest.reader.trees == []


def test_single_trees_and_blobs_can_be_taken() -> None:
    forest = Forest()
    root = forest.tree(t=forest.tree(a=BLOBS[5]))
    one = forest.reader.walk(Filter(blob_limit=20))
    one.take_tree(root)
    one.take_blob(BLOBS[1])
    one.take_blob(BLOBS[2])
    assert one.found == {root, forest.tree(a=BLOBS[5]), BLOBS[1]}


def test_decoded_trees_are_kept_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("git.reach.KEPT_TREES", 2)
    forest = Forest()
    roots = [forest.tree(f=oid) for oid in BLOBS]
    one = forest.reader.walk()
    steps = (step(new, old) for old, new in pairwise(roots))
    assert walked(one, steps) >= {*roots[1:], *BLOBS[1:]}
