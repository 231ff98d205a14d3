from __future__ import annotations

import random
import subprocess
from pathlib import Path

import pytest

from git import config_file
from git.config_file import ConfigFormatError, Variable
from tests.support.git_fsck import ENVIRONMENT

READABLE: list[tuple[bytes, list[tuple[bytes, ...]]]] = [
    (b"", []),
    (b"[a]\nb=c", [(b"a.b", b"c")]),
    (b"[A]\nB = C\n", [(b"a.b", b"C")]),
    (b'[a "B c"]x=1', [(b"a.B c.x", b"1")]),
    (b'[a \t\r"B"]x=1', [(b"a.B.x", b"1")]),
    (b'[a "b\\"c\\d"]e=1', [(b'a.b"cd.e', b"1")]),
    (b'[a ""]b=1', [(b"a..b", b"1")]),
    (b'[ "x"]c=1', [(b".x.c", b"1")]),
    (b"[a.B]c", [(b"a.b.c",)]),
    (b"[a]c= \n", [(b"a.c", b"")]),
    (b"[a]c= x # y\nd= z;w", [(b"a.c", b"x"), (b"a.d", b"z")]),
    (b'[a]c="x # y" z', [(b"a.c", b"x # y z")]),
    (b"[a]c=x\\\ny", [(b"a.c", b"xy")]),
    (b'[a]c="x\\\r\ny"', [(b"a.c", b"xy")]),
    (b'[a]c=\\t\\n\\b\\"\\\\', [(b"a.c", b'\t\n\b"\\')]),
    (b"[a]c=x\\", [(b"a.c", b"x")]),
    (b"[a]c=  x\t \ty  \n", [(b"a.c", b"x   y")]),
    (b'[a]c="" x', [(b"a.c", b"x")]),
    (b'[a]c=x ""', [(b"a.c", b"x ")]),
    (b'[a]c="  "x', [(b"a.c", b"  x")]),
    (b"[a]b= \\\n  c", [(b"a.b", b"c")]),
    (b"\xef\xbb\xbf[a]c=1", [(b"a.c", b"1")]),
    (b"[a]\r\nc=1\r\n", [(b"a.c", b"1")]),
    (b"[a]b=1 [c]d=2\n[a]b=2", [(b"a.b", b"1 [c]d=2"), (b"a.b", b"2")]),
    (b"[a]#x\nb=1;[c]\n;d=2", [(b"a.b", b"1")]),
    (b"[a]b=\xff", [(b"a.b", b"\xff")]),
]

BROKEN = [
    b"[", b"[]", b"[a", b"[a b]", b'[a "B" ]', b'[a "b\n"]', b'[a "b\\\n"]', b'["x"]', b"[a\n]",
    b"[\xe9]", b"]", b"=", b"[a]1=1", b"[a]b c=1", b"[a]b_c=1", b"[a]b #x", b'[a]b="x',
    b'[a]b="x\n"',
    b"[a]b=\\x", b"[a]b=x\\\ry", b"\xef\xbb[a]", b"[a]\x0bb=1", b"[a]\xef\xbb\xbfb=1",
]  # fmt: skip


def read(data: bytes) -> list[tuple[bytes, ...]]:
    """As `git config --list` shows it: section, subsection, key joined by dots, and the value."""
    shown: list[tuple[bytes, ...]] = []
    for variable in config_file.iter_variables(data):
        heading = variable.section
        if variable.subsection is not None:
            heading += b"." + variable.subsection
        name = heading + b"." + variable.key if heading else variable.key
        shown.append((name,) if variable.value is None else (name, variable.value))
    return shown


@pytest.mark.parametrize(("data", "variables"), READABLE)
def test_variables_are_read(data: bytes, variables: list[tuple[bytes, ...]]) -> None:
    assert read(data) == variables


@pytest.mark.parametrize("data", BROKEN)
def test_what_makes_no_sense_is_refused(data: bytes) -> None:
    with pytest.raises(ConfigFormatError, match="malformed configuration at byte"):
        read(data)


def test_variables_before_a_broken_line_are_given_before_it_is_told() -> None:
    variables = config_file.iter_variables(b'[a "b"]\nc=1\n[broken')
    assert next(variables) == Variable(b"a", b"b", b"c", b"1")
    with pytest.raises(ConfigFormatError) as caught:
        next(variables)
    assert caught.value.at == 12


def read_by_git(data: bytes, folder: Path) -> list[tuple[bytes, ...]] | None:
    (folder / "config").write_bytes(data)
    command = ["git", "config", "-f", "config", "-z", "--list"]
    run = subprocess.run(command, cwd=folder, check=False, capture_output=True, env=ENVIRONMENT)
    if run.returncode:
        return None
    return [tuple(line.split(b"\n", 1)) for line in run.stdout.split(b"\0")[:-1]]


def read_or_none(data: bytes) -> list[tuple[bytes, ...]] | None:
    try:
        return read(data)
    except ConfigFormatError:
        return None


def test_git_reads_the_same(tmp_path: Path) -> None:
    cases = [data for data, _ in READABLE] + BROKEN
    assert [read_or_none(data) for data in cases] == [read_by_git(data, tmp_path) for data in cases]


PIECES = [
    b"[", b"]", b'"', b"\\", b"\n", b" ", b"\t", b"\r", b"=", b"#", b";", b"a", b"B", b"1", b"-",
    b".",
    b'[a "', b'"]', b"[a]\n", b"b = ", b"\\n", b"\xff",
]  # fmt: skip


def test_git_reads_generated_files_the_same(tmp_path: Path) -> None:
    chance = random.Random(1300)  # noqa: S311 - the same cases every time
    for _ in range(400):
        data = chance.choice([b"", b"[a]\n", b"[a]b="])
        data += b"".join(chance.choices(PIECES, k=chance.randint(1, 12)))
        assert read_or_none(data) == read_by_git(data, tmp_path), data


@pytest.mark.parametrize(
    "data",
    [
        b"[a]\nb=" + b"\\n" * 100_000,
        b"[a]\nb=" + b'"' * 200_000,
        b"[a]\nb=" + b"x " * 100_000,
        b"[a]" * 60_000,
        b'[a "' + b"b" * 200_000,
        b"[" * 200_000,
    ],
)
def test_long_files_do_not_take_long(data: bytes) -> None:
    assert len(read_or_none(data) or []) <= 1
