from __future__ import annotations

import pytest

from git.attributes import MAX_ATTRIBUTES, Attributes
from tests.support.git_client import GitRepository

ROOT = b"""\
# comment x
*.log x
keep.log -x
again.log !x
/top x
deep/inner x
only/ x
**/any/*.c x
[ab].txt text x eol=lf
named.txt x=yes
many.txt x -x
back.txt -x
\t indented.txt   x
broken[ x
"""
BELOW = b"""\
*.log -x
/here x
"""
FOLDERS = [b"top", b"sub", b"only", b"sub/only", b"deep", b"deep/inner", b"x/deep/inner"]
FILES = [
    b"a.log", b"sub/a.log", b"other/a.log", b"keep.log", b"again.log", b"top", b"sub/top", b"only",
    b"any/a.c", b"x/any/a.c", b"x/y/any/a.c", b"a.txt", b"b.txt", b"c.txt", b"named.txt",
    b"many.txt", b"back.txt", b"indented.txt", b"sub/here", b"here", b"broken[",
]  # fmt: skip


@pytest.mark.parametrize(
    ("path", "is_folder"), [*((each, True) for each in FOLDERS), *((each, False) for each in FILES)]
)
def test_what_is_set_is_what_git_says(work: GitRepository, path: bytes, is_folder: bool) -> None:
    (work.folder / ".gitattributes").write_bytes(ROOT)
    (work.folder / "sub").mkdir()
    (work.folder / "sub" / ".gitattributes").write_bytes(BELOW)
    attributes = Attributes(b"x").with_file(b"", ROOT)
    if path.startswith(b"sub/"):
        attributes = attributes.with_file(b"sub", BELOW)
    asked = path + (b"/" if is_folder else b"")
    said = work.git("check-attr", "-z", "--stdin", "x", stdin=asked + b"\0").output.split(b"\0")
    assert attributes.is_set(path, is_folder=is_folder) == (said[2] == b"set")


def test_a_file_that_is_too_long_says_nothing() -> None:
    assert Attributes(b"x").with_file(b"", b"* x\n").is_set(b"a", is_folder=False)
    long = b"* x\n" + b"#" * MAX_ATTRIBUTES
    assert not Attributes(b"x").with_file(b"", long).is_set(b"a", is_folder=False)
