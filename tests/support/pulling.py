"""Pull requests of a repository of the town, with real git on the other side."""

from __future__ import annotations

from typing import Any

from durable.contract.message import Caller, Message, Question
from git.protocol import pktline
from git.protocol.advertise import Service
from runtime.following import Follower
from tests.support.discussion import Discussion
from tests.support.git_client import GitRepository
from tests.support.raw_push import EMPTY_PACK, ZERO, Update, encode_commands, pack_of, split_packets
from tests.support.town import Town


class Pulling(Discussion):
    """`git` is alice's working copy of `alice/open`, whose branches are pushed as they are there.

    `main` has one commit, `topic` two more.
    """

    def __init__(self, town: Town, git: GitRepository) -> None:
        super().__init__(town)
        self.git = git
        self.stores: set[str] = set()
        git.commit("first", {"a": b"1\n", "b": b"1\n2\n3\n"})
        self.push("main")
        git.git("switch", "--quiet", "--create", "topic")
        git.commit("second", {"a": b"2\n"})
        git.commit("third", {"c": b"new\n"})
        self.push("topic")

    def push(self, *branches: str, store: str = "alice/open", who: str = "alice") -> None:
        """Push branches, or delete those that are gone, and have the forge follow."""
        hearth = self.town.hearth
        repository = hearth.repositories.open(store)
        since = repository.last_entry
        here = self.refs(store)
        mine = {name.decode(): oid.decode() for name, oid in self.git.refs().items()}
        names = [f"refs/heads/{branch}" for branch in branches]
        updates = [
            Update(name.encode(), here.get(name, ZERO), mine.get(name, ZERO)) for name in names
        ]
        wanted = [oid for name in names if (oid := mine.get(name))]
        pack = pack_of(self.git, *wanted, *(f"^{oid}" for oid in here.values())) if wanted else b""
        push = repository.receive_pack(who, lambda: hearth.now)
        push.receive(memoryview(encode_commands(updates) + (pack or EMPTY_PACK * bool(wanted))))
        report = split_packets(b"".join(push.conclude()))
        assert all(b"ng " not in line for line in report), report
        follower = Follower(hearth.database, repository, store, self._ask, hearth.now)
        hearth.run(follower.follow(since))

    async def _ask(self, store: str, caller: Caller, question: Question[Message]) -> Message:
        return await self.town.hearth.repositories.ask(store, caller, question)

    def refs(self, store: str = "alice/open", prefix: str = "refs/heads/") -> dict[str, str]:
        """Hex oids by name, as the oldest protocol tells them."""
        repository = self.town.hearth.repositories.open(store)
        packets = pktline.decode_all(b"".join(repository.advertise(Service.UPLOAD_PACK, None)))
        lines = [packet for packet in packets if isinstance(packet, bytes)]
        told = (line.partition(b"\0")[0].decode().split() for line in lines)
        return {name: oid for oid, name in told if name.startswith(prefix)}

    def pull(self, head: str = "topic", who: str = "alice", **fields: object) -> Any:
        """A new pull request."""
        return self.call(
            201, "POST", "/pulls", who, **{"title": "t", "base": "main", "head": head, **fields}
        )
