"""Which function answers which question, and how a failure becomes an answer."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any

from durable.browse import changes, files, grep, log, people, places, refs, spots, statistics
from durable.browse.reading import Reading
from durable.contract import blame as asked_blame
from durable.contract import changes as asked_changes
from durable.contract import copies as asked_copies
from durable.contract import files as asked_files
from durable.contract import history as asked_history
from durable.contract import merging as asked_merging
from durable.contract import places as asked_places
from durable.contract import protection as asked_protection
from durable.contract import pulls as asked_pulls
from durable.contract import refs as asked_refs
from durable.contract import search as asked_search
from durable.contract import statistics as asked_statistics
from durable.contract import writing as asked
from durable.contract.message import Ask, Failed, Failure, Message, Reason
from durable.merging import merge, picking, rebase
from durable.past import blame, last_commits, lines, paths
from durable.storage import Storage
from durable.writing import heads, protecting, pulls, taking, undoing
from durable.writing import objects as written
from durable.writing import refs as moved
from git.errors import GitError, LimitExceeded, MissingObject, WrongType

Answering = Callable[[Reading, Any], Message | Generator[None, None, Message]]
"""What takes long is a generator, and pauses so that others may run."""

READERS: dict[type, Answering] = {
    asked_refs.ReadSummary: refs.read_summary,
    asked_refs.ListRefs: refs.list_refs,
    asked_refs.ListNames: refs.list_names,
    asked_refs.ReadRef: refs.read_ref,
    asked_refs.ResolveRev: refs.resolve_rev,
    asked_refs.ReadReflog: refs.read_reflog,
    asked_copies.ReadTips: taking.read_tips,
    asked_protection.ReadRules: protecting.read_rules,
    asked_files.ReadTree: files.read_tree,
    asked_files.ListPaths: paths.list_paths,
    asked_files.ReadPath: files.read_path,
    asked_files.ReadBlob: files.read_blob,
    asked_files.ReadCommit: files.read_commit,
    asked_files.ReadTag: files.read_tag,
    asked_files.ReadReadme: files.read_readme,
    asked_places.ReadPlace: places.read_place,
    asked_places.SplitRev: spots.split_rev,
    asked_history.ReadLog: log.read_log,
    asked_history.ReadLastCommits: last_commits.read_last_commits,
    asked_blame.ReadBlame: blame.read_blame,
    asked_history.ReadDivergences: lines.read_divergences,
    asked_history.ReadGraphPage: lines.read_graph_page,
    asked_history.ReadDivergence: log.read_divergence,
    asked_history.ReadContributors: people.read_contributors,
    asked_changes.ReadChanges: changes.read_changes,
    asked_merging.PreviewMerge: merge.preview_merge,
    asked_search.Grep: grep.grep,
    asked_statistics.ReadLanguages: statistics.read_languages,
    asked_statistics.ReadStatistics: statistics.read_statistics,
}

WRITERS: dict[type, Answering] = {
    asked.WriteBlob: written.write_blob,
    asked.WriteTree: written.write_tree,
    asked.WriteCommit: written.write_commit,
    asked.WriteTag: written.write_tag,
    asked.CommitFiles: written.commit_files,
    asked_merging.Merge: merge.merge,
    asked_merging.CherryPick: picking.cherry_pick,
    asked_merging.Revert: picking.revert,
    asked_merging.Rebase: rebase.rebase,
    asked.CreateRef: moved.create_ref,
    asked.MoveRef: moved.move_ref,
    asked.DeleteRef: moved.delete_ref,
    asked.RenameBranch: moved.rename_branch,
    asked_pulls.KeepHead: pulls.keep_head,
    asked.PutRef: moved.put_ref,
    asked.SetHead: heads.set_head,
    asked.DetachHead: heads.detach_head,
    asked.RestoreRef: undoing.restore_ref,
    asked.UndoPush: undoing.undo_push,
}

SETTERS: dict[type, Answering] = {
    asked_protection.SetRule: protecting.set_rule,
    asked_protection.DropRule: protecting.drop_rule,
}
"""What takes the right to administer, and changes nothing that Git sees."""

_REASONS: dict[type[GitError], Reason] = {
    LimitExceeded: Reason.TOO_LARGE,
    MissingObject: Reason.NOT_FOUND,
    WrongType: Reason.WRONG_TYPE,
}


def answer(storage: Storage, ask: Ask, now: int) -> Generator[None, None, Message]:
    """The answer, or the Failure that says why there is none; raises only for what is broken.

    With pauses in which others may run. `now` in seconds since 1970.
    """
    try:
        reading = Reading(storage, ask.caller, now)
        found = _find_answering(ask)(reading, ask.question)
        if not isinstance(found, Generator):
            return found
        with storage.reading(), storage.pushing():
            return (yield from found)
    except Failed as failed:
        return failed.failure
    except GitError as error:
        return Failure(_REASONS.get(type(error), Reason.INVALID), str(error))


def is_writing(ask: Ask) -> bool:
    """Whether an answer to it may be news to the forge; what the forge did itself is not."""
    kind = type(ask.question)
    return kind in (*WRITERS, asked_copies.TakeFrom) and kind is not asked_pulls.KeepHead


def _find_answering(ask: Ask) -> Answering:
    kind = type(ask.question)
    if kind in READERS:
        return READERS[kind]
    if kind in SETTERS and ask.caller.is_admin:
        return SETTERS[kind]
    if kind in SETTERS or not ask.caller.may_write:
        right = "administer" if kind in SETTERS else "write"
        raise Failed(Reason.REFUSED, f"This takes the right to {right}.")
    return WRITERS[kind]
