"""The shapes of answers, by the names that they have in the document."""

from __future__ import annotations

from api.v3.schema import Anything, Boolean, Integer, ListOf, Named, Nullable, Object, Schema, Text

MAX_NUMBER = 2**53 - 1

_TEXT = Text(2**31 - 1)
_NUMBER = Integer(0, MAX_NUMBER)
_OID = Text(40, is_hex_oid=True)


def _shape(name: str, /, **fields: Schema) -> Named:
    return Named(name, Object(fields, tuple(fields)))


PERSON = _shape("person", name=_TEXT, email=_TEXT, date=_TEXT)
LINK = _shape("link", sha=_OID, url=_TEXT)
GIT_COMMIT = _shape(
    "git-commit",
    sha=_OID,
    url=_TEXT,
    author=PERSON,
    committer=PERSON,
    message=_TEXT,
    tree=LINK,
    parents=ListOf(LINK),
    verification=Anything(),
)
COMMIT_ITEM = _shape(
    "commit-item",
    sha=_OID,
    url=_TEXT,
    html_url=_TEXT,
    commit=Object({"author": PERSON, "committer": PERSON, "message": _TEXT, "tree": LINK}),
    parents=ListOf(LINK),
)
FILE_CHANGE = _shape(
    "file-change",
    sha=Nullable(_OID),
    filename=_TEXT,
    status=Text(20, one_of=("added", "removed", "modified", "renamed", "changed")),
    additions=_NUMBER,
    deletions=_NUMBER,
    changes=_NUMBER,
    binary=Boolean(),
)
COMMIT = _shape(
    "commit",
    sha=_OID,
    url=_TEXT,
    commit=Anything(),
    parents=ListOf(LINK),
    stats=Object({"additions": _NUMBER, "deletions": _NUMBER, "total": _NUMBER}),
    files=ListOf(FILE_CHANGE),
)
COMPARISON = _shape(
    "comparison",
    status=Text(20, one_of=("diverged", "ahead", "behind", "identical")),
    ahead_by=_NUMBER,
    behind_by=_NUMBER,
    total_commits=_NUMBER,
    base_commit=COMMIT_ITEM,
    merge_base_commit=Nullable(COMMIT_ITEM),
    commits=ListOf(COMMIT_ITEM),
    files=ListOf(FILE_CHANGE),
)
CONTENT_ITEM = _shape(
    "content-item",
    name=_TEXT,
    path=_TEXT,
    sha=_OID,
    size=_NUMBER,
    type=Text(20, one_of=("file", "dir", "symlink", "submodule")),
    url=_TEXT,
)
GIT_BLOB = _shape("git-blob", sha=_OID, size=_NUMBER, content=_TEXT, encoding=_TEXT, url=_TEXT)
NEW_BLOB = _shape("new-blob", sha=_OID, url=_TEXT)
GIT_TREE = _shape(
    "git-tree",
    sha=_OID,
    url=_TEXT,
    truncated=Boolean(),
    tree=ListOf(
        Object(
            {"path": _TEXT, "mode": _TEXT, "type": _TEXT, "sha": _OID, "size": _NUMBER},
            ("path", "mode", "type", "sha"),
        )
    ),
)
GIT_REF = _shape(
    "git-ref",
    ref=_TEXT,
    url=_TEXT,
    object=Object({"type": _TEXT, "sha": _OID, "url": _TEXT}, ("type", "sha", "url")),
)
HEAD = _shape("head", ref=Nullable(_TEXT), sha=Nullable(_OID))
GIT_TAG = _shape(
    "git-tag", sha=_OID, tag=_TEXT, message=_TEXT, tagger=Nullable(PERSON), object=Anything()
)
BRANCH_ITEM = _shape("branch-item", name=_TEXT, commit=LINK, protected=Boolean())
BRANCH = _shape("branch", name=_TEXT, commit=COMMIT_ITEM, protected=Boolean())
TAG_ITEM = _shape("tag-item", name=_TEXT, commit=LINK, zipball_url=_TEXT, tarball_url=_TEXT)
CONTRIBUTOR = _shape("contributor", name=_TEXT, email=_TEXT, contributions=_NUMBER, type=_TEXT)
RESOLVED = _shape(
    "resolved", sha=_OID, type=_TEXT, ref=Nullable(_TEXT), commit=Nullable(_OID), url=_TEXT
)
MERGE_BASE = _shape(
    "merge-base", sha=Nullable(_OID), url=Nullable(_TEXT), ahead_by=_NUMBER, behind_by=_NUMBER
)
REFLOG_ENTRY = _shape(
    "reflog-entry",
    id=_NUMBER,
    actor=_TEXT,
    created_at=_TEXT,
    updates=ListOf(_shape("reflog-update", ref=_TEXT, before=Nullable(_OID), after=Nullable(_OID))),
)
FILE_COMMIT = _shape("file-commit", content=Nullable(CONTENT_ITEM), commit=GIT_COMMIT)
STATISTICS = _shape(
    "statistics",
    commits=_NUMBER,
    contributors=_NUMBER,
    files=_NUMBER,
    size=_NUMBER,
    branches=_NUMBER,
    tags=_NUMBER,
    objects=_NUMBER,
    packs=_NUMBER,
    packed=_NUMBER,
    is_complete=Boolean(),
)
_FLAG = Boolean()
_SWITCH = Object({"enabled": _FLAG}, ("enabled",))
BRANCH_PROTECTION = _shape(
    "branch-protection",
    url=_TEXT,
    enforce_admins=_SWITCH,
    required_linear_history=_SWITCH,
    allow_force_pushes=_SWITCH,
    allow_deletions=_SWITCH,
    pattern=_TEXT,
    pushers=_TEXT,
)
RULE = _shape(
    "rule",
    kind=Text(8, one_of=("branches", "tags")),
    pattern=_TEXT,
    pushers=Text(8, one_of=("write", "admin", "nobody")),
    allow_force_pushes=_FLAG,
    allow_deletions=_FLAG,
    required_linear_history=_FLAG,
    required_approvals=_NUMBER,
    enforce_admins=_FLAG,
)
_STAGE = Nullable(Object({"mode": _TEXT, "sha": _OID}, ("mode", "sha")))
MERGE_PREVIEW = _shape(
    "merge-preview",
    status=Text(20, one_of=("done", "up to date", "conflicts")),
    mergeable=Boolean(),
    fast_forward=Boolean(),
    base=_OID,
    head=_OID,
    merge_base=Nullable(_OID),
    tree=Nullable(_OID),
    complete=Boolean(),
    conflicts=ListOf(
        _shape(
            "conflict",
            path=_TEXT,
            kinds=ListOf(_TEXT),
            base=_STAGE,
            ours=_STAGE,
            theirs=_STAGE,
            content=Nullable(_TEXT),
            hunks=ListOf(
                _shape("conflict-hunk", ours=ListOf(_NUMBER, 2), theirs=ListOf(_NUMBER, 2))
            ),
        )
    ),
    remarks=ListOf(_shape("remark", kind=_TEXT, paths=ListOf(_TEXT), text=_TEXT)),
)
MERGED_UPSTREAM = _shape(
    "merged-upstream",
    message=_TEXT,
    merge_type=Text(20, one_of=("fast-forward", "none")),
    base_branch=_TEXT,
)
MATCHES = _shape(
    "matches",
    sha=_OID,
    complete=Boolean(),
    files=ListOf(
        _shape(
            "file-matches",
            path=_TEXT,
            sha=_OID,
            lines=ListOf(_shape("line", number=_NUMBER, text=_TEXT, match=Boolean())),
        )
    ),
)
