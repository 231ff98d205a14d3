"""A repository in an object's tables, and git conversations with it in this process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from durable import schema
from durable.caches import Caches
from durable.history import History
from durable.receive_pack import ReceivePack
from durable.repository import Repository
from durable.upload_pack import Piece
from git.oid import ObjectId
from git.protocol import pktline
from tests.support.conversation import (
    Fetched,
    decode_v0,
    decode_v2,
    encode_v0,
    encode_v2,
    report_of,
)
from tests.support.git_client import GitRepository
from tests.support.packs import pieces
from tests.support.raw_push import EMPTY_PACK, ZERO, Update, encode_commands
from tests.support.sqlite_sql import SqliteSql

START = 1_790_000_000

MAIN = b"refs/heads/main"
NEW = b"refs/heads/new"

Tables = dict[str, list[tuple[object, ...]]]


class Origin:
    """`now` moves on with every push."""

    def __init__(self) -> None:
        self.sql = SqliteSql()
        self.caches = Caches()
        self.now = START
        self.wake()

    def wake(self) -> None:
        """Another life of the object, which remembers nothing but its tables."""
        self.caches = Caches()
        self.repository = Repository(self.sql, "alice/project", self.caches)

    def close(self) -> None:
        self.sql.close()

    # Pushes.

    def begin(
        self,
        updates: Sequence[Update],
        pack: bytes = b"",
        capabilities: bytes = b"report-status",
        split: int = 1 << 20,
    ) -> ReceivePack:
        """A push that has been received, in pieces of `split` bytes, and not concluded."""
        self.now += 1
        push = self.repository.receive_pack("alice", lambda: self.now)
        for piece in pieces(encode_commands(updates, capabilities) + pack, split):
            push.receive(memoryview(piece))
        return push

    def push(
        self,
        *updates: Update,
        pack: bytes = b"",
        capabilities: bytes = b"report-status",
        split: int = 1 << 20,
    ) -> list[str]:
        """The lines of the report."""
        return report_of(self.begin(updates, pack, capabilities, split).conclude())

    def take(self, source: GitRepository, *names: str, known: Sequence[str] = ()) -> list[str]:
        """Push refs (all, unless named) of a real repository, which leaves out what `known` has."""
        refs = source.refs()
        chosen = {name: refs[name.encode()] for name in names or map(bytes.decode, refs)}
        here = self.refs()
        updates = [
            Update(name.encode(), here.get(name, ZERO), oid.decode())
            for name, oid in chosen.items()
        ]
        revs = [*chosen, *(f"^{rev}" for rev in known)]
        return self.push(*updates, pack=pack_of(source, *revs, thin=bool(known)))

    # Fetches.

    def refs(self) -> dict[str, str]:
        """Hex oids by name, as the oldest protocol lists them."""
        found: dict[str, str] = {}
        for line in self.ask("ls-refs", []):
            hex_oid, _, name = line.partition(" ")
            if name != "HEAD" and hex_oid != "unborn":
                found[name] = hex_oid
        return found

    def ask(self, command: str, lines: Sequence[str]) -> list[str]:
        """The lines of an answer in protocol v2 that holds no pack."""
        answer = self.answer_v2(command, lines)
        packets = pktline.decode_all(answer)
        return [packet.decode().rstrip("\n") for packet in packets if isinstance(packet, bytes)]

    def fetch(self, *lines: str) -> Fetched:
        """A fetch in protocol v2."""
        return decode_v2(self.answer_v2("fetch", lines))

    def fetch_v0(self, needs: Sequence[str], haves: Sequence[str] = ("done",)) -> Fetched:
        """A fetch in protocol v0; capabilities stand in the first line."""
        return decode_v0(self.answer_v0(needs, haves), needs)

    def answer_v2(self, command: str, lines: Sequence[str]) -> bytes:
        return joined(self.iter_answer_v2(command, lines))

    def iter_answer_v2(self, command: str, lines: Sequence[str]) -> Iterator[Piece]:
        return self.repository.upload_pack("version=2", encode_v2(command, lines))

    def answer_v0(self, needs: Sequence[str], haves: Sequence[str] = ("done",)) -> bytes:
        return joined(self.repository.upload_pack(None, encode_v0(needs, haves)))

    def give(self, client: GitRepository, *lines: str) -> Fetched:
        """A fetch whose pack real git takes into `client`, after checking it."""
        fetched = self.fetch(*lines, "done")
        assert fetched.is_complete, fetched.error
        take_in(client, fetched.pack)
        return fetched

    def clone(self, client: GitRepository, *lines: str) -> Fetched:
        """Give `client` all refs, and what they lead to."""
        refs = self.refs()
        wants = [f"want {hex_oid}" for hex_oid in dict.fromkeys(refs.values())]
        fetched = self.give(client, *wants, *lines)
        commands = "".join(f"update {name} {hex_oid}\n" for name, hex_oid in refs.items())
        client.git("update-ref", "--stdin", stdin=commands.encode())
        return fetched

    # Tables.

    def tables(self) -> Tables:
        """All rows of all tables."""
        if not schema.exists(self.sql):
            return {}
        names = self.sql.rows("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        tables: Tables = {}
        for (name,) in names:
            rows = self.sql.rows(f"SELECT * FROM {name} ORDER BY 1")  # noqa: S608 - our own names
            tables[name] = [tuple(row) for row in rows]
        return tables

    def setting(self, name: str) -> object:
        """None for one that was never set."""
        return {row[0]: row[1] for row in self.tables()["settings"]}.get(name)

    def count(self, table: str) -> int:
        return len(self.tables()[table])

    def count_packs(self, holds: str) -> int:
        """Of those that are said to hold that."""
        return self.sql.rows("SELECT COUNT(*) FROM packs WHERE holds = ?", holds)[0][0]

    def commits(self) -> int:
        """How many the history has."""
        return len(History(self.sql, "store", Caches().graphs).graph())


def joined(pieces: Iterable[Piece]) -> bytes:
    """An answer whole."""
    return b"".join(piece if isinstance(piece, bytes) else piece.tobytes() for piece in pieces)


def create(source: GitRepository, rev: str, name: bytes = NEW) -> Update:
    """The ref `name` made of a commit of a real repository."""
    return Update(name, ZERO, source.oid(rev))


def pack_of(source: GitRepository, *revs: str, thin: bool = False) -> bytes:
    """A pack as `git push` makes it; empty when `revs` come to nothing."""
    options = ["--thin"] if thin else []
    asked = "".join(f"{rev}\n" for rev in revs).encode()
    made = source.git(
        *("pack-objects", "--revs", "--stdout", "-q", "--delta-base-offset", *options), stdin=asked
    )
    return made.output or EMPTY_PACK


def take_in(client: GitRepository, pack: bytes) -> set[bytes]:
    """Real git checks a pack and keeps it; the oids of the objects it completed."""
    asked = ("index-pack", "--strict", "--fix-thin", "--stdin")
    name = client.git(*asked, stdin=pack).text.rpartition("\t")[2]
    path = client.folder / client.read("rev-parse", "--git-path", f"objects/pack/pack-{name}.idx")
    lines = client.git("show-index", stdin=path.read_bytes()).output.splitlines()
    return {bytes.fromhex(line.split()[1].decode()) for line in lines}


def hexes(oids: Iterable[bytes]) -> set[str]:
    return {ObjectId(oid).hex() for oid in oids}
