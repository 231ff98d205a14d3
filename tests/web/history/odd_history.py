"""A history of everything that a page has to bear: renames, modes, pictures, long files, and
names and messages that would like to be markup."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from tests.support.git_client import MINUTE, START, GitRepository

VECTORS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "javascript:alert(1)",
    "</title><svg onload=alert(1)>",
    "</pre></textarea></style><iframe src=//x.example>",
    "<!--",
    "{{ 7*7 }}{% raw %}",
    "&lt;b&gt; &amp;",
    'https://x.example/"onclick=alert(1)',
    "https://x.example/<script>",
    "``` \n<form action=//x.example><input name=x>",
    "\u202e\u2066 reversed",
    "\u05e9\u05dc\u05d5\u05dd \u0633\u0644\u0627\u0645",
    "\x1b[31mred\x07",
)

MARKED_BRANCH = "x\"><b>bold</b>'&"
"""As much markup as the name of a ref can hold: no spaces, and neither `?` nor `*` nor `[`."""

MARKED_PATH = "<i>\"'&.txt"
LATIN_PATH = b"caf\xe9.txt"
LONG_LINES = 10_000


def picture(red: int) -> bytes:
    """A PNG of 16 by 16 pixels in one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    rows = (b"\0" + bytes((red, 80, 40)) * 16) * 16
    head = struct.pack(">IIBBBBB", 16, 16, 8, 2, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", head),
            chunk(b"IDAT", zlib.compress(rows)),
            chunk(b"IEND", b""),
        )
    )


def fill(repository: GitRepository) -> GitRepository:
    repository.git("fast-import", "--quiet", stdin=b"".join(_Story().tell()))
    return repository


class _Story:
    def __init__(self) -> None:
        self._mark = 0

    def tell(self) -> Iterator[bytes]:
        yield from self._first()
        yield from self._changes()
        yield from self._odd_names()
        yield from self._merge()
        yield from self._vectors()
        yield from self._names()

    def _first(self) -> Iterator[bytes]:
        yield self._commit("begin")
        yield _file(b"src/app.py", b"import os\n\n\ndef main():\n    return 1 + 2\n" * 3)
        yield _file(b"docs/old.md", b"".join(b"line %d\n" % at for at in range(30)))
        yield _file(b"run.sh", b"#!/bin/sh\n")
        yield _file(b"logo.png", picture(40))
        yield _file(b"data.bin", bytes(range(256)))
        yield _file(b"long.txt", b"".join(b"old line %d\n" % at for at in range(LONG_LINES)))
        yield _file(b"link", b"run.sh", b"120000")

    def _changes(self) -> Iterator[bytes]:
        yield self._commit("Change of every kind\n\nA body, with https://example.com/a?b=1&c=2.\n")
        app = b"import os\nimport sys\n\n\ndef main():\n    return 1 + 3\n"
        yield _file(b"src/app.py", app + b"\tprint('\xe2\x80\xae')\n" * 2 + b"the end")
        yield b"R docs/old.md docs/new.md\n"
        yield _file(b"run.sh", b"#!/bin/sh\n", b"100755")
        yield _file(b"logo.png", picture(200))
        yield _file(b"data.bin", bytes(range(255)))
        yield _file(b"link", b"no link any more\n")
        yield b"M 160000 %b sub\n" % (b"1" * 40)
        yield _file(b"empty", b"")
        yield self._commit("Ten thousand lines")
        yield _file(b"long.txt", b"".join(b"new line %d\n" % at for at in range(LONG_LINES)))

    def _odd_names(self) -> Iterator[bytes]:
        yield self._commit("Names that are odd", author='<b>"Bold"&co')
        yield _file(_quoted(MARKED_PATH.encode()), b"<script>alert(1)</script>\n")
        yield _file(_quoted(LATIN_PATH), b"caf\xe9\n")
        yield _file(_quoted("\u202egpj.exe".encode()), b"x\n")

    def _merge(self) -> Iterator[bytes]:
        main = self._mark
        yield self._commit("On the side", b"refs/heads/feature/side.v1", main)
        yield _file(b"side.txt", b"side\n")
        yield self._commit("Still on the side", b"refs/heads/feature/side.v1")
        yield _file(b"side.txt", b"side\nmore\n")
        side = self._mark
        yield self._commit("Meanwhile", start=main)
        yield _file(b"main.txt", b"main\n")
        yield self._commit("Merge branch 'feature/side.v1'")
        yield b"merge :%d\n" % side
        yield _file(b"side.txt", b"side\nmore\n")

    def _vectors(self) -> Iterator[bytes]:
        for at, vector in enumerate(VECTORS):
            yield self._commit(f"{vector}\n\nbody: {vector}\n{vector}\n")
            yield _file(b"vector", f"{at} {vector}\n".encode())

    def _names(self) -> Iterator[bytes]:
        tip = self._mark
        yield b"reset refs/heads/%b\nfrom :%d\n\n" % (MARKED_BRANCH.encode(), tip)
        yield b"reset refs/heads/x.patch\nfrom :%d\n\n" % (tip - 1)
        yield b"reset refs/heads/ends.atom\nfrom :%d\n\n" % (tip - 2)
        yield b"reset refs/tags/v0.9-light\nfrom :%d\n\n" % (tip - 3)
        for at, name in enumerate(("v1.0.0", "v1.10.0", "v1.9.0", "v2.0.0-rc.1")):
            text = f"Release {name}\n\n{VECTORS[1]}\n".encode()
            yield b"tag %b\nfrom :%d\ntagger T <t@example.com> %d +0100\ndata %d\n%b\n" % (
                name.encode(),
                tip - 8 + at,
                START + MINUTE * (tip + at),
                len(text),
                text,
            )
        yield self._commit("Of another origin", b"refs/heads/unrelated", start=0)
        yield _file(b"other", b"other\n")

    def _commit(
        self,
        message: str,
        branch: bytes = b"refs/heads/main",
        start: int | None = None,
        author: str = "A",
    ) -> bytes:
        """`start` is the mark to begin the branch at; 0 for nothing."""
        self._mark += 1
        data = message.encode()
        date = START + MINUTE * self._mark
        name = author.replace("<", "").replace(">", "").encode()
        begun = b"from :%d\n" % start if start else b""
        email = b"a@example.com" if author == "A" else b"x\"'&@example.com"
        people = b"author %b <%b> %d +0200\ncommitter A <a@example.com> %d +0000\n" % (
            name,
            email,
            date - 30,
            date,
        )
        said = b"data %d\n%b\n" % (len(data), data)
        return b"commit %b\nmark :%d\n%b%b%b" % (branch, self._mark, people, said, begun)


def _file(path: bytes, content: bytes, mode: bytes = b"100644") -> bytes:
    return b"M %b inline %b\ndata %d\n%b\n" % (mode, path, len(content), content)


def _quoted(path: bytes) -> bytes:
    return b'"%b"' % path.replace(b"\\", b"\\\\").replace(b'"', b'\\"')
