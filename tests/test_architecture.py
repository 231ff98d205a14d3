"""The house: who may import whom, and how large and how named the parts are."""

from __future__ import annotations

import ast
import re
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src"

LAYERS: dict[str, tuple[str, ...]] = {
    "git": (),
    "forge": (),
    "exchange": (),
    "durable": ("git",),
    "config": ("forge",),
    "ports": ("forge", "durable.contract"),
    "replies": ("exchange",),
    "routing": ("exchange",),
    "patches": ("durable.contract", "git"),
    "downloads": ("durable.contract", "exchange", "git"),
    "door": ("config", "exchange", "forge", "ports"),
    "smart_http": (
        *("config", "door", "durable.contract", "exchange", "forge", "git.protocol"),
        *("ports", "replies"),
    ),
    "api": (
        *("config", "door", "downloads", "durable.contract", "exchange", "forge", "git"),
        *("patches", "ports", "replies", "routing"),
    ),
    "web": (
        *("config", "door", "downloads", "durable.contract", "exchange", "forge", "git"),
        *("patches", "ports", "replies", "routing"),
    ),
    "app": (
        *("api", "config", "door", "exchange", "forge", "ports", "replies", "routing"),
        *("smart_http", "web"),
    ),
    "runtime": ("durable", "exchange", "forge", "git"),
    "entry": ("app", "config", "forge", "ports", "runtime"),
}
"""What of ours each top-level name may import, besides itself."""

JAVASCRIPT = {"js", "pyodide", "pyodide_js", "workers"}
SPEAKS_JAVASCRIPT = {"runtime", "entry"}

MAX_LINES = 400

MAX_FILES = 15
CROWDED = {
    "src/git": "a file for each word of Git's glossary; what has parts has a folder",
    "src/durable": "push, fetch and upkeep share every table, and read best side by side",
    "src/durable/contract": "a file for each subject that the Worker asks about",
    "src/runtime": "a file for each port; nobody reads them together",
    "src/api/v3": "a file for each chapter of the API that it speaks",
}
"""Folders with more files, and why."""


@dataclass(frozen=True)
class Module:
    path: Path

    @property
    def shown(self) -> str:
        return str(self.path.relative_to(ROOT))

    @property
    def name(self) -> str:
        parts = self.path.relative_to(SRC).with_suffix("").parts
        return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

    @property
    def layer(self) -> str:
        return self.name.partition(".")[0]

    @property
    def text(self) -> str:
        return self.path.read_text()

    @cache  # noqa: B019 - the tests are over soon
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    @cache  # noqa: B019
    def imports(self) -> list[str]:
        """Full names of what is imported, as far as they may be modules."""
        found: list[str] = []
        for node in ast.walk(self.tree()):
            if isinstance(node, ast.Import):
                found += (alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                found += (f"{node.module}.{alias.name}" for alias in node.names)
        return found


def python_files(*folders: str) -> list[Module]:
    return [
        Module(path)
        for folder in folders
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "__pycache__" not in path.parts
    ]


MODULES = python_files("src")
OURS = {module.layer for module in MODULES}
EVERYTHING = python_files("src", "tests", "tools", "bench")


def is_within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def test_every_part_has_its_place() -> None:
    assert set(LAYERS) >= OURS


def test_imports_go_one_way() -> None:
    wrong = [
        (module.name, name)
        for module in MODULES
        for name in module.imports()
        if name.partition(".")[0] in OURS
        and not any(is_within(name, part) for part in (module.layer, *LAYERS[module.layer]))
    ]
    assert wrong == []


def test_what_crosses_to_the_worker_knows_nothing_of_tables() -> None:
    wrong = [
        (module.name, name)
        for module in MODULES
        if is_within(module.name, "durable.contract")
        for name in module.imports()
        if is_within(name, "durable") and not is_within(name, "durable.contract")
    ]
    assert wrong == []


def test_nobody_imports_in_a_circle() -> None:
    names = {module.name for module in MODULES}

    def found(name: str) -> str | None:
        while name and name not in names:
            name = name.rpartition(".")[0]
        return name or None

    waiting = {
        module.name: {
            target
            for target in map(found, module.imports())
            # A package without code of its own is no step on the way to its modules.
            if target and target != module.name and not (SRC / target.replace(".", "/")).is_dir()
        }
        for module in MODULES
    }
    while ready := [name for name, targets in waiting.items() if not targets & waiting.keys()]:
        for name in ready:
            del waiting[name]
    assert waiting == {}


def test_javascript_is_spoken_in_one_place() -> None:
    speakers = {
        module.layer
        for module in MODULES
        for name in module.imports()
        if name.partition(".")[0] in JAVASCRIPT
    }
    assert speakers == SPEAKS_JAVASCRIPT


def test_the_source_does_not_lean_on_its_tests_or_tools() -> None:
    wrong = [
        (module.name, name)
        for module in MODULES
        for name in module.imports()
        if name.partition(".")[0] in {"tests", "tools", "bench"}
    ]
    assert wrong == []


def test_no_import_is_relative() -> None:
    relative = re.compile(r"^\s*from\s+\.", re.MULTILINE)
    assert [module.shown for module in EVERYTHING if relative.search(module.text)] == []


def test_no_part_has_the_name_of_a_standard_module() -> None:
    # `src` comes after the standard library on the path of the runtime, and before it in tests.
    assert OURS & sys.stdlib_module_names == set()
    assert {path.name for path in SRC.iterdir()} & {"test", "tests"} == set()


def test_no_file_is_too_long_to_be_read_at_a_sitting() -> None:
    lengths = {module.shown: len(module.text.splitlines()) for module in EVERYTHING}
    assert {name: length for name, length in lengths.items() if length > MAX_LINES} == {}


def test_every_module_says_what_it_is() -> None:
    silent = [
        module.shown
        for module in python_files("src", "tools", "bench")
        if not ast.get_docstring(module.tree())
    ]
    assert silent == []


def test_every_annotation_waits_until_it_is_asked_for() -> None:
    wrong = [
        module.shown
        for module in MODULES
        if module.path.name != "__init__.py"
        and "from __future__ import annotations" not in module.text
    ]
    assert wrong == []


def test_folders_can_be_taken_in_at_a_glance() -> None:
    counts: dict[str, int] = {}
    for module in MODULES:
        if module.path.name != "__init__.py":
            folder = str(module.path.parent.relative_to(ROOT))
            counts[folder] = counts.get(folder, 0) + 1
    crowded = {folder for folder, count in counts.items() if count > MAX_FILES}
    assert crowded == set(CROWDED)
    assert all(len(Path(folder).parts) <= 3 for folder in counts), "two levels below src"
