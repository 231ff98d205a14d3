"""What has been made already, and from what.

A step leaves a stamp, the hash of all it was made from, after everything else is in place. So a
step that was interrupted has no stamp and is done again, and one whose inputs are unchanged is
skipped.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path


def fingerprint(inputs: Iterable[Path | str]) -> str:
    """Hash files by content, folders by the content of their Python files, and text as it is."""
    digest = hashlib.sha256()
    for part in inputs:
        for piece in _pieces(part):
            digest.update(len(piece).to_bytes(8, "big") + piece)
    return digest.hexdigest()


def _pieces(part: Path | str) -> Iterator[bytes]:
    if isinstance(part, str):
        yield part.encode()
    elif part.is_dir():
        for path in sorted(part.rglob("*.py")):
            yield str(path.relative_to(part)).encode()
            yield path.read_bytes()
    else:
        yield part.read_bytes()


class Stamp:
    """The stamp of one step; valid only while everything the step made still exists."""

    def __init__(self, path: Path, inputs: Iterable[Path | str], made: Iterable[Path] = ()) -> None:
        self._path = path
        self._fingerprint = fingerprint(inputs)
        self._made = tuple(made)

    def is_current(self) -> bool:
        """Whether the step can be skipped."""
        return (
            self._path.is_file()
            and self._path.read_text() == self._fingerprint
            and all(path.exists() for path in self._made)
        )

    @contextmanager
    def renewed(self) -> Generator[None]:
        """Do the step inside: no stamp from its first moment to its success."""
        self._path.unlink(missing_ok=True)
        yield
        write_atomically(self._path, self._fingerprint.encode())


def write_atomically(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Write a file that is never seen half written, nor with wider permissions than `mode`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.unlink(missing_ok=True)
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode), "wb") as f:
            f.write(content)
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
