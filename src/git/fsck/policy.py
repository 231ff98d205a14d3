"""What a repository makes of findings: which refuse a push, which are only told.

By default it is what `git receive-pack` does with `receive.fsckObjects`: checks are strict, so
that a warning refuses too. A repository with an old history relaxes rules by their ids, as with
`receive.fsck.<id>`, or names objects to be spared, as with `receive.fsck.skipList`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from git.errors import GitError, LimitExceeded
from git.fsck.rule import RULE_BY_ID, STRUCTURAL, Finding, Findings, Rule, Severity
from git.objects import ObjectType
from git.oid import ObjectId

MAX_SKIPPED = 10_000
"""Objects on a skip list; the published lists for old public histories have under a hundred."""

_SEVERITY_BY_WORD = {
    "ignore": Severity.IGNORE,
    "warn": Severity.WARN,
    "error": Severity.ERROR,
}

_SKIP_LINE = re.compile(rb"\s*(?:([0-9a-fA-F]{40})\s*)?(?:#.*)?")


class InvalidPolicy(GitError):
    """A setting that cannot be followed."""


@dataclass(frozen=True, slots=True)
class Policy:
    severities: Mapping[Rule, Severity] = field(default_factory=dict[Rule, Severity])
    skipped: frozenset[ObjectId] = frozenset()

    def weigh(self, oid: ObjectId, rule: Rule) -> Severity:
        if rule in STRUCTURAL:
            return Severity.FATAL
        if oid in self.skipped:
            return Severity.IGNORE
        severity = self.severities.get(rule)
        if severity is not None:
            return severity
        return Severity.ERROR if rule.severity is Severity.WARN else rule.severity

    def refusals(self, oid: ObjectId, findings: Findings) -> list[Finding]:
        """The findings for which the push of the object is refused."""
        return [f for f in findings.found if self.weigh(oid, f.rule) >= Severity.ERROR]

    def warnings(self, oid: ObjectId, findings: Findings) -> list[Finding]:
        """The findings of which the person who pushes is told."""
        lightest, heaviest = Severity.INFO, Severity.WARN
        return [f for f in findings.found if lightest <= self.weigh(oid, f.rule) <= heaviest]


def decode(settings: Mapping[str, str], skip_list: bytes = b"") -> Policy:
    """The policy that a map from id to `ignore`, `warn` or `error`, and a skip list, describe."""
    severities = dict(_decode_setting(name, word) for name, word in settings.items())
    return Policy(severities, decode_skip_list(skip_list))


def decode_skip_list(text: bytes) -> frozenset[ObjectId]:
    """The ids in a text of one to a line; `#` begins a comment."""
    skipped: set[ObjectId] = set()
    for line in text.split(b"\n"):
        match = _SKIP_LINE.fullmatch(line)
        if not match:
            shown = line[:80].decode("utf-8", "backslashreplace")
            raise InvalidPolicy(f"not an object id on the skip list: {shown!r}")
        if match[1]:
            skipped.add(ObjectId(bytes.fromhex(match[1].decode("ascii"))))
        if len(skipped) > MAX_SKIPPED:
            raise LimitExceeded("number of objects on the skip list", MAX_SKIPPED)
    return frozenset(skipped)


def explain(object_type: ObjectType, oid: ObjectId, finding: Finding) -> str:
    """The refusal, for the person who pushes: what, which rule, and what can be done."""
    refusal = f"{object_type.label.decode()} {oid.hex()}: {finding}"
    if finding.rule in STRUCTURAL:
        return refusal
    return f"{refusal} (to take it as it is, push with -o fsck.{finding.rule.id}=warn)"


def _decode_setting(name: str, word: str) -> tuple[Rule, Severity]:
    rule = RULE_BY_ID.get(name.lower())
    if rule is None:
        raise InvalidPolicy(f"there is no object check called {name[:80]!r}")
    severity = _SEVERITY_BY_WORD.get(word)
    if severity is None:
        raise InvalidPolicy(f"'{rule.id}' can be ignore, warn or error, not {word[:80]!r}")
    if rule in STRUCTURAL and severity is not Severity.ERROR:
        raise InvalidPolicy(f"'{rule.id}' cannot be relaxed")
    return rule, severity
