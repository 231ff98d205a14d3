"""What can be wrong with a blob called `.gitmodules`, which clients obey when they clone.

Each rule answers a way in which a name, URL, path or update command became a program of the
attacker's: names with `..` (CVE-2018-11235), a leading dash (CVE-2018-17456), a newline or an
empty host before a credential helper (CVE-2020-5260, CVE-2020-11008), `update = !command`.
Follows `fsck_gitmodules_fn` of Git's fsck.c, but refuses a carriage return in a URL or path too
(CVE-2025-48384), and a NUL in a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from git import config_file
from git.config_file import ConfigFormatError, Variable
from git.fsck.rule import CLEAN, Finding, Findings, Rule, quote

MAX_SIZE = 2 * 1024 * 1024
"""Bytes; over ten thousand submodules fit, and the worst text of that size takes a second or two.
A larger file is `gitmodulesLarge`; Git draws that line at half a gigabyte."""

_BAD_NAME = re.compile(rb"\A\Z|\0|(?:\A|[/\\])\.\.(?:\Z|[/\\])")

_NEWLINE = re.compile(rb"[\r\n]|%0[ad]", re.IGNORECASE)
_CLIMBS_INTO_HOST = re.compile(rb"(?:\./)*+\.\./(?:\.\.?/)*+[:/]")
_FETCHED_BY_CURL = re.compile(
    rb"(?:https?|ftps?)::(?P<helper>.*)|(?P<plain>(?:https?|ftps?)://.*)", re.DOTALL
)
_UP_TO_HOST = re.compile(rb"(?:(?!://).)++://(?:[^@/?#]*+@)?+[^/?#]", re.DOTALL)


def check(data: bytes | None) -> Findings:
    """`data` is the blob, or None if it is too large to be held."""
    if data is None or len(data) > MAX_SIZE:
        return Findings((Finding(Rule.GITMODULES_LARGE, ".gitmodules too large to parse"),))
    found: dict[Rule, Finding] = {}
    try:
        for variable in config_file.iter_variables(data):
            for finding in _examine(variable):
                found.setdefault(finding.rule, finding)
    except ConfigFormatError as error:
        text = f"could not parse gitmodules blob: {error}"
        found[Rule.GITMODULES_PARSE] = Finding(Rule.GITMODULES_PARSE, text)
    return Findings(tuple(found.values())) if found else CLEAN


def _examine(variable: Variable) -> list[Finding]:
    name = _submodule_name(variable)
    if name is None:
        return []
    found: list[Finding] = []
    if _BAD_NAME.search(name):
        found.append(Finding(Rule.GITMODULES_NAME, f"disallowed submodule name: {quote(name)}"))
    if variable.key in _VALUE_RULES and variable.value is not None:
        rule, what, is_bad = _VALUE_RULES[variable.key]
        # Git keeps C strings: what follows a NUL is not there.
        value = variable.value.partition(b"\0")[0]
        if is_bad(value):
            found.append(Finding(rule, f"disallowed submodule {what}: {quote(value)}"))
    return found


def _submodule_name(variable: Variable) -> bytes | None:
    """The old spelling `[submodule.name]` counts, and both together."""
    heading = variable.section
    if variable.subsection is not None:
        heading += b"." + variable.subsection
    return heading.removeprefix(b"submodule.") if heading.startswith(b"submodule.") else None


def _is_bad_url(url: bytes) -> bool:
    if url.startswith(b"-"):
        return True
    if url.startswith((b"./", b"../", b"git://")):
        return bool(_NEWLINE.search(url) or _CLIMBS_INTO_HOST.match(url))
    by_curl = _FETCHED_BY_CURL.match(url)
    if not by_curl:
        return False
    target = by_curl["plain"] if by_curl["helper"] is None else by_curl["helper"]
    return bool(_NEWLINE.search(target)) or not _UP_TO_HOST.match(target)


def _is_bad_path(path: bytes) -> bool:
    return path.startswith(b"-") or b"\r" in path


def _is_command(update: bytes) -> bool:
    return update.startswith(b"!")


_VALUE_RULES: dict[bytes, tuple[Rule, str, Callable[[bytes], bool]]] = {
    b"url": (Rule.GITMODULES_URL, "url", _is_bad_url),
    b"path": (Rule.GITMODULES_PATH, "path", _is_bad_path),
    b"update": (Rule.GITMODULES_UPDATE, "update setting", _is_command),
}
