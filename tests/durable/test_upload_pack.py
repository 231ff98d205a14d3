from __future__ import annotations

from collections.abc import Iterator

import pytest

from durable import answer_pack, chunks, entry_copy, upload_pack
from git.pack.entry import OFS_DELTA
from tests.support.conversation import Fetched, decode_v2, encode_v2
from tests.support.fetches import elsewhere, have, oids_in, reached, want
from tests.support.git_client import GitRepository
from tests.support.histories import oids_of
from tests.support.origin import Origin, joined, pack_of, take_in
from tests.support.packs import Elsewhere, kinds_of


def push_in_steps(origin: Origin, source: GitRepository) -> None:
    """All of the source, in several packs, thin ones too."""
    known: list[str] = []
    for names in (["b10"], ["b14", "b19"], ["b25"], ["b33"]):
        report = origin.take(source, *(f"refs/heads/{name}" for name in names), known=known)
        assert report[0] == "unpack ok"
        known += names
    others = [name.decode() for name in source.refs() if name.decode()[11:] not in known]
    assert origin.take(source, *others, known=known)[0] == "unpack ok"


@pytest.fixture(scope="module")
def served(source: GitRepository) -> Iterator[Origin]:
    """All of the source, in several packs and many chunks; not to be pushed to."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(chunks, "CHUNK_SIZE", 2000)
        origin = Origin()
        push_in_steps(origin, source)
        yield origin
        origin.close()


@pytest.fixture(params=["one by one", "in runs"], autouse=True)
def _copying(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "in runs":
        monkeypatch.setattr(entry_copy, "LONG_RUN", 1)
        monkeypatch.setattr(entry_copy, "MAX_RUN", 3)


OPTIONS = [
    pytest.param((), id="plain"),
    pytest.param(("ofs-delta",), id="ofs-delta"),
    pytest.param(("thin-pack",), id="thin"),
    pytest.param(("thin-pack", "ofs-delta", "no-progress"), id="as git"),
]

FETCHES = [
    pytest.param(["main"], [], id="all of a branch"),
    pytest.param(["b10", "b14", "b19", "b25", "b33"], [], id="some branches"),
    pytest.param(["main"], ["b33"], id="what is new"),
    pytest.param(["main", "b33", "b37"], ["b19", "b25"], id="new on several"),
    pytest.param(["main"], ["main"], id="nothing new"),
    pytest.param(["b10"], ["main"], id="what was before"),
    pytest.param(["v16"], [], id="a tag"),
    pytest.param(["v16"], ["v16^0"], id="a tag of what is had"),
    pytest.param(["v16^0"], ["v16"], id="what a had tag leads to"),
    pytest.param(["main^{tree}"], [], id="a tree"),
    pytest.param(["main^{tree}", "b33"], ["b33"], id="a tree besides"),
]


@pytest.mark.parametrize("options", OPTIONS)
@pytest.mark.parametrize(("wants", "haves"), FETCHES)
def test_a_client_gets_what_it_lacks_and_can_use_it(
    wants: list[str],
    haves: list[str],
    options: tuple[str, ...],
    served: Origin,
    source: GitRepository,
) -> None:
    had = reached(source, *haves) if haves else set[bytes]()
    fetched = served.fetch(*want(source, *wants), *have(source, *haves), *options, "done")
    known = {
        oid: found
        for oid, found in elsewhere(source).objects.items()
        if oid in had and "thin-pack" in options
    }
    sent = oids_in(fetched, Elsewhere(known))
    assert sent >= reached(source, *wants) - had
    assert sent <= reached(source, *wants)
    assert bool(haves) or sent == reached(source, *wants)
    assert "ofs-delta" in options or OFS_DELTA not in kinds_of(fetched.pack)


@pytest.mark.parametrize(
    ("wants", "haves"), [(["main"], []), (["main", "v16"], ["b33"]), (["b40"], ["b25", "b19"])]
)
def test_real_git_takes_in_what_is_sent(
    wants: list[str],
    haves: list[str],
    served: Origin,
    source: GitRepository,
    client: GitRepository,
) -> None:
    if haves:
        take_in(client, pack_of(source, *haves))
    lines = [*want(source, *wants), *have(source, *haves), "thin-pack", "ofs-delta"]
    served.give(client, *lines)
    oids = [source.oid(rev) for rev in wants]
    assert oids_of(client, "--objects", *oids) == reached(source, *wants)


@pytest.mark.parametrize("large", [0, 100])
def test_large_entries_are_copied_in_pieces(
    large: int,
    served: Origin,
    source: GitRepository,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(entry_copy, "LARGE_ENTRY", large)
    monkeypatch.setattr(chunks, "CHUNK_SIZE", 2000)
    fetched = served.fetch(*want(source, "b33"), "ofs-delta", "done")
    assert oids_in(fetched, source) == reached(source, "b33")


def test_a_pack_is_handed_over_in_pieces(
    served: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = [*want(source, "b33"), "ofs-delta", "no-progress", "done"]
    expected = served.fetch(*asked)
    monkeypatch.setattr(answer_pack, "PIECE", 300)
    pieces = list(served.iter_answer_v2("fetch", asked))
    assert sum(len(piece) > 100 for piece in pieces) > 20
    fetched = decode_v2(joined(pieces))
    assert oids_in(fetched, source) == oids_in(expected, source) == reached(source, "b33")


def test_progress_is_shown_to_who_wants_to_see_it(
    served: Origin, source: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_pack, "SHOWN_EVERY", 2)
    lines = [*want(source, "b33"), "done"]
    assert served.fetch(*lines).progress.count("Enumerating objects: ") > 3
    assert served.fetch("no-progress", *lines).progress == ""


def test_a_request_that_asks_for_nothing_is_answered_with_nothing(served: Origin) -> None:
    assert joined(served.repository.upload_pack("version=2", b"0000")) == b""
    assert joined(served.repository.upload_pack("version=2", b"")) == b""


# Less than all.


@pytest.mark.parametrize(
    "spec",
    [
        "blob:none",
        "blob:limit=40",
        "tree:0",
        "tree:1",
        "tree:2",
        "object:type=commit",
        "object:type=tree",
        "object:type=blob",
        "object:type=tag",
        "combine:blob:none+tree:2",
    ],
)
@pytest.mark.parametrize("wants", [["main"], ["b33", "v16"]], ids=["a branch", "and a tag"])
def test_a_filter_leaves_out_what_git_leaves_out(
    spec: str, wants: list[str], served: Origin, source: GitRepository
) -> None:
    fetched = served.fetch(*want(source, *wants), f"filter {spec}", "done")
    expected = oids_of(source, "--objects", f"--filter={spec}", *wants)
    assert oids_in(fetched, source) == expected


def test_what_a_filter_left_out_can_be_asked_for_by_oid(
    served: Origin, source: GitRepository
) -> None:
    blobs = sorted(
        reached(source, "main") - oids_of(source, "--objects", "--filter=blob:none", "main")
    )
    wants = [f"want {blob.hex()}" for blob in blobs[:5]]
    for lines in (wants, [*wants, "filter blob:none"]):
        assert oids_in(served.fetch(*lines, "done"), source) == set(blobs[:5])


def git_upload_pack(source: GitRepository, *lines: str) -> Fetched:
    """What git's own server answers."""
    answer = source.git(
        *("-c", "uploadpack.allowAnySHA1InWant=true", "-c", "uploadpack.allowFilter=true"),
        *("upload-pack", "--stateless-rpc", "."),
        stdin=encode_v2("fetch", lines),
        environment={"GIT_PROTOCOL": "version=2"},
    )
    return decode_v2(answer.output)


