"""Questions by which one repository takes from another, as a fork does."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.message import Answer, Question
from git.oid import ObjectId
from git.protocol.receive_pack import RefUpdate


@dataclass(frozen=True, slots=True)
class Tips(Answer):
    """What makes a new repository's refs like these; `head_target` is the branch of HEAD."""

    head_target: bytes
    updates: tuple[RefUpdate, ...]


@dataclass(frozen=True, slots=True)
class ReadTips(Question[Tips]):
    """Branches and tags, or HEAD's branch alone."""

    default_branch_only: bool = False


@dataclass(frozen=True, slots=True)
class Taken(Answer):
    """`size` in bytes of the packs that are here now."""

    size: int


@dataclass(frozen=True, slots=True)
class TakeFrom(Question[Taken]):
    """Fetch what `updates` lead to from another repository, and carry them out, all or none.

    `store` names the other, which `has` what is here already. With `head_target` HEAD, of a
    repository without branches, comes to stand for that branch. With `is_of_forge` also those
    refs move that the forge alone writes.
    """

    store: str
    updates: tuple[RefUpdate, ...]
    has: tuple[ObjectId, ...] = ()
    head_target: bytes = b""
    is_of_forge: bool = False
