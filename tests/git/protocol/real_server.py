"""Our side of the conversation for real clients; objects and walks are git's own.

Only the protocol is ours here: `git pack-objects` makes the packs, `git index-pack` takes them.
"""

from __future__ import annotations

import gzip
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TypeAlias

from git.oid import ObjectId
from git.protocol import (
    advertise,
    command,
    fetch,
    ls_refs,
    negotiate,
    pktline,
    report_status,
    sideband,
    upload_pack_v0,
)
from git.protocol.advertise import Service
from git.protocol.fetch import INFINITE_DEPTH, FetchRequest
from git.protocol.fetch_response import FetchResponse
from git.protocol.receive_pack import Action, CommandDecoder, PushRequest, RefUpdate
from git.protocol.report_status import PushReport, RefReport, RefStatus
from git.refs import AnyRef
from tests.git.protocol import real_git

Body: TypeAlias = Iterator[bytes]


@dataclass
class Server:
    """One repository; `requests` are the bodies that came, gzip undone."""

    directory: Path
    url: str = ""
    requests: list[bytes] = field(default_factory=list[bytes])
    pushes: list[PushRequest] = field(default_factory=list[PushRequest])

    def refs(self) -> Iterator[AnyRef]:
        return real_git.refs_of(self.directory)

    def advertise(self, service: Service, version: int) -> Body:
        if version == 2 and service is Service.UPLOAD_PACK:
            return iter([advertise.encode_v2()])
        return advertise.encode_v0(service, version, self.refs())

    def upload_pack(self, body: bytes, version: int) -> Body:
        return self._upload_pack_v2(body) if version == 2 else self._upload_pack_v0(body)

    def _upload_pack_v2(self, body: bytes) -> Body:
        asked = command.decode(body)
        assert asked is not None
        if asked.name == b"ls-refs":
            yield from ls_refs.encode(ls_refs.decode(asked), self.refs())
            return
        request = fetch.decode(asked)
        wanted = [(name, self._resolve(name)) for name in request.want_refs]
        wants = [*request.wants, *(oid for _, oid in wanted)]
        found = negotiate.negotiate_v2(request, self._has, self._satisfied(wants))
        yield found.acknowledgments
        if not found.sends_pack:
            return
        response = FetchResponse(request.sideband_all)
        shallow, unshallow = self._shallow(request, wants)
        if request.deepen is not None or request.shallows:
            yield from response.encode_shallow_info(shallow, unshallow)
        if wanted:
            yield from response.encode_wanted_refs(wanted)
        yield response.encode_packfile_header()
        yield from sideband.encode_progress("a message for the person")
        yield sideband.KEEPALIVE
        yield from sideband.frames([self._pack(request, wants, found.common, shallow)])
        yield pktline.FLUSH

    def _upload_pack_v0(self, body: bytes) -> Body:
        asked = upload_pack_v0.decode(body)
        request = asked.fetch
        found = negotiate.negotiate_v0(asked, self._has, self._satisfied(request.wants))
        shallow, unshallow = self._shallow(request, request.wants)
        if request.deepen is not None:
            yield from upload_pack_v0.encode_shallow_list(shallow, unshallow)
        yield found.acknowledgments
        if not found.sends_pack:
            return
        pack = self._pack(request, request.wants, found.common, shallow)
        if asked.max_data is None:
            yield pack
            return
        yield from sideband.frames([pack], max_data=asked.max_data)
        yield pktline.FLUSH

    def receive_pack(self, pieces: Body) -> Body:
        decoder = CommandDecoder()
        request = None
        while request is None:
            request = decoder.receive(next(pieces))
        self.pushes.append(request)
        pack = decoder.take_rest() + b"".join(pieces)
        if request.has_pack:
            real_git.git(self.directory, "index-pack", "--stdin", "--fix-thin", stdin=pack)
        refs = tuple(map(self._update, request.updates))
        return report_status.encode(PushReport(refs), request.capabilities)

    def _update(self, update: RefUpdate) -> RefReport:
        name = update.refname.decode()
        if "protected" in name:
            return RefReport(update.refname, RefStatus.PROTECTED, "ask an owner")
        if update.action is Action.DELETE:
            real_git.git(self.directory, "update-ref", "-d", name, update.old_oid.hex())
        else:
            oids = update.new_oid.hex(), update.old_oid.hex()
            real_git.git(self.directory, "update-ref", name, *oids)
        return RefReport(update.refname, RefStatus.OK)

    def _resolve(self, rev: bytes) -> ObjectId:
        return ObjectId(
            bytes.fromhex(real_git.git(self.directory, "rev-parse", rev.decode()).decode())
        )

    def _has(self, oid: ObjectId) -> bool:
        found = real_git.git(
            self.directory, "cat-file", "--batch-check", stdin=oid.hex().encode() + b"\n"
        )
        return b"missing" not in found

    def _satisfied(self, wants: Sequence[ObjectId]) -> negotiate.Satisfied:
        def reaches(common: Sequence[ObjectId]) -> bool:
            return all(
                set(real_git.oids_of(self.directory, want.hex())).intersection(common)
                for want in wants
            )

        return reaches

    def _shallow(
        self, request: FetchRequest, wants: Sequence[ObjectId]
    ) -> tuple[list[ObjectId], list[ObjectId]]:
        """Where histories that are lines are cut: before and after."""
        depth = request.deepen.depth if request.deepen is not None else None
        if depth is None:
            return [], []
        cut: list[ObjectId] = []
        for want in wants:
            line = real_git.oids_of(self.directory, f"{want.hex()}^0")
            if len(line) > depth:
                cut.append(line[depth - 1])
        unshallow = [oid for oid in request.shallows if depth == INFINITE_DEPTH or oid not in cut]
        return [oid for oid in dict.fromkeys(cut) if oid not in request.shallows], unshallow

    def _pack(
        self,
        request: FetchRequest,
        wants: Sequence[ObjectId],
        common: Sequence[ObjectId],
        shallow: Sequence[ObjectId],
    ) -> bytes:
        lines = [f"--shallow {oid.hex()}" for oid in shallow]
        lines += [oid.hex() for oid in wants]
        # What a shallow client has, it does not have the history of: send it all anew.
        if not request.shallows:
            lines += ["--not", *(oid.hex() for oid in common)]
        options = ["--revs", "--stdout", "-q", *(["--shallow"] if shallow else [])]
        options += ["--thin"] if request.thin_pack else []
        options += ["--delta-base-offset"] if request.ofs_delta else []
        options += ["--include-tag"] if request.include_tag else []
        stdin = "".join(line + "\n" for line in lines).encode()
        return real_git.git(
            self.directory, "--shallow-file", "", "pack-objects", *options, stdin=stdin
        )


