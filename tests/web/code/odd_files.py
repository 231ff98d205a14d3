"""A repository with files of every kind, and with names that would like to be markup."""

from __future__ import annotations

from pathlib import Path

from tests.support.git_client import GitRepository

README = b"""# Hello

[guide](docs/guide.md) ![logo](docs/logo.png) [out](javascript:alert(1))
<script>alert(1)</script><img src=x onerror=alert(1)>

```python
if x: pass
```
"""

SOURCE = b'def greet(name):\n    return f"hi {name}"  # <b>\n'
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
BIDI = 'level != "user\u202e \u2066// admin\u2069 \u2066"\n'.encode()
TABLE = b'name,age\n"Bo, b",<b>\n'
LONG = b"".join(b"line %d\n" % number for number in range(10_005))
LARGE = b"0123456789abcdef" * 70_000
LATIN = "größe\n".encode("latin-1")

MARKED = "<img src=x onerror=alert(1)>\"'&.html"
RTL = "\u05e9\u05dc\u05d5\u05dd"
NO_UTF8 = b"caf\xe9.txt"
BRANCH = "feature/x"
MARKED_BRANCH = "x\"><b>bold</b>'&"

MODULES = b"""[submodule "a"]
\tpath = lib/near
\turl = ../other.git
[submodule "b"]
\tpath = lib/far
\turl = git@example.com:bo/far.git
[submodule "c"]
\tpath = lib/bad
\turl = javascript:alert(1)
"""


def fill(folder: Path) -> GitRepository:
    git = GitRepository(folder)
    folder.mkdir(parents=True)
    git.git("init", "--quiet", "--initial-branch=main")
    git.commit("first", {"README.md": README, "LICENSE": b"MIT\n", "src/greet.py": SOURCE})
    git.git("tag", "v1")
    git.commit("<b>second</b> \"&'", _files())
    (folder / "to-source").symlink_to("src/greet.py")
    (folder / "out").symlink_to("../../etc/passwd")
    (folder / "run").chmod(0o755)
    (folder / NO_UTF8.decode("utf-8", "surrogateescape")).write_bytes(b"x\n")
    oid = git.oid("HEAD")
    for path in ("near", "far", "bad"):
        git.git("update-index", "--add", "--cacheinfo", f"160000,{oid},lib/{path}")
        (folder / "lib" / path).mkdir(parents=True)
    git.commit("third")
    git.git("branch", MARKED_BRANCH)
    git.git("switch", "--quiet", "-c", BRANCH)
    git.commit("on a branch", {"only/here.txt": b"x\n"})
    git.git("switch", "--quiet", "main")
    return git


def _files() -> dict[str, bytes]:
    return {
        ".gitmodules": MODULES,
        "docs/README.md": b"Docs: [up](../README.md#hello)\n",
        "docs/guide.md": b"# Guide\n",
        "docs/logo.png": PNG,
        "docs/logo.svg": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "docs/notes.rst": b"Notes\n=====\n",
        "data.csv": TABLE,
        "bidi.c": BIDI,
        "latin.txt": LATIN,
        "empty": b"",
        "long.txt": LONG,
        "large.txt": LARGE,
        "program": b"\x7fELF\0\1",
        "page.html": b"<script>alert(1)</script>",
        "run": b"#!/bin/sh\n",
        f"odd/{MARKED}": b"<b>x</b>\n",
        f"odd/{RTL}": b"x\n",
        "odd/a b#c?d%e": b"x\n",
    }
