"""The documents say what is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from config import SETTINGS
from tools.paths import ROOT

SRC = ROOT / "src"
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text()
README = (ROOT / "README.md").read_text()
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()

OURS = ("src", "tests", "tools", "bench", "typings", "migrations", "requirements", "docs")
TEXTS = sorted(
    path
    for path in [*ROOT.iterdir(), *(path for name in OURS for path in (ROOT / name).rglob("*"))]
    if path.suffix in {".md", ".py", ".pyi", ".sql", ".toml", ".in", ".txt", ".json"}
    or path.name in {"Makefile", "LICENSE", ".npmrc", ".gitignore"}
)

MAX_ARCHITECTURE = 150
"""Lines: what is longer is not read before the code."""

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^#+ +(.+)$", re.MULTILINE)
REGISTRY = re.compile(
    r"https?://[^\s/]*(npm|pypi|pythonhosted|yarnpkg|registry)"
    r"|\b(npmjs|pypi|pythonhosted|yarnpkg)\.(org|com)\b",
    re.IGNORECASE,
)
MACHINE = re.compile(r"(?<![\w.:/~-])/(home|Users|root|work)/[\w.-]+|[A-Z]:\\Users")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def codemap() -> str:
    found = re.search(r"^## Codemap\n+```\n(.*?)^```", ARCHITECTURE, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[1]


def mapped() -> list[Path]:
    """The paths on the map. Indentation tells the folder; a line may list several names."""
    folders: list[str] = []
    found: list[Path] = []
    for line in codemap().splitlines():
        words = line.split()
        depth = (len(line) - len(line.lstrip())) // 2
        names = [word.rstrip(",") for word in words] if words[0].endswith(",") else words[:1]
        folders[depth:] = names[:1]
        found += [ROOT.joinpath(*folders[:depth], name) for name in names]
    return found


def anchors(document: Path) -> set[str]:
    """How GitHub and its kin name the headings of a document."""
    headings: list[str] = HEADING.findall(document.read_text())
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def links() -> list[tuple[Path, str]]:
    return [
        (document, link)
        for document in DOCUMENTS
        for link in LINK.findall(document.read_text())
        if "://" not in link
    ]


@pytest.mark.parametrize(("document", "link"), links())
def test_every_link_leads_somewhere(document: Path, link: str) -> None:
    path, _, anchor = link.partition("#")
    target = document.parent / path if path else document
    assert target.exists()
    assert not anchor or anchor in anchors(target)


@pytest.mark.parametrize("setting", SETTINGS)
def test_the_readme_explains_every_setting(setting: str) -> None:
    assert f"| `{setting}` |" in README


@pytest.mark.parametrize("document", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_command_of_make_that_is_named_exists(document: str) -> None:
    code = "\n".join(CODE.findall(document))
    named = set(re.findall(r"\bmake ([a-z][a-z-]*)", code))
    targets = set(re.findall(r"^([a-z][a-z-]*):", MAKEFILE, re.MULTILINE))
    assert named
    assert named <= targets


def test_everything_at_the_top_of_src_is_on_the_map() -> None:
    top = {path.stem for path in SRC.iterdir() if path.suffix == ".py" or path.is_dir()}
    names = {path.name for path in mapped() if path.parent == SRC}
    assert top - {"__pycache__"} == names


@pytest.mark.parametrize("path", mapped(), ids=name_of)
def test_whatever_is_on_the_map_exists(path: Path) -> None:
    assert path.exists() or path.with_suffix(".py").exists()


def test_the_map_is_short() -> None:
    assert len(ARCHITECTURE.splitlines()) <= MAX_ARCHITECTURE


@pytest.mark.parametrize("unwanted", [REGISTRY, MACHINE], ids=["registry", "machine"])
def test_no_text_names_a_package_registry_or_a_place_on_some_machine(
    unwanted: re.Pattern[str],
) -> None:
    found = [name_of(path) for path in TEXTS if unwanted.search(path.read_text(errors="replace"))]
    assert found == []


def test_every_module_says_what_it_is() -> None:
    paths = SRC.rglob("*.py")
    silent = [name_of(p) for p in paths if not ast.get_docstring(ast.parse(p.read_text()))]
    assert silent == []
