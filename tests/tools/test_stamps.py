from __future__ import annotations

import stat
from pathlib import Path

import pytest

from tools.stamps import Stamp, fingerprint, write_atomically


def test_a_step_is_current_after_it_succeeded(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "stamps" / "step", ["input"])
    assert not stamp.is_current()
    with stamp.renewed():
        pass
    assert stamp.is_current()
    assert Stamp(tmp_path / "stamps" / "step", ["input"]).is_current()


def test_a_step_is_done_again_when_an_input_changes(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("one")
    with Stamp(tmp_path / "step", [lock]).renewed():
        pass
    lock.write_text("two")
    assert not Stamp(tmp_path / "step", [lock]).is_current()


def test_a_step_is_done_again_when_what_it_made_is_gone(tmp_path: Path) -> None:
    made = tmp_path / "made"
    stamp = Stamp(tmp_path / "step", ["input"], [made])
    with stamp.renewed():
        made.touch()
    assert stamp.is_current()
    made.unlink()
    assert not stamp.is_current()


def test_an_interrupted_step_is_done_again(tmp_path: Path) -> None:
    stamp = Stamp(tmp_path / "step", ["input"])
    with stamp.renewed():
        pass
    with pytest.raises(KeyboardInterrupt), stamp.renewed():
        raise KeyboardInterrupt
    assert not stamp.is_current()


def test_a_folder_counts_by_the_names_and_contents_of_its_python_files(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1")
    before = fingerprint([tmp_path])
    (tmp_path / "b.txt").write_text("not Python")
    assert fingerprint([tmp_path]) == before
    (tmp_path / "a.py").rename(tmp_path / "c.py")
    assert fingerprint([tmp_path]) != before


def test_where_one_input_ends_and_the_next_begins_matters() -> None:
    assert fingerprint(["ab", "c"]) != fingerprint(["a", "bc"])


def test_a_file_is_written_whole_with_its_mode(tmp_path: Path) -> None:
    target = tmp_path / "folder" / "secret"
    write_atomically(target, b"one", 0o600)
    write_atomically(target, b"two", 0o600)
    assert target.read_bytes() == b"two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert list(target.parent.iterdir()) == [target]