class _Handler(BaseHTTPRequestHandler):
    ours: Server

    def do_GET(self) -> None:
        service = Service(self.path.partition("service=")[2])
        self._answer(service.value, self.ours.advertise(service, self._version()), "advertisement")

    def do_POST(self) -> None:
        body = b"".join(self._pieces())
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        ours = self.ours
        ours.requests.append(body)
        service = self.path.rpartition("/")[2]
        if service == Service.UPLOAD_PACK.value:
            answer = ours.upload_pack(body, self._version())
        else:
            pieces = (body[start : start + 1000] for start in range(0, len(body), 1000))
            answer = ours.receive_pack(pieces)
        self._answer(service, answer, "result")

    def _version(self) -> int:
        return advertise.decode_version(self.headers.get("Git-Protocol"))

    def _pieces(self) -> Body:
        if self.headers.get("Transfer-Encoding") != "chunked":
            yield self.rfile.read(int(self.headers["Content-Length"]))
            return
        while size := int(self.rfile.readline(), 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()

    def _answer(self, service: str, answer: Body, kind: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", f"application/x-{service}-{kind}")
        body = b"".join(answer)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a failing test shows what git said."""


@contextmanager
def serving(directory: Path) -> Generator[Server]:
    ours = Server(directory)
    handler = type("Handler", (_Handler,), {"ours": ours})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as http:
        ours.url = f"http://127.0.0.1:{http.server_port}/r.git"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield ours
        finally:
            http.shutdown()
            thread.join()
