"""Rules about refs, which hold for pushes and for what is written without one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from durable.contract.message import Answer, Question


class Pushers(Enum):
    """Who may move a protected ref at all."""

    WRITERS = "write"
    ADMINS = "admin"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Rule(Answer):
    """What holds for the refs whose full names match `pattern` (`git.ref_pattern`).

    `is_linear`: what comes may hold no merges. `reviews`: how many must approve before a pull
    request is merged into it. Administrators are held to it only if it `binds_admins`.
    """

    pattern: bytes
    pushers: Pushers = Pushers.WRITERS
    allows_force: bool = False
    allows_deletion: bool = False
    is_linear: bool = False
    reviews: int = 0
    binds_admins: bool = False


@dataclass(frozen=True, slots=True)
class Rules(Answer):
    """In the order in which they were made.

    Of several that match a ref the first holds, but before them all the one whose pattern is the
    ref's name.
    """

    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class ReadRules(Question[Rules]):
    """All, or with `refname` the one that holds for it, if any."""

    refname: bytes = b""


@dataclass(frozen=True, slots=True)
class SetRule(Question[Rules]):
    """Make a rule, or put it in the place of the one with its pattern."""

    rule: Rule


@dataclass(frozen=True, slots=True)
class DropRule(Question[Rules]):
    pattern: bytes
