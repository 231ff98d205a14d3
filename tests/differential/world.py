"""All objects of a generated history, by hex oid, and what they lead to by the plainest walk.

Nothing of `src` is in here: it is what both servers are held against.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha1

_PACK_TYPES = {"commit": 1, "tree": 2, "blob": 3, "tag": 4}

PERSON = b"A <a@example.com>"


@dataclass(frozen=True, slots=True)
class Object:
    """`names` are the objects it needs: of a commit the tree, then the parents; no submodules.

    `time` is that of a commit, in seconds since 1970.
    """

    kind: str
    data: bytes
    names: tuple[str, ...] = ()
    time: int = 0


@dataclass(slots=True)
class World:
    objects: dict[str, Object] = field(default_factory=dict[str, Object])

    def add(self, made: Object) -> str:
        header = f"{made.kind} {len(made.data)}\0".encode()
        hex_oid = sha1(header + made.data).hexdigest()
        self.objects.setdefault(hex_oid, made)
        return hex_oid

    def add_tree(self, entries: Iterable[tuple[bytes, bytes, str]]) -> str:
        """From modes, names and hex oids, in any order."""

        def place(entry: tuple[bytes, bytes, str]) -> bytes:
            return entry[1] + b"/" if entry[0] == b"40000" else entry[1]

        listed = sorted(entries, key=place)
        data = b"".join(b"%b %b\0%b" % (mode, name, bytes.fromhex(o)) for mode, name, o in listed)
        return self.add(
            Object("tree", data, tuple(o for mode, _, o in listed if mode != b"160000"))
        )

    def add_commit(self, tree: str, parents: Sequence[str], time: int, message: bytes) -> str:
        lines = [f"tree {tree}", *(f"parent {parent}" for parent in parents)]
        signed = b"%b %d +0000\n" % (PERSON, time)
        data = "".join(line + "\n" for line in lines).encode()
        data += b"author " + signed + b"committer " + signed + b"\n" + message
        return self.add(Object("commit", data, (tree, *parents), time))

    def add_tag(self, target: str, name: str, time: int) -> str:
        data = f"object {target}\ntype {self.kind(target)}\ntag {name}\n".encode()
        data += b"tagger %b %d +0000\n\nt\n" % (PERSON, time)
        return self.add(Object("tag", data, (target,)))

    def kind(self, hex_oid: str) -> str:
        return self.objects[hex_oid].kind

    def time(self, commit: str) -> int:
        return self.objects[commit].time

    def parents(self, commit: str) -> tuple[str, ...]:
        return self.objects[commit].names[1:]

    def peel(self, hex_oid: str) -> str:
        return self.chain(hex_oid)[-1]

    def chain(self, hex_oid: str) -> list[str]:
        """The object, and if it is a tag what it leads to, tag by tag."""
        passed = [hex_oid]
        while self.kind(passed[-1]) == "tag":
            passed.append(self.objects[passed[-1]].names[0])
        return passed

    def commits_of(self, oids: Iterable[str]) -> list[str]:
        """The commits that `oids` are, or are tags of."""
        peeled = dict.fromkeys(self.peel(hex_oid) for hex_oid in oids)
        return [hex_oid for hex_oid in peeled if self.kind(hex_oid) == "commit"]

    def closure(self, starts: Iterable[str], ends: Collection[str] = ()) -> set[str]:
        """The starts and all they lead to; commits in `ends` count as having no parents."""
        seen: set[str] = set()
        waiting = list(starts)
        while waiting:
            hex_oid = waiting.pop()
            if hex_oid not in seen:
                seen.add(hex_oid)
                names = self.objects[hex_oid].names
                waiting.extend(names[:1] if hex_oid in ends else names)
        return seen

    def history(self, starts: Iterable[str], ends: Collection[str] = ()) -> set[str]:
        """The commits among them."""
        seen: set[str] = set()
        waiting = self.commits_of(starts)
        while waiting:
            commit = waiting.pop()
            if commit not in seen:
                seen.add(commit)
                waiting.extend(() if commit in ends else self.parents(commit))
        return seen

    def pack(self) -> bytes:
        """All there is, without deltas."""
        return b"".join(self._iter_pack())

    def _iter_pack(self) -> Iterator[bytes]:
        body = b"PACK" + (2).to_bytes(4, "big") + len(self.objects).to_bytes(4, "big")
        body += b"".join(map(_encode_entry, self.objects.values()))
        yield body
        yield sha1(body).digest()


def _encode_entry(made: Object) -> bytes:
    size = len(made.data)
    header = bytearray([_PACK_TYPES[made.kind] << 4 | size & 15])
    size >>= 4
    while size:
        header[-1] |= 0x80
        header.append(size & 0x7F)
        size >>= 7
    return bytes(header) + zlib.compress(made.data, 1)
