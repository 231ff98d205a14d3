"""One repository, as its object answers for it: the front of this layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from durable.receive_pack import ReceivePack
from durable.storage import Storage
from durable.upload_pack import Piece, UploadPack
from git.protocol import advertise, pktline
from git.protocol.advertise import Service
from git.protocol.command import MAX_REQUEST_BYTES

MAX_FETCH_REQUEST = MAX_REQUEST_BYTES
"""Bytes of a fetch request's body, gzip undone: it is held whole."""


class Repository:
    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def advertise(self, service: Service, git_protocol: str | None) -> Iterator[bytes]:
        """The answer to `info/refs`."""
        version = advertise.decode_version(git_protocol)
        if version == 2 and service is Service.UPLOAD_PACK:
            yield advertise.encode_v2()
            return
        refs = self._storage.refs.listing()
        yield from pktline.gather(advertise.encode_v0(service, version, refs))

    def upload_pack(self, git_protocol: str | None, body: bytes) -> Iterable[Piece]:
        """The answer to a fetch request."""
        conversation = UploadPack(self._storage)
        if advertise.decode_version(git_protocol) == 2:
            return conversation.answer_v2(body)
        return conversation.answer_v0(body)

    def receive_pack(self, actor: str, now: Callable[[], int]) -> ReceivePack:
        """A push about to begin."""
        return ReceivePack(self._storage, actor, now)

    @property
    def is_empty(self) -> bool:
        """Whether no ref exists."""
        return self._storage.refs.is_empty()
