"""What an address or a body about pull requests names: one of them, or branches for a new one."""

from __future__ import annotations

from api.issues.acting import read_number
from api.v3.call import Call, problem
from durable.contract.copies import TakeFrom
from durable.contract.history import ReadDivergence
from durable.contract.message import Caller, Failure, Message, Question
from durable.contract.pulls import KeepHead, head_refname, staging_refname
from durable.contract.refs import ReadRef
from forge.access import Action, Decision, authorize
from forge.errors import InvalidValue
from forge.lifecycle.forks import find_fork
from forge.names import find_repository_name
from forge.owners import find_owner
from forge.pulls.creation import Branches
from forge.pulls.pull import Pull, read_pull
from forge.repositories import Repository, find_repository
from git.oid import ZERO_OID, ObjectId
from git.protocol.receive_pack import RefUpdate
from replies import Refused


async def find_pull(call: Call) -> Pull:
    """The one in `{number}`."""
    number = read_number(call, "number", "pull request")
    return await read_pull(call.ports.database, call.target.id, number)


async def read_branches(call: Call) -> Branches:
    """Base and head of the body, with the head's commits in the repository of the base."""
    base = await read_base(call)
    repository, branch = await _find_head(call)
    if repository.id == call.target.id and branch == call.text("base"):
        raise InvalidValue("head", "must be another branch than the base")
    head = await _read_tip(call, repository, branch, "head")
    branches = Branches(call.text("base"), base.hex(), repository, branch, head.hex())
    if repository.id != call.target.id:
        await _take_over(call, branches)
    await _check_commits(call, branches)
    return branches


async def read_base(call: Call) -> ObjectId:
    """Where the branch in `base` is."""
    return await _read_tip(call, call.target, call.text("base"), "base")


async def find_tip(call: Call, pull: Pull) -> ObjectId | None:
    """Where the branch of the head is; None when it is gone."""
    repository = pull.head.repository
    if repository is None:
        return None
    refname = b"refs/heads/" + pull.head.branch.encode("utf-8", "surrogateescape")
    caller = Caller(call.actor.label)
    found = await call.ports.repositories.ask(repository.store_name, caller, ReadRef(refname))
    return None if isinstance(found, Failure) else found.oid


async def keep_head(call: Call, pull: Pull, tip: ObjectId) -> None:
    """Have the ref of the pull request lead there, with all that belongs to it."""
    repository, number = pull.head.repository, pull.issue.number
    question: Question[Message] = KeepHead(number, tip)
    if repository is not None and repository.id != call.target.id:
        old = ObjectId(bytes.fromhex(pull.head.hex_oid))
        update = RefUpdate(head_refname(number), old, tip)
        question = TakeFrom(repository.store_name, (update,), has=(old,), is_of_forge=True)
    caller = Caller(call.actor.label, may_write=True)
    kept = await call.ports.repositories.ask(call.target.store_name, caller, question)
    if isinstance(kept, Failure):
        raise Refused(problem(409, kept.message))


async def _find_head(call: Call) -> tuple[Repository, str]:
    """The repository and the branch that `head`, and perhaps `head_repo`, name."""
    owner, colon, branch = call.text("head").rpartition(":")
    if call.text("head_repo"):
        owner_name, _, name = call.text("head_repo").rpartition("/")
        found = await _find_repository(call, owner_name or owner, name)
    elif not colon or owner.lower() == call.target.name.owner.lower():
        found = call.target
    elif "/" in owner:
        found = await _find_repository(call, *owner.split("/", 1))
    else:
        found = await _find_fork(call, owner)
    if found is None or authorize(call.actor, Action.READ, found) is not Decision.ALLOWED:
        raise InvalidValue("head", "is in no repository that could be seen")
    return found, branch


async def _find_repository(call: Call, owner: str, name: str) -> Repository | None:
    wanted = find_repository_name(owner, name)
    return wanted and await find_repository(call.ports.database, wanted, call.actor.user)


async def _find_fork(call: Call, owner_name: str) -> Repository | None:
    """The fork that somebody has of this repository."""
    user = call.actor.user
    if user is None or find_repository_name(owner_name, "x") is None:
        return None
    owner = await find_owner(call.ports.database, owner_name, user)
    return owner and await find_fork(call.ports.database, call.target, owner, user)


async def _read_tip(call: Call, repository: Repository, branch: str, field: str) -> ObjectId:
    caller = Caller(call.actor.label)
    refname = b"refs/heads/" + branch.encode("utf-8", "surrogateescape")
    found = await call.ports.repositories.ask(repository.store_name, caller, ReadRef(refname))
    if isinstance(found, Failure):
        raise InvalidValue(field, f"is no branch of {repository.name}")
    return found.oid


async def _take_over(call: Call, branches: Branches) -> None:
    """Fetch the head's commits from where they are."""
    base, head = (ObjectId(bytes.fromhex(oid)) for oid in (branches.base_oid, branches.head_oid))
    update = RefUpdate(staging_refname(head), ZERO_OID, head)
    store = branches.head_repository.store_name
    question = TakeFrom(store, (update,), has=(base,), is_of_forge=True)
    caller = Caller(call.actor.label, may_write=True)
    taken = await call.ports.repositories.ask(call.target.store_name, caller, question)
    if isinstance(taken, Failure) and not await _has(call, branches.head_oid):
        raise InvalidValue("head", f"could not be taken over: {taken.message}")


async def _has(call: Call, hex_oid: str) -> bool:
    """Whether the commit is in the repository already, as after a first try that broke off."""
    asked = ReadDivergence(hex_oid.encode(), hex_oid.encode())
    return not isinstance(await call.try_ask(asked), Failure)


async def _check_commits(call: Call, branches: Branches) -> None:
    asked = ReadDivergence(branches.base_oid.encode(), branches.head_oid.encode())
    apart = await call.ask(asked)
    if apart.merge_base is None:
        raise InvalidValue("head", "has no history in common with the base")
    if not apart.ahead:
        shown = f"{branches.base_branch} and {branches.head_branch}"
        raise Refused(problem(422, f"There are no commits between {shown}.", "head"))
