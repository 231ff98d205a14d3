"""Merges of single commits, made all at once: a base, ours and theirs, each as its files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tests.support.git_client import START, GitRepository

Files = Mapping[str, bytes | tuple[str, bytes]]
"""By path the content of a file, or its mode and content; of a submodule the hex oid."""


@dataclass(frozen=True, slots=True)
class Case:
    base: Files
    ours: Files
    theirs: Files


def make(repository: GitRepository, cases: Sequence[Case]) -> list[tuple[str, str]]:
    """Both sides of each case, as hex oids."""
    stream = b"".join(_tell(cases))
    repository.git("fast-import", "--quiet", stdin=stream)
    listed = repository.read("for-each-ref", "--format=%(refname:short) %(objectname)").split()
    oids = dict(zip(listed[::2], listed[1::2], strict=True))
    return [(oids[f"ours-{number}"], oids[f"theirs-{number}"]) for number in range(len(cases))]


def _tell(cases: Sequence[Case]) -> Iterator[bytes]:
    for number, case in enumerate(cases):
        mark = 3 * number + 1
        yield _commit(f"base-{number}", mark, None, case.base)
        yield _commit(f"ours-{number}", mark + 1, mark, case.ours)
        yield _commit(f"theirs-{number}", mark + 2, mark, case.theirs)


def _commit(branch: str, mark: int, parent: int | None, files: Files) -> bytes:
    head = f"commit refs/heads/{branch}\nmark :{mark}\n"
    head += f"committer A <a@example.com> {START + mark} +0000\ndata 0\n"
    head += f"from :{parent}\n" if parent else ""
    pieces = [head.encode(), b"deleteall\n"]
    for path, file in files.items():
        mode, content = ("100644", file) if isinstance(file, bytes) else file
        if mode == "160000":
            pieces.append(b"M 160000 %b %b\n" % (content, path.encode()))
        else:
            data = b"data %d\n%b\n" % (len(content), content)
            pieces.append(b"M %b inline %b\n%b" % (mode.encode(), path.encode(), data))
    return b"".join((*pieces, b"\n"))
