"""The rows of a folder's page."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from durable.contract.files import TreeEntry
from git import tree as trees
from web.code.where import CommitLine
from web.urls import RepositoryUrls, text_of

_SSH = "git@"


@dataclass(frozen=True, slots=True)
class Row:
    """`kind` is folder, file, executable, symlink or submodule; `size` in bytes, of files.

    `leads_to` is where a link leads, or a submodule comes from; `leads_url` is its page when it
    has one that is safe to follow.
    """

    name: str
    kind: str
    url: str
    oid: str
    size: int | None
    leads_to: str
    leads_url: str
    last: CommitLine | None = None


def row_of(entry: TreeEntry, urls: RepositoryUrls, rev: str, folder: str) -> Row:
    name = text_of(entry.path)
    path = f"{folder}/{name}" if folder else name
    kind = kind_of(entry.mode)
    leads_to = text_of(entry.leads_to or b"")
    page = urls.tree if kind == "folder" else urls.blob
    leads_url = ""
    if kind == "submodule":
        leads_url = find_submodule_page(leads_to, urls, entry.oid.hex()) or ""
    return Row(name, kind, page(rev, path), entry.oid.hex(), entry.size, leads_to, leads_url)


def kind_of(mode: int) -> str:
    if trees.is_tree(mode):
        return "folder"
    if mode == trees.SYMLINK:
        return "symlink"
    if not trees.is_blob(mode):
        return "submodule"
    return "executable" if mode & 0o100 else "file"


def find_submodule_page(address: str, urls: RepositoryUrls, hex_oid: str) -> str | None:
    """A page for a submodule: one of ours where its address is relative, else by https alone."""
    if address.startswith(("./", "../")):
        parts = urls.base.strip("/").split("/")
        for part in address.removesuffix("/").removesuffix(".git").split("/"):
            if part == "..":
                del parts[-1:]
            elif part != ".":
                parts.append(part)
        ours = RepositoryUrls("/" + "/".join(parts))
        return ours.tree(hex_oid) if len(parts) == 2 and all(parts) else None
    if address.startswith(_SSH) and ":" in address:
        host, _, path = address.removeprefix(_SSH).partition(":")
        address = f"https://{host}/{path}"
    return address.removesuffix(".git") if _is_https(address) else None


def _is_https(address: str) -> bool:
    try:
        split = urlsplit(address)
    except ValueError:
        return False
    is_clean = address.isprintable() and address.isascii() and not set(address) & set(" \"'<>\\")
    return split.scheme == "https" and bool(split.hostname) and "@" not in split.netloc and is_clean
