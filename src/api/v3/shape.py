"""Git's values in the shapes that GitHub's clients know; here bytes become text."""

from __future__ import annotations

import base64
from datetime import UTC, datetime

from api.v3.authors import NOBODY, Authors
from api.v3.urls import Urls
from durable.contract.changes import Changes, FileChange, FileStatus
from durable.contract.files import Blob, Gitlink, TagInfo, Tree, TreeEntry
from durable.contract.refs import CommitInfo, RefInfo
from git import commit as commits
from git.commit import Commit
from git.diff.mail import decode_text
from git.objects import ObjectType
from git.oid import ObjectId
from git.signature import Signature
from git.tree import EXECUTABLE, GITLINK, SYMLINK, TREE, is_tree
from replies import Json

MAX_YEAR_9999 = 253_402_300_799


def text_of(data: bytes) -> str:
    """Names and paths; bytes that are not UTF-8 are shown as such."""
    return data.decode("utf-8", "replace")


def time_of(seconds: int) -> str:
    within = seconds if 0 <= seconds <= MAX_YEAR_9999 else 0
    return datetime.fromtimestamp(within, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def person(signature: Signature, encoding: bytes | None = None) -> dict[str, Json]:
    return {
        "name": decode_text(signature.name, encoding),
        "email": decode_text(signature.email, encoding),
        "date": time_of(signature.seconds),
    }


def verification(commit: Commit) -> dict[str, Json]:
    """Signatures are shown; nobody's keys are known by which they could be checked."""
    signature = commit.gpgsig
    unsigned = commits.encode(commit) if signature else b""
    return {
        "verified": False,
        "reason": "unknown_key" if signature else "unsigned",
        "signature": text_of(signature) if signature else None,
        "payload": text_of(unsigned) if signature else None,
        "verified_at": None,
    }


def git_commit(info: CommitInfo, urls: Urls) -> dict[str, Json]:
    """A commit as the Git data API shows it."""
    commit, hex_oid = info.commit, info.oid.hex()
    return {
        "sha": hex_oid,
        "node_id": hex_oid,
        "url": urls.api("git", "commits", hex_oid),
        "html_url": urls.html("commit", hex_oid),
        "author": person(commit.author, commit.encoding),
        "committer": person(commit.committer, commit.encoding),
        "message": decode_text(commit.message, commit.encoding).rstrip("\n"),
        "tree": {"sha": commit.tree.hex(), "url": urls.api("git", "trees", commit.tree.hex())},
        "parents": [
            {
                "sha": parent.hex(),
                "url": urls.api("git", "commits", parent.hex()),
                "html_url": urls.html("commit", parent.hex()),
            }
            for parent in commit.parents
        ],
        "verification": verification(commit),
    }


def commit_item(info: CommitInfo, urls: Urls, authors: Authors = NOBODY) -> dict[str, Json]:
    """A commit as it stands in lists."""
    hex_oid = info.oid.hex()
    git = git_commit(info, urls)
    shown = ("author", "committer", "message", "tree", "verification")
    inner: dict[str, Json] = {name: git[name] for name in shown}
    return {
        "sha": hex_oid,
        "node_id": hex_oid,
        "url": urls.api("commits", hex_oid),
        "html_url": urls.html("commit", hex_oid),
        "comments_url": urls.api("commits", hex_oid, "comments"),
        "commit": inner | {"url": urls.api("git", "commits", hex_oid), "comment_count": 0},
        "author": authors.shape(info.commit.author),
        "committer": authors.shape(info.commit.committer),
        "parents": [
            {
                "sha": parent.hex(),
                "url": urls.api("commits", parent.hex()),
                "html_url": urls.html("commit", parent.hex()),
            }
            for parent in info.commit.parents
        ],
    }


def changed_file(each: FileChange, head: ObjectId, urls: Urls) -> dict[str, Json]:
    old, new = each.change.old, each.change.new
    path = text_of(each.change.path)
    present = new or old
    shown: dict[str, Json] = {
        "sha": present.oid.hex() if present else None,
        "filename": path,
        "status": each.status.value,
        "additions": each.additions,
        "deletions": each.deletions,
        "changes": each.additions + each.deletions,
        "binary": each.is_binary,
        "blob_url": urls.html("blob", head.hex(), path),
        "raw_url": urls.html("raw", head.hex(), path),
        "contents_url": f"{urls.api('contents', path)}?ref={head.hex()}",
    }
    if each.status is FileStatus.RENAMED and old is not None:
        shown["previous_filename"] = text_of(old.name)
    if each.hunks and not each.is_binary:
        at = each.hunks.find(b"@@ ")
        if at >= 0:
            shown["patch"] = text_of(each.hunks[at:]).removesuffix("\n")
    return shown


def stats(changes: Changes) -> dict[str, Json]:
    additions = sum(each.additions for each in changes.files)
    deletions = sum(each.deletions for each in changes.files)
    return {"additions": additions, "deletions": deletions, "total": additions + deletions}


def git_tree(tree: Tree, urls: Urls) -> dict[str, Json]:
    return {
        "sha": tree.oid.hex(),
        "url": urls.api("git", "trees", tree.oid.hex()),
        "tree": [_tree_entry(entry, urls) for entry in tree.entries],
        "truncated": not tree.is_complete,
    }


_KINDS = {TREE: "tree", GITLINK: "commit"}
_FOLDERS = {"tree": "trees", "commit": "commits", "blob": "blobs"}


def _tree_entry(entry: TreeEntry, urls: Urls) -> dict[str, Json]:
    kind = _KINDS.get(entry.mode, "blob")
    shown: dict[str, Json] = {
        "path": text_of(entry.path),
        "mode": f"{entry.mode:06o}",
        "type": kind,
        "sha": entry.oid.hex(),
        "url": urls.api("git", _FOLDERS[kind], entry.oid.hex()),
    }
    return shown if entry.size is None else shown | {"size": entry.size}


def git_blob(blob: Blob, urls: Urls) -> dict[str, Json]:
    return {
        "sha": blob.oid.hex(),
        "node_id": blob.oid.hex(),
        "size": blob.size,
        "url": urls.api("git", "blobs", blob.oid.hex()),
        "content": base64_of(blob.content or b""),
        "encoding": "base64",
    }


def base64_of(content: bytes) -> str:
    """In lines, as GitHub and MIME have it."""
    return base64.encodebytes(content).decode()


def git_ref(ref: RefInfo, urls: Urls) -> dict[str, Json]:
    kind = ref.object_type.label.decode()
    name = text_of(ref.refname)
    return {
        "ref": name,
        "node_id": name,
        "url": urls.api("git", name),
        "object": {
            "type": kind,
            "sha": ref.oid.hex(),
            "url": urls.api("git", f"{kind}s", ref.oid.hex()),
        },
    }


def git_tag(info: TagInfo, urls: Urls) -> dict[str, Json]:
    tag, hex_oid = info.tag, info.oid.hex()
    kind = tag.target_type.label.decode()
    return {
        "node_id": hex_oid,
        "sha": hex_oid,
        "url": urls.api("git", "tags", hex_oid),
        "tag": text_of(tag.name),
        "message": text_of(tag.message).rstrip("\n"),
        "tagger": person(tag.tagger) if tag.tagger else None,
        "object": {
            "type": kind,
            "sha": tag.target.hex(),
            "url": urls.api("git", f"{kind}s", tag.target.hex()),
        },
        "verification": {
            "verified": False,
            "reason": "unsigned",
            "signature": None,
            "payload": None,
            "verified_at": None,
        },
    }


def branch(ref: RefInfo, urls: Urls) -> dict[str, Json]:
    """A branch as it stands in lists."""
    name = text_of(ref.refname.removeprefix(b"refs/heads/"))
    return {
        "name": name,
        "commit": {"sha": ref.oid.hex(), "url": urls.api("commits", ref.oid.hex())},
        "protected": ref.is_protected,
    }


def tag_item(ref: RefInfo, urls: Urls) -> dict[str, Json]:
    """A tag as it stands in lists."""
    name = text_of(ref.refname.removeprefix(b"refs/tags/"))
    hex_oid = (ref.peeled or ref.oid).hex()
    return {
        "name": name,
        "node_id": text_of(ref.refname),
        "commit": {"sha": hex_oid, "url": urls.api("commits", hex_oid)},
        "zipball_url": urls.api("zipball", text_of(ref.refname)),
        "tarball_url": urls.api("tarball", text_of(ref.refname)),
        "annotated": ref.object_type is ObjectType.TAG,
    }


def content(path: bytes, what: Blob | Gitlink, rev: str, urls: Urls) -> dict[str, Json]:
    """A file, link or submodule at its path."""
    if isinstance(what, Gitlink):
        shown = content_item(TreeEntry(path, GITLINK, what.oid, 0), b"", rev, urls)
        return shown | {"submodule_git_url": text_of(what.url) if what.url else None}
    shown = content_item(TreeEntry(path, what.mode, what.oid, what.size), b"", rev, urls)
    if what.mode == SYMLINK:
        return shown | {"target": text_of(what.content or b"")}
    if what.content is None:
        return shown | {"content": "", "encoding": "none"}
    return shown | {"content": base64_of(what.content), "encoding": "base64"}


def content_item(entry: TreeEntry, folder: bytes, rev: str, urls: Urls) -> dict[str, Json]:
    path = text_of(b"/".join(filter(None, (folder, entry.path))))
    kind = "dir" if is_tree(entry.mode) else "submodule" if entry.mode == GITLINK else "file"
    if entry.mode == SYMLINK:
        kind = "symlink"
    page = "tree" if kind == "dir" else "blob"
    hex_oid = entry.oid.hex()
    url = f"{urls.api('contents', path)}?ref={rev}"
    git_url = urls.api("git", "trees" if kind == "dir" else "blobs", hex_oid)
    html_url = urls.html(page, rev, path)
    return {
        "name": path.rpartition("/")[2],
        "path": path,
        "sha": hex_oid,
        "size": entry.size or 0,
        "type": kind,
        "executable": entry.mode == EXECUTABLE,
        "url": url,
        "html_url": html_url,
        "git_url": git_url,
        "download_url": urls.html("raw", rev, path) if kind == "file" else None,
        "_links": {"self": url, "git": git_url, "html": html_url},
    }
