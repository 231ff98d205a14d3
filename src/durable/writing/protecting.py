"""The rules about refs, read and set."""

from __future__ import annotations

from durable.browse.reading import Reading
from durable.contract.message import Failed, Reason
from durable.contract.protection import DropRule, ReadRules, Rules, SetRule
from durable.protection import find_rule


def read_rules(reading: Reading, question: ReadRules) -> Rules:
    rules = reading.storage.protection.rules()
    if not question.refname:
        return Rules(rules)
    rule = find_rule(rules, question.refname)
    return Rules((rule,) if rule else ())


def set_rule(reading: Reading, question: SetRule) -> Rules:
    protection = reading.storage.protection
    protection.put(question.rule)
    return Rules(protection.rules())


def drop_rule(reading: Reading, question: DropRule) -> Rules:
    protection = reading.storage.protection
    if not protection.drop(question.pattern):
        raise Failed(Reason.NOT_FOUND, "There is no such rule.", "pattern")
    return Rules(protection.rules())
