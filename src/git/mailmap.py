"""Who people are, whatever names and addresses their commits bear (gitmailmap(5)).

    Proper Name <commit@address>
    <proper@address> <commit@address>
    Proper Name <proper@address> <commit@address>
    Proper Name <proper@address> Commit Name <commit@address>

Addresses and names are looked up in any case. Lines that make no sense say nothing, as in git's
`mailmap.c`, which this follows.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from git.signature import Signature

MAX_MAILMAP = 1 << 20
"""Bytes of a file that is read: ten times what the largest projects have. A longer one counts as
none."""


@dataclass(slots=True)
class _Person:
    """What replaces name and address; None leaves them.

    `by_name` has those who share the address with others.
    """

    name: bytes | None = None
    email: bytes | None = None
    by_name: dict[bytes, _Person] = field(default_factory=dict[bytes, "_Person"])


class Mailmap:
    def __init__(self, data: bytes = b"") -> None:
        self._people: dict[bytes, _Person] = {}
        for line in data.split(b"\n") if len(data) <= MAX_MAILMAP else ():
            self._read(line)

    def map(self, signature: Signature) -> Signature:
        """The same moment, and who it really was."""
        person = self._people.get(signature.email.lower())
        if person is None:
            return signature
        person = person.by_name.get(signature.name.lower(), person)
        return replace(
            signature,
            name=signature.name if person.name is None else person.name,
            email=signature.email if person.email is None else person.email,
        )

    def _read(self, line: bytes) -> None:
        proper = None if line.startswith(b"#") else _split(line)
        if proper is None or not proper[1]:
            return
        name, email, rest = proper
        old = _split(rest)
        if old is None:
            self._add(email, None, _Person(name))
        else:
            self._add(old[1], old[0], _Person(name, email))

    def _add(self, old_email: bytes, old_name: bytes | None, new: _Person) -> None:
        person = self._people.setdefault(old_email.lower(), _Person())
        if old_name is not None:
            person.by_name[old_name.lower()] = new
            return
        person.name = person.name if new.name is None else new.name
        person.email = person.email if new.email is None else new.email


def _split(text: bytes) -> tuple[bytes | None, bytes, bytes] | None:
    """Name, address and what follows them; None where there is no address."""
    name, opened, rest = text.partition(b"<")
    email, closed, rest = rest.partition(b">")
    if not (opened and closed):
        return None
    return name.strip(b" \t\n\v\f\r") or None, email, rest