REQUESTS = [
    pytest.param(["main"], ["deepen 1"], id="depth 1"),
    pytest.param(["main"], ["deepen 4"], id="depth 4"),
    pytest.param(["main", "b33"], ["deepen 3"], id="two wants"),
    pytest.param(["main"], ["deepen 2", "filter blob:none"], id="depth and filter"),
    pytest.param(["main"], ["deepen-since 1700001500"], id="since"),
    pytest.param(["main"], ["deepen-not b30"], id="not"),
    pytest.param(["v16"], ["deepen 2"], id="a tag"),
    pytest.param(["main"], ["include-tag"], id="tags of what is sent"),
    pytest.param(["b25"], ["include-tag", "deepen 6"], id="tags of what is not cut off"),
]


@pytest.mark.parametrize(("wants", "lines"), REQUESTS)
def test_git_would_send_the_same_objects(
    wants: list[str],
    lines: list[str],
    served: Origin,
    source: GitRepository,
) -> None:
    asked = [*want(source, *wants), *lines, "ofs-delta", "no-progress", "done"]
    ours, theirs = served.fetch(*asked), git_upload_pack(source, *asked)
    assert ours.shallow == theirs.shallow
    assert oids_in(ours, source) == oids_in(theirs, source)


DEEPENING = ["deepen 1", "deepen 3", "deepen 6", "deepen 2147483647", "deepen-since 1700000900"]


