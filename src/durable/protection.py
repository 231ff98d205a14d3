"""The rules of a repository about its refs.

They are kept with it, so that the transaction that moves refs sees them as they are then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from durable.contract import codec
from durable.contract.protection import Pushers, Rule, Rules
from durable.lineage import Lineage
from durable.refs import Refs
from durable.schema import find_setting, set_setting
from durable.sql import Sql
from git import ref_pattern
from git.errors import LimitExceeded
from git.oid import ObjectId
from git.protocol.receive_pack import Action, RefUpdate

MAX_RULES = 200
"""Every update of a push is held against them."""


class Protection:
    def __init__(self, sql: Sql) -> None:
        self._sql = sql

    def rules(self) -> tuple[Rule, ...]:
        kept = find_setting(self._sql, "rules")
        return codec.decode(kept, Rules).rules if isinstance(kept, bytes) else ()

    def put(self, rule: Rule) -> None:
        """InvalidPattern, or LimitExceeded where there are too many."""
        ref_pattern.parse(rule.pattern)
        rules = list(self.rules())
        for at, each in enumerate(rules):
            if each.pattern == rule.pattern:
                rules[at] = rule
                break
        else:
            rules.append(rule)
        if len(rules) > MAX_RULES:
            raise LimitExceeded("the number of rules", MAX_RULES)
        self._write(rules)

    def drop(self, pattern: bytes) -> bool:
        """Whether there was such a rule."""
        rules = self.rules()
        left = [each for each in rules if each.pattern != pattern]
        if len(left) < len(rules):
            self._write(left)
        return len(left) < len(rules)

    def rename(self, old: bytes, new: bytes) -> None:
        """A ref has another name: its own rule goes along, in the place of any that was there."""
        moved = [each for each in self.rules() if each.pattern == old]
        if moved:
            self.drop(old)
            self.put(replace(moved[0], pattern=new))

    def _write(self, rules: Sequence[Rule]) -> None:
        set_setting(self._sql, "rules", codec.encode(Rules(tuple(rules))))


def find_rule(rules: Sequence[Rule], refname: bytes) -> Rule | None:
    """The one that holds for a ref."""
    for rule in rules:
        if rule.pattern == refname:
            return rule
    return next((r for r in rules if ref_pattern.parse(r.pattern).matches(refname)), None)


class Guard:
    """Holds the updates of one push against the rules; inside the transaction that moves refs."""

    def __init__(
        self, rules: Sequence[Rule], refs: Refs, lineage: Lineage, *, is_admin: bool
    ) -> None:
        self._rules = rules
        self._refs = refs
        self._lineage = lineage
        self._is_admin = is_admin

    def find_objection(self, update: RefUpdate) -> str | None:
        """A sentence for who pushes, of what may not be done."""
        rule = find_rule(self._rules, update.refname)
        if rule is None or (self._is_admin and not rule.binds_admins):
            return None
        shown = update.refname.split(b"/", 2)[-1].decode("utf-8", "replace")
        problem = self._find_problem(rule, update)
        return None if problem is None else f"{shown} is protected: {problem}."

    def _find_problem(self, rule: Rule, update: RefUpdate) -> str | None:
        if rule.pushers is Pushers.NOBODY:
            return "nobody may push to it"
        if rule.pushers is Pushers.ADMINS and not self._is_admin:
            return "only administrators may push to it"
        if update.action is Action.DELETE:
            return None if rule.allows_deletion else "it may not be deleted"
        if not rule.allows_force and self._is_forced(update):
            return "it may only move forward, not be forced"
        merge = self._find_merge(update) if rule.is_linear else None
        return None if merge is None else f"its history is linear, and {merge.hex()} is a merge"

    def _is_forced(self, update: RefUpdate) -> bool:
        is_new = update.action is Action.CREATE
        return not is_new and not self._lineage.leads_to(update.new_oid, update.old_oid)

    def _find_merge(self, update: RefUpdate) -> ObjectId | None:
        """One that comes new to the branch, or, where that is new, to all branches."""
        if update.action is Action.UPDATE:
            return self._lineage.find_merge(update.new_oid, [update.old_oid])
        tips = [ref.oid for ref in self._refs.iter_prefixed(b"refs/heads/")]
        return self._lineage.find_merge(update.new_oid, tips)
