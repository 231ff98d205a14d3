from __future__ import annotations

import subprocess
from pathlib import Path

from tools.local_runtime.wrapper import wrapper_script


def run_wrapper(folder: Path, *arguments: str) -> list[str]:
    """The arguments that the real program gets."""
    binary = folder / "the real workerd"
    binary.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    binary.chmod(0o755)
    wrapper = folder / "wrapper"
    wrapper.write_text(wrapper_script(binary, ["--bundle=a folder", "--more"]))
    wrapper.chmod(0o755)
    answer = subprocess.run([wrapper, *arguments], capture_output=True, text=True, check=True)
    return answer.stdout.splitlines()


def test_flags_are_added_behind_serve(tmp_path: Path) -> None:
    heard = run_wrapper(tmp_path, "serve", "--binary", "two words", "-")
    assert heard == ["serve", "--bundle=a folder", "--more", "--binary", "two words", "-"]


def test_other_commands_are_passed_on_untouched(tmp_path: Path) -> None:
    assert run_wrapper(tmp_path, "--version") == ["--version"]
