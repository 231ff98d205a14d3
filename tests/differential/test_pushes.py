"""Whatever is pushed, Hearth reports what git's own server reports, and has the same refs then."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from random import Random

import pytest

from git.protocol.advertise import Service
from tests.differential import lines
from tests.differential.answers import iter_packets
from tests.differential.life import Life
from tests.differential.lines import FLUSH
from tests.differential.pair import MAIN, Pair
from tests.differential.pushes import Push, PushChooser
from tests.differential.sides import V0, Reply, Side
from tests.support.raw_push import EMPTY_PACK, ZERO, Update, encode_commands, split_packets

PUSHES = 40

REASONS = [
    "incorrect old value provided",
    "reference already exists",
    "refname conflict",
    "invalid new value provided",
]

GITS_REASONS = {
    "failed to update ref": REASONS,
    "atomic transaction failed": [*REASONS, "atomic push failure"],
    "atomic push failure": [*REASONS, "funny refname"],
    "missing necessary objects": [*REASONS, "funny refname"],
}
"""Where git's own server has one reason for many things, or looks at another thing first."""


def report_of(reply: Reply) -> list[str]:
    """The lines of the report, with or without side-band."""
    packets = split_packets(reply.body)
    if packets[0][:1] in (b"\1", b"\2"):
        packets = split_packets(b"".join(one[1:] for one in packets if one[:1] == b"\1"))
    return [packet.decode().rstrip("\n") for packet in packets]


def refs_of(side: Side) -> dict[str, str]:
    packets = iter_packets(side.advertise(Service.RECEIVE_PACK, V0).body)
    lines = [packet[4:].partition(b"\0")[0].decode().split() for packet in packets]
    return {line[1]: line[0] for line in lines if len(line) == 2 and line[1].startswith("refs/")}


def are_alike(ours: str, gits: str) -> bool:
    """Whether two lines of reports come to the same."""
    if ours == gits:
        return True
    if gits.startswith("unpack "):
        return not gits.endswith(" ok") and not ours.endswith(" ok")
    ng, name, reason = gits.split(" ", 2) if gits.startswith("ng ") else ("", "", "")
    known = GITS_REASONS.get(reason, [])
    return bool(ng) and any(ours.startswith(f"{ng} {name} {one}") for one in known)


def push_to_both(pair: Pair, push: Push, name: str) -> bool:
    """Whether anything was accepted."""
    ours = report_of(pair.hearth.receive_pack(push.body))
    gits = report_of(pair.git.receive_or_forget(push.body))
    alike = len(ours) == len(gits) and all(map(are_alike, sorted(ours), sorted(gits)))
    assert alike, f"{name}\n  ours {ours}\n  gits {gits}"
    refs = refs_of(pair.git)
    assert refs_of(pair.hearth) == refs, name
    gone = dict.fromkeys(pair.refs.keys() - refs.keys(), ZERO)
    pair.note(refs | gone)
    return any(line.startswith("ok ") for line in gits)


def test_a_push_is_reported_as_git_reports_it(pair: Pair) -> None:
    Life(pair).begin()
    chooser = PushChooser(pair, Random(f"pushes {pair.seed}"))  # noqa: S311 - always the same
    accepted = 0
    for number in range(PUSHES):
        push = chooser.draw()
        name = f"history {pair.seed}, push {number}: {push}"
        accepted += push_to_both(pair, push, name)
    assert PUSHES * 0.2 < accepted < PUSHES * 0.9


def new_commit(pair: Pair) -> str:
    """One that was not pushed yet."""
    return next(one for one in pair.story.commits if one not in pair.held)


