"""Questions that begin with an address: a rev and a path in one, as they stand in a URL."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.files import Blob, Gitlink, Readme, Tree
from durable.contract.history import Divergence
from durable.contract.message import Answer, Question
from durable.contract.refs import CommitInfo
from git.oid import ObjectId


@dataclass(frozen=True, slots=True)
class Spot(Answer):
    """What a URL means: a rev as it stands there, and a path below it, without slashes around.

    `refname` is the ref that `rev` begins with, None when it begins with an oid.
    """

    rev: bytes
    path: bytes
    refname: bytes | None
    commit_oid: ObjectId


@dataclass(frozen=True, slots=True)
class Unborn(Answer):
    """There is nothing at HEAD, because its branch has no commit yet.

    With neither branches nor tags the repository is empty.
    """

    head_target: bytes
    branches: int
    tags: int


@dataclass(frozen=True, slots=True)
class Place(Answer):
    """A folder, file or submodule, and what its page shows around it.

    `what` tells kinds apart: of a Blob, `mode` says whether it is executable or a symbolic link,
    and its content is then where the link leads. `commit` is what the rev leads to.
    """

    spot: Spot
    commit: CommitInfo
    what: Tree | Blob | Gitlink
    head_target: bytes
    branches: int
    tags: int
    readme: Readme | None = None
    divergence: Divergence | None = None
    """From HEAD's branch: how far the commit is ahead and behind."""
    branch_names: tuple[bytes, ...] = ()
    tag_names: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPlace(Question[Place | Unborn]):
    """All of the page of a folder, file or submodule.

    `spot` is what follows `/tree/` or `/blob/` in the URL: `feature/x/src/a.py`. The longest ref
    that it begins with is the rev; else its first part is, as an oid, an abbreviation, or what
    else `git rev-parse` takes. Nothing means HEAD's branch. `limit` bounds, in bytes, the content
    of a file or README that comes along; `max_entries` those of a folder; `max_names` the first
    names of branches, and of tags, without `refs/heads/` and `refs/tags/`.
    """

    spot: bytes = b""
    limit: int = 0
    max_entries: int = 1_000
    with_readme: bool = False
    with_divergence: bool = False
    max_names: int = 0


@dataclass(frozen=True, slots=True)
class SplitRev(Question[Spot | Unborn]):
    """The rev and path of a `spot`, as in ReadPlace, for pages that ask on by them."""

    spot: bytes = b""
