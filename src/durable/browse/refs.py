"""HEAD, refs, what a rev means, and what happened to refs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import islice, takewhile

from durable.browse.reading import Reading
from durable.browse.revs import resolve_object
from durable.contract.message import Failed, Reason
from durable.contract.protection import Rule
from durable.contract.refs import (
    ListNames,
    ListRefs,
    Name,
    NameOrder,
    NamePage,
    ReadRef,
    ReadReflog,
    ReadSummary,
    RefInfo,
    ReflogEntry,
    ReflogPage,
    RefPage,
    Resolved,
    ResolveRev,
    Summary,
)
from durable.protection import find_rule
from durable.reflog import Push
from git import tag as tags
from git.objects import ObjectType
from git.oid import ObjectId
from git.refs import Ref
from git.version import Version, find_version

MAX_REFS = 5_000
"""Refs in one answer; each is some hundred bytes of JSON."""

MAX_SORTED = 20_000
"""Refs that are put in order of time or version: about a fifth of a second."""

MAX_REFLOG = 1_000
"""Entries in one answer of the reflog, or read to find those of one ref."""


def read_summary(reading: Reading, _question: ReadSummary) -> Summary:
    storage = reading.storage
    target = storage.refs.head_target()
    return Summary(
        head_target=target,
        head_oid=storage.refs.find(target),
        branches=_count(reading, b"refs/heads/"),
        tags=_count(reading, b"refs/tags/"),
        packed=sum(pack.body_size for pack in storage.packs.live()),
        detached=storage.refs.detached(),
    )


def list_refs(reading: Reading, question: ListRefs) -> RefPage:
    limit = min(question.limit, MAX_REFS)
    refs = reading.storage.refs.iter_prefixed(question.prefix)
    chosen = list(islice(refs, question.skip, question.skip + limit))
    described = (_describe(reading, ref, with_commit=question.with_commits) for ref in chosen)
    rules = reading.storage.protection.rules()
    return RefPage(tuple(_mark(ref, rules) for ref in described), _count(reading, question.prefix))


def list_names(reading: Reading, question: ListNames) -> NamePage:
    refs = reading.storage.refs
    head, total = refs.head_target(), refs.count(question.prefix)
    is_sorted = bool(question.only) or total <= MAX_SORTED
    found = refs.iter_prefixed(question.only or question.prefix)
    if question.only:
        chosen = [ref for ref in islice(found, 1) if ref.refname == question.only]
    else:
        ordered = _ordered(reading, found, question.order) if is_sorted else found
        limit = min(question.limit, MAX_REFS)
        chosen = list(islice(ordered, question.skip, question.skip + limit))
    rules = reading.storage.protection.rules()
    names = tuple(_name(reading, ref, rules) for ref in chosen)
    return NamePage(names, total, head, is_sorted)


def _ordered(reading: Reading, refs: Iterable[Ref], order: NameOrder) -> list[Ref]:
    graph, head = reading.graph, reading.storage.refs.head_target()

    def age(ref: Ref) -> tuple[int, bytes]:
        number = graph.find(ref.peeled or ref.oid)
        return (0 if number is None else -graph.times[number], ref.refname)

    ordered = sorted(refs, key=age)
    if order is NameOrder.VERSION:
        ordered.sort(key=_rank, reverse=True)
    ordered.sort(key=lambda ref: ref.refname != head)
    return ordered


def _rank(ref: Ref) -> tuple[int] | tuple[int, Version]:
    version = find_version(ref.refname.removeprefix(b"refs/tags/"))
    return (0,) if version is None else (1 + version.is_final, version)


def _name(reading: Reading, ref: Ref, rules: Sequence[Rule]) -> Name:
    info = _mark(_describe(reading, ref, with_commit=True), rules)
    if info.object_type is not ObjectType.TAG:
        return Name(info)
    return Name(info, tags.decode(reading.storage.objects.read(ref.oid, ObjectType.TAG)))


def read_ref(reading: Reading, question: ReadRef) -> RefInfo:
    refs = reading.storage.refs
    found = next(islice(refs.iter_prefixed(question.refname), 1), None)
    if found is None or found.refname != question.refname:
        raise Failed(Reason.NOT_FOUND, "There is no such ref.", "ref")
    described = _describe(reading, found, with_commit=question.with_commit)
    return _mark(described, reading.storage.protection.rules())


def resolve_rev(reading: Reading, question: ResolveRev) -> Resolved:
    oid, meaning = resolve_object(reading, question.rev)
    object_type = _type_of(reading, oid)
    peeled = reading.peel(oid, None)
    is_commit = reading.find_type(peeled) is ObjectType.COMMIT
    return Resolved(oid, object_type, meaning.refname, peeled if is_commit else None)


def read_reflog(reading: Reading, question: ReadReflog) -> ReflogPage:
    reflog, number = reading.storage.reflog, question.number
    pushes = reflog.iter_newest(number + 1) if number else reflog.iter_newest()
    entries = (
        entry
        for push in takewhile(lambda push: not number or push.number == number, pushes)
        if (entry := _entry_of(push, question.refname)).updates
    )
    limit = min(question.limit, MAX_REFLOG)
    found = list(islice(entries, question.skip, question.skip + limit + 1))
    return ReflogPage(tuple(found[:limit]), len(found) > limit)


def _entry_of(push: Push, refname: bytes) -> ReflogEntry:
    updates = tuple(each for each in push.updates if not refname or each.refname == refname)
    return ReflogEntry(push.number, push.actor, push.created, updates)


def _mark(ref: RefInfo, rules: Sequence[Rule]) -> RefInfo:
    return ref if find_rule(rules, ref.refname) is None else replace(ref, is_protected=True)


def _describe(reading: Reading, ref: Ref, *, with_commit: bool) -> RefInfo:
    info = RefInfo(ref.refname, ref.oid, _type_of(reading, ref.oid), ref.peeled)
    if not with_commit:
        return info
    peeled = ref.peeled or ref.oid
    if reading.graph.find(peeled) is None:
        return info
    return RefInfo(
        info.refname, info.oid, info.object_type, info.peeled, reading.commit_info(peeled)
    )


def _type_of(reading: Reading, oid: ObjectId) -> ObjectType:
    object_type = reading.find_type(oid)
    if object_type is None:
        raise Failed(Reason.NOT_FOUND, f"object {oid.hex()} is not here", "ref")
    return object_type


def _count(reading: Reading, prefix: bytes) -> int:
    return reading.storage.refs.count(prefix)
