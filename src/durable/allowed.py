"""What a client may ask for by oid: whatever a ref leads to, and nothing else.

An object that was pushed away, or whose branch was deleted, stays in its pack until maintenance
drops it; for a client it is gone at once. As long as no push has left anything behind, being in a
served pack and being reachable are the same, and nothing has to be walked.
"""

from __future__ import annotations

from collections.abc import Sequence

from durable.packs import Holds
from durable.reachable import Reachable
from durable.storage import Storage
from git.errors import ProtocolError
from git.oid import ObjectId, encode_hex


class Allowed:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage
        self._reachable: Reachable | None = None

    def checked(self, wants: Sequence[ObjectId]) -> Sequence[ObjectId]:
        """The wants; ProtocolError in git's words for one that no ref leads to."""
        tips = self._storage.refs.tips()
        for want in wants:
            if want not in tips and not self.has(want):
                raise ProtocolError(f"upload-pack: not our ref {encode_hex(want).decode()}")
        return wants

    def has(self, oid: ObjectId) -> bool:
        """Whether a ref leads to the object."""
        found = self._storage.packs.find(oid)
        if found is None or not self._storage.has_unreachable:
            return found is not None and found[0].holds is not Holds.GARBAGE
        if self._reachable is None:
            self._reachable = Reachable(self._storage)
            for _ in self._reachable.walk(self._storage.refs.tips()):
                pass
        return oid in self._reachable.found
