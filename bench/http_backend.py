"""`git http-backend` behind HTTP: what Hearth is measured against (git-http-backend(1), RFC 3875).

    python -m bench.http_backend <folder of repositories> <account:password>

Prints the port it listens on, and serves until it is ended. It demands credentials as Hearth
does, so that clients hold the same conversation with both. Bodies are streamed both ways, and
each request has its own thread and its own process, as behind any web server.
"""

from __future__ import annotations

import base64
import fcntl
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BufferedReader
from pathlib import Path
from typing import IO, cast

PIECE = 1 << 18
"""Bytes passed on at once; the pipe from git is made as wide."""


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, root: Path, credentials: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        encoded = base64.b64encode(credentials.encode()).decode()
        self.authorization = f"Basic {encoded}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "LC_ALL": "C",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_PROJECT_ROOT": str(root),
            "GIT_HTTP_EXPORT_ALL": "1",
            "REMOTE_USER": credentials.partition(":")[0],
        }
        told = subprocess.run(["git", "--exec-path"], capture_output=True, text=True, check=True)
        self.program = Path(told.stdout.strip()) / "git-http-backend"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    @property
    def _backend(self) -> Server:
        return cast("Server", self.server)

    def do_GET(self) -> None:
        self._answer(iter(()))

    def do_POST(self) -> None:
        self._answer(self._iter_body())

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self, body: Iterator[bytes]) -> None:
        if self.headers["Authorization"] != self._backend.authorization:
            for _ in body:
                pass
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="bench"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        with subprocess.Popen(
            [self._backend.program],
            env=self._environment(),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        ) as process:
            answer = cast("BufferedReader", process.stdout)
            fcntl.fcntl(answer, fcntl.F_SETPIPE_SZ, PIECE)
            feeder = threading.Thread(target=_feed, args=(process.stdin, body))
            feeder.start()
            self._send(answer)
            feeder.join()

    def _environment(self) -> dict[str, str]:
        path, _, query = self.path.partition("?")
        variables = {
            "REQUEST_METHOD": self.command,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "CONTENT_TYPE": self.headers["Content-Type"],
            "CONTENT_LENGTH": self.headers["Content-Length"],
            "HTTP_CONTENT_ENCODING": self.headers["Content-Encoding"],
            "HTTP_GIT_PROTOCOL": self.headers["Git-Protocol"],
        }
        given = {name: value for name, value in variables.items() if value is not None}
        return {**self._backend.environment, **given}

    def _iter_body(self) -> Iterator[bytes]:
        if self.headers["Transfer-Encoding"] == "chunked":
            while size := int(self.rfile.readline().partition(b";")[0], 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
            return
        left = int(self.headers["Content-Length"] or 0)
        while left and (piece := self.rfile.read(min(left, PIECE))):
            left -= len(piece)
            yield piece

    def _send(self, answer: BufferedReader) -> None:
        """Pass on a CGI answer: header lines, an empty line, the body."""
        status, headers = 200, list[tuple[str, str]]()
        while line := answer.readline().decode("latin-1").strip():
            name, _, value = line.partition(": ")
            if name == "Status":
                status = int(value[:3])
            else:
                headers.append((name, value))
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        while piece := answer.read1(PIECE):
            self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
        self.wfile.write(b"0\r\n\r\n")


def _feed(stdin: IO[bytes], body: Iterator[bytes]) -> None:
    """Write the body; what git does not want to read is still taken from the client."""
    with suppress(BrokenPipeError), stdin:
        for piece in body:
            stdin.write(piece)
    for _ in body:
        pass


def main() -> None:
    """Serve the folder that the command line names."""
    server = Server(Path(sys.argv[1]), sys.argv[2])
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
