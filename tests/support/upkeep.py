"""Upkeep of a repository in an object's tables, and what must hold whenever it was at work."""

from __future__ import annotations

from durable.maintenance import Maintenance
from tests.support.fetches import oids_in, reached
from tests.support.git_client import GitRepository
from tests.support.histories import bare
from tests.support.origin import MAIN, Origin, pack_of
from tests.support.packs import Elsewhere
from tests.support.raw_push import ZERO, Update

COMMITS = 24
"""Of the line that tests of upkeep push."""


def upkeep(origin: Origin) -> Maintenance:
    return origin.repository.maintenance(lambda: origin.now)


def maintain(origin: Origin) -> None:
    """As the alarm does: again until nothing is due."""
    for _ in range(5):
        if not upkeep(origin).is_due:
            break
        for _ in upkeep(origin).run():
            pass
    assert not upkeep(origin).is_due
    assert origin.count_packs("quarantine") == 0


def push_line(origin: Origin, line: GitRepository, first: int, last: int) -> None:
    """Push `main` commit by commit, thin, each in a pack of its own."""
    for number in range(first, last + 1):
        old = f"b{number - 1}" if number > 1 else ""
        update = Update(MAIN, line.oid(old) if old else ZERO, line.oid(f"b{number}"))
        data = pack_of(line, f"b{number}", *([f"^{old}"] if old else []), thin=bool(old))
        assert origin.push(update, pack=data) == ["unpack ok", "ok refs/heads/main"]


def assert_cloned(origin: Origin, client: GitRepository, source: GitRepository, *revs: str) -> None:
    """A clone of all refs is sound, and holds what `revs` lead to in the source and no more."""
    origin.clone(client, "ofs-delta")
    client.check()
    held = {bytes.fromhex(oid.decode()) for oid in client.held()}
    assert held == reached(source, *revs)


def assert_served(origin: Origin, expected: set[bytes]) -> None:
    """What all refs lead to can be fetched, and read without any other object."""
    wants = [f"want {oid}" for oid in dict.fromkeys(origin.refs().values())]
    assert oids_in(origin.fetch(*wants, "ofs-delta", "done"), Elsewhere()) == expected


def fresh(client: GitRepository, number: int) -> GitRepository:
    return bare(client.folder.parent / f"client-{number}")


def kinds(origin: Origin) -> list[str]:
    return sorted(row[0] for row in origin.sql.rows("SELECT holds FROM packs"))
