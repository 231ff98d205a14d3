"""What can be wrong with Git data and Git conversations.

    GitError
    ├── FormatError            bytes that are not what they claim to be
    │   ├── ObjectFormatError      a commit, tree or tag
    │   ├── PackFormatError        a pack or its index
    │   └── DeltaError             a delta
    ├── ProtocolError          a peer that does not keep to the conversation
    │   ├── PktLineError           broken framing
    │   └── UnexpectedLine         a line that has no place here
    ├── LimitExceeded          more than we are willing to handle
    ├── MissingObject          an object that should be there and is not
    └── WrongType              an object of another type than its place demands

An exception builds its own message from its data; the message is shown to the person who
pushes or fetches, so it says what was read and what was expected.
"""

from __future__ import annotations


class GitError(Exception):
    """Base of everything `git` raises on purpose."""


class FormatError(GitError):
    """Bytes that are not what they claim to be."""


class ObjectFormatError(FormatError):
    """A commit, tree or tag that cannot be decoded."""


class PackFormatError(FormatError):
    """A pack or pack index that cannot be decoded."""


class DeltaError(FormatError):
    """A delta that does not fit its base or itself."""


class ProtocolError(GitError):
    """A peer that does not keep to the conversation."""


class PktLineError(ProtocolError):
    """Broken pkt-line framing."""


class UnexpectedLine(ProtocolError):
    """A pkt-line that has no place where it stands."""

    def __init__(self, line: bytes) -> None:
        shown = line[:100].decode("utf-8", "backslashreplace").rstrip("\n")
        super().__init__(f"unexpected line: '{shown}'")
        self.line = line


class LimitExceeded(GitError):
    """More than we are willing to handle; `limit` is in the unit that `what` names."""

    def __init__(self, what: str, limit: int) -> None:
        super().__init__(f"{what} exceeds the limit of {limit:,}")
        self.what = what
        self.limit = limit


class MissingObject(GitError):
    """An object that should be there and is not."""

    def __init__(self, oid: bytes) -> None:
        super().__init__(f"missing object {oid.hex()}")
        self.oid = oid


class WrongType(GitError):
    """An object of another type than its place demands."""

    def __init__(self, oid: bytes, expected: str, found: str) -> None:
        super().__init__(f"object {oid.hex()} is a {found}, not a {expected}")
        self.oid = oid
        self.expected = expected
        self.found = found
