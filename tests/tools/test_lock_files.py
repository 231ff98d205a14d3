from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tools.paths import DEV_REQUIREMENTS, PACKAGE_LOCK, ROOT, WORKER_REQUIREMENTS

REQUIREMENTS = [DEV_REQUIREMENTS, WORKER_REQUIREMENTS]
REGISTRIES = re.compile(r"https?://[^\s\"]*(npm|pypi|pythonhosted|yarnpkg|registry)", re.IGNORECASE)


def pins(text: str) -> list[str]:
    """One text a requirement: its name, version and hashes."""
    return [part for part in re.split(r"\n(?=\S)", text) if not part.lstrip().startswith("#")]


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_every_requirement_is_pinned_with_hashes(path: Path) -> None:
    found = pins(path.read_text())
    assert found
    for pin in found:
        assert re.match(r"[a-z0-9-]+==[\w.]+ \\\n", pin), pin
        assert "--hash=sha256:" in pin


def test_every_npm_package_is_pinned_by_its_hash_where_it_can_be_had() -> None:
    packages = json.loads(PACKAGE_LOCK.read_text())["packages"]
    without = {name for name, pin in packages.items() if name and "integrity" not in pin}
    # The registry that the lock file was made from does not carry workerd for these systems.
    assert without == {
        f"node_modules/@cloudflare/workerd-{system}"
        for system in ("darwin-64", "darwin-arm64", "windows-64")
    }


@pytest.mark.parametrize(
    "path",
    [
        *REQUIREMENTS,
        PACKAGE_LOCK,
        ROOT / "package.json",
        ROOT / ".npmrc",
        ROOT / "requirements" / "dev.in",
        ROOT / "requirements" / "worker.in",
    ],
    ids=lambda path: path.name,
)
def test_no_file_names_a_registry(path: Path) -> None:
    text = path.read_text()
    assert REGISTRIES.search(text) is None
    assert re.search(r"^\s*(-i|--index-url|--extra-index-url|--find-links)\b", text, re.M) is None


def test_direct_npm_dependencies_are_exact() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    for version in package["devDependencies"].values():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