@pytest.mark.parametrize(("first", "wanted"), [(1, "main"), (1, "b39"), (3, "main"), (3, "b39")])
@pytest.mark.parametrize("line", [*DEEPENING, ""])
def test_a_shallow_clone_is_taken_further_as_git_does(
    first: int, wanted: str, line: str, served: Origin, source: GitRepository
) -> None:
    before = served.fetch(*want(source, "b38"), f"deepen {first}", "done")
    held = oids_in(before, source)
    asked = [
        *want(source, wanted),
        *(f"shallow {oid}" for oid in sorted(before.shallow)),
        *have(source, "b38"),
        *([line] if line else []),
        *("no-progress", "done"),
    ]
    ours, theirs = served.fetch(*asked), git_upload_pack(source, *asked)
    assert (ours.shallow, ours.unshallow) == (theirs.shallow, theirs.unshallow)
    assert oids_in(ours, source) >= oids_in(theirs, source) - held
    assert oids_in(ours, source) <= reached(source, wanted, "b38")


# Negotiation.


@pytest.mark.parametrize(
    ("haves", "lines"),
    [
        (["b33"], []),
        (["b33", "b25"], []),
        (["b1"], []),
        (["main"], []),
        (["main", "b1"], []),
        ([], ["have " + "1" * 40]),
        (["b33"], ["have " + "1" * 40]),
        (["b33", "v16"], ["wait-for-done"]),
    ],
)
def test_what_is_common_is_acknowledged_as_git_does(
    haves: list[str], lines: list[str], served: Origin, source: GitRepository
) -> None:
    asked = [*want(source, "main"), *have(source, *haves), *lines]
    ours, theirs = served.fetch(*asked), git_upload_pack(source, *asked)
    assert sorted(ours.acknowledgments) == sorted(theirs.acknowledgments)
    assert bool(ours.pack) == bool(theirs.pack)


def test_a_wanted_ref_is_told_with_what_it_leads_to(served: Origin, source: GitRepository) -> None:
    fetched = served.fetch("want-ref refs/heads/b25", "want-ref HEAD", "done")
    assert fetched.wanted_refs == {
        "refs/heads/b25": source.oid("b25"),
        "HEAD": source.oid("b10"),
    }
    assert oids_in(fetched, source) == reached(source, "b25", "b10")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["want " + "1" * 40], f"upload-pack: not our ref {'1' * 40}"),
        (["want-ref refs/heads/none"], "unknown ref refs/heads/none"),
        (["want-ref b25"], "unknown ref b25"),
        (["want-ref \0"], "unknown ref ?"),
        (["want nonsense"], "not an object id"),
        (["nonsense"], "unexpected line: 'nonsense'"),
        (["want MAIN", "deepen 0"], "invalid deepen"),
        (["want MAIN", "shallow TREE", "deepen 1"], "invalid shallow object"),
        (["want MAIN", "deepen-not none"], "deepen-not is not a ref: none"),
        (["want MAIN", "deepen 1", "deepen-since 5"], "cannot be used together"),
        (["want MAIN", "deepen-since 9999999999"], "no commits selected"),
        (["want MAIN", "filter sparse:oid=x"], "filter 'sparse:oid' not supported"),
    ],
)
@pytest.mark.parametrize("all_banded", [False, True])
def test_what_cannot_be_had_is_told_in_words(
    lines: list[str], message: str, all_banded: bool, served: Origin, source: GitRepository
) -> None:
    oids = {"MAIN": source.oid("main"), "TREE": source.oid("main^{tree}")}
    asked = [" ".join(oids.get(word, word) for word in line.split(" ")) for line in lines]
    if all_banded:
        asked.insert(0, "sideband-all")
    fetched = served.fetch(*asked, "done")
    assert message in fetched.error
    assert fetched.pack == b""