DAMAGES: Mapping[str, Callable[[bytes], bytes]] = {
    "no pack": lambda pack: pack[:0],
    "half a header": lambda pack: pack[:8],
    "half a pack": lambda pack: pack[: len(pack) // 2],
    "no trailer": lambda pack: pack[:-20],
    "another trailer": lambda pack: pack[:-1] + bytes([pack[-1] ^ 1]),
    "a changed byte": lambda pack: pack[:-25] + bytes([pack[-25] ^ 1]) + pack[-24:],
    "another signature": lambda pack: b"PICK" + pack[4:],
    "another version": lambda pack: pack[:7] + b"\x09" + pack[8:],
    "an object too few": lambda pack: pack[:11] + bytes([pack[11] + 1]) + pack[12:],
    "an object too many": lambda pack: pack[:11] + bytes([pack[11] - 1]) + pack[12:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_pack_is_refused_as_by_git(damage: Callable[[bytes], bytes], young: Pair) -> None:
    new = new_commit(young)
    pack = damage(young.pack([new], young.refs.values()))
    push = Push((Update(b"refs/heads/new", new=new),), ("report-status",), pack, "damaged")
    assert not push_to_both(young, push, "damaged")
    assert report_of(young.hearth.receive_pack(push.body))[0] != "unpack ok"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"nonsense",
        lines.encode("nonsense", FLUSH),
        lines.encode(f"{ZERO} {ZERO[1:]}g refs/heads/new\0report-status", FLUSH),
        lines.encode(f"{ZERO} {ZERO} refs/heads/new\0report-status"),
        lines.encode(f"{ZERO} {ZERO} refs/heads/new\0report-status object-format=sha256", FLUSH),
    ],
)
def test_a_push_that_cannot_be_read_is_refused(body: bytes, young: Pair) -> None:
    assert young.git.receive_pack(body).died
    packet, *more = iter_packets(young.hearth.receive_pack(body).body)
    assert packet[4:8] == b"ERR "
    assert not more


def test_head_is_no_ref_to_push_to(young: Pair) -> None:
    update = Update(b"HEAD", young.refs[MAIN], new_commit(young))
    push = Push((update,), ("report-status",), EMPTY_PACK, "empty")
    assert not push_to_both(young, push, "HEAD")


@dataclass(frozen=True, slots=True)
class Opinion:
    """A push on which the two differ; `{new}` stands for a commit that comes with it."""

    updates: tuple[tuple[str, str, str], ...]
    ours: tuple[str, ...]
    gits: tuple[str, ...]
    capabilities: str = "report-status"


OPINIONS = {
    "git carries out the first of two updates of a ref": Opinion(
        ((MAIN, "{main}", "{new}"), (MAIN, "{main}", "{new}")),
        (f"ng {MAIN} multiple updates for ref not allowed",) * 2,
        (f"ok {MAIN}", f"ng {MAIN} failed to update ref"),
    ),
    "git deletes from an old value that it does not know": Opinion(
        (("refs/heads/b", "{new}", ZERO),),
        ("ng refs/heads/b incorrect old value provided",),
        ("ok refs/heads/b",),
    ),
    "git makes no room for a name by what comes after it": Opinion(
        (("refs/heads/b/c", ZERO, "{main}"), ("refs/heads/b", "{main}", ZERO)),
        ("ok refs/heads/b/c", "ok refs/heads/b"),
        ("ng refs/heads/b/c failed to update ref", "ok refs/heads/b"),
    ),
    "git makes no room for a name in an atomic push": Opinion(
        (("refs/heads/b", "{main}", ZERO), ("refs/heads/b/c", ZERO, "{main}")),
        ("ok refs/heads/b", "ok refs/heads/b/c"),
        tuple(f"ng refs/heads/{one} atomic transaction failed" for one in ("b", "b/c")),
        "report-status atomic",
    ),
    "git carries out the rest of an atomic push whose objects are missing": Opinion(
        (("refs/heads/b", "{main}", ZERO), ("refs/heads/c", ZERO, "1" * 40)),
        ("ng refs/heads/b atomic push failure", "ng refs/heads/c missing necessary objects"),
        ("ok refs/heads/b", "ng refs/heads/c missing necessary objects"),
        "report-status atomic",
    ),
}


@pytest.mark.parametrize("opinion", OPINIONS.values(), ids=OPINIONS)
def test_hearth_keeps_to_what_a_push_means_where_git_does_not(
    opinion: Opinion, young: Pair
) -> None:
    main, new = young.refs[MAIN], new_commit(young)
    young.push({"refs/heads/b": main})
    updates = [
        Update(name.encode(), old.format(main=main, new=new), to.format(main=main, new=new))
        for name, old, to in opinion.updates
    ]
    body = encode_commands(updates, opinion.capabilities.encode())
    if any(update.new != ZERO for update in updates):
        body += young.pack([new], young.refs.values())
    assert report_of(young.hearth.receive_pack(body)) == ["unpack ok", *opinion.ours]
    assert report_of(young.git.receive_pack(body)) == ["unpack ok", *opinion.gits]
