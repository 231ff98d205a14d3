"""The page of one file, symbolic link or submodule."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum

from markupsafe import Markup

from downloads import INLINE, find_media_type
from durable.contract.files import Blob, Gitlink, Tree
from durable.contract.places import Place, ReadPlace, Unborn
from forge.access import Action as Deed
from git.diff.patch import is_binary
from web.address import REPOSITORY, Address
from web.code.csv_table import CsvTable, find_table
from web.code.entries import find_submodule_page, kind_of
from web.code.latest import latest_commit
from web.code.rendering import highlight_file, number_lines, render_text
from web.code.where import MAX_NAMES, Where, spot_of, where_of
from web.markup.links import ENDINGS
from web.page import Action, Page
from web.trouble import NoPage, Redirect
from web.urls import bytes_of, text_of
from web.view import View
from web.visible import has_hidden

MAX_LINES = 10_000
"""Lines of one page: browsers lay out no more in a second. The whole file is a click away."""


_JOINED = re.compile("(?<=[^\x00-\x7f])\u200d(?=[^\x00-\x7f])")


class Kind(Enum):
    """How a file is shown."""

    TEXT = "text"
    RENDERED = "rendered"
    TABLE = "table"
    IMAGE = "image"
    BINARY = "binary"
    LARGE = "large"
    SYMLINK = "symlink"
    SUBMODULE = "submodule"


@dataclass(frozen=True, slots=True)
class Switch:
    """The page has another face: the text as it is written, or as it is meant."""

    label: str
    url: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class File:
    """`size` in bytes, `line_count` of all lines; `lines` are the first of them, as HTML.

    `text` is there of what is shown as text; `html` of what is rendered. `target` is what a link
    holds or where a submodule comes from, `target_url` its page. `hides` says that something in
    the text cannot be seen, or turns the direction of what is seen.
    """

    where: Where
    kind: Kind
    name: str
    size: int
    oid: str
    is_executable: bool
    raw_url: str
    blame_url: str
    text: str = ""
    language: str = ""
    line_count: int = 0
    shown_lines: int = 0
    lines: Markup | None = None
    html: Markup | None = None
    table: CsvTable | None = None
    switches: tuple[Switch, ...] = ()
    target: str = ""
    target_url: str = ""
    hides: bool = False
    is_utf8: bool = True

    @property
    def is_cut(self) -> bool:
        return self.line_count > self.shown_lines


async def show_file(view: View) -> Page:
    question = ReadPlace(bytes_of(spot_of(view)), INLINE, 0, max_names=MAX_NAMES)
    place = await view.ask(question)
    if isinstance(place, Unborn):
        raise NoPage("The repository has no commits yet.")
    if isinstance(place.what, Tree):
        raise Redirect(view.urls.tree(text_of(place.spot.rev), text_of(place.spot.path)), 301)
    where = where_of(place, view.urls, "blob", await latest_commit(view, place))
    if isinstance(place.what, Gitlink):
        content = _submodule(view, where, place.what)
    else:
        content = await _file(view, where, place.what)
    return _page(view, place, content)


def _page(view: View, place: Place, content: File) -> Page:
    where = content.where
    return Page(
        "code/file",
        f"{where.path} at {where.rev} · {view.target.name}",
        content,
        tab="code",
        description=f"{content.name}, a file of {view.target.name}",
        actions=(
            Action("Read it as it lies", content.raw_url),
            Action("Who wrote which line", content.blame_url),
            Action("What happened to it", where.history_url),
            Action("Show lines as they are written", where.permalink, "GET", ("plain",)),
        ),
        is_for_robots=place.spot.refname == place.head_target and not view.request.query,
    )


def _submodule(view: View, where: Where, link: Gitlink) -> File:
    address = text_of(link.url or b"")
    return File(
        where=where,
        kind=Kind.SUBMODULE,
        name=where.path.rpartition("/")[2],
        size=0,
        oid=link.oid.hex(),
        is_executable=False,
        raw_url="",
        blame_url="",
        target=address,
        target_url=find_submodule_page(address, view.urls, link.oid.hex()) or "",
    )


async def _file(view: View, where: Where, blob: Blob) -> File:
    kind = _kind_of(view, where, blob)
    file = File(
        where=where,
        kind=kind,
        name=where.path.rpartition("/")[2],
        size=blob.size,
        oid=blob.oid.hex(),
        is_executable=kind_of(blob.mode) == "executable",
        raw_url=view.urls.raw(where.rev, where.path),
        blame_url=view.urls.blame(where.rev, where.path),
    )
    if kind is Kind.SYMLINK:
        return _led(view, file, blob)
    if kind is Kind.IMAGE:
        return replace(file, switches=_switches(view, file, "Picture") if _is_svg(where) else ())
    return await _text(view, file, blob) if kind is Kind.TEXT else file


def _kind_of(view: View, where: Where, blob: Blob) -> Kind:
    if kind_of(blob.mode) == "symlink" and blob.content is not None:
        return Kind.SYMLINK
    if (find_media_type(where.path) or "").startswith("image/") and not (
        _is_svg(where) and _is_plain(view)
    ):
        return Kind.IMAGE
    if blob.content is None:
        return Kind.LARGE
    return Kind.BINARY if is_binary(blob.content) else Kind.TEXT


def _led(view: View, file: File, link: Blob) -> File:
    """A symbolic link, and the page of what it leads to in the same commit."""
    target = text_of(link.content or b"")
    where = file.where
    parts = where.path.split("/")[:-1]
    for part in target.split("/"):
        if part == ".." and not parts:
            return replace(file, target=target)
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(part)
    leads = "" if target.startswith("/") else view.urls.tree(where.rev, "/".join(parts))
    return replace(file, target=target, target_url=leads)


async def _text(view: View, file: File, blob: Blob) -> File:
    content = blob.content or b""
    text = content.decode("utf-8", "replace")
    file = replace(file, text=text, hides=hides(text), is_utf8=_is_utf8(content))
    where = file.where
    if not _is_plain(view):
        html = await render_text(view, blob, where.rev, where.path)
        if html is not None:
            switches = _switches(view, file, "Preview")
            return replace(file, kind=Kind.RENDERED, html=html, switches=switches)
        table = find_table(where.path, text)
        if table is not None:
            return replace(
                file, kind=Kind.TABLE, table=table, switches=_switches(view, file, "Table")
            )
    highlighted = await highlight_file(view, blob, where.path)
    lines = highlighted.lines
    if len(lines) > 1 and not lines[-1]:
        lines = lines[:-1]
    return replace(
        file,
        language=highlighted.language,
        line_count=len(lines) if content else 0,
        shown_lines=min(len(lines), MAX_LINES) if content else 0,
        lines=number_lines(lines[:MAX_LINES]) if content else None,
        switches=_switches(view, file, _face(where, text)),
    )


def _face(where: Where, text: str) -> str:
    """What the other face of a text is called, if it has one."""
    if where.path.lower().endswith(ENDINGS):
        return "Preview"
    if _is_svg(where):
        return "Picture"
    return "Table" if find_table(where.path, text) is not None else ""


def _switches(view: View, file: File, face: str) -> tuple[Switch, ...]:
    if not face:
        return ()
    url, is_plain = view.urls.blob(file.where.rev, file.where.path), _is_plain(view)
    return Switch(face, url, not is_plain), Switch("Source", f"{url}?plain=1", is_plain)


def hides(text: str) -> bool:
    """Whether something in a text deceives; what joins emoji and begins files does not."""
    return has_hidden(_JOINED.sub("", text.removeprefix("\ufeff").replace("\r\n", "\n")))


def _is_plain(view: View) -> bool:
    return view.query("plain") not in ("", "0")


def _is_svg(where: Where) -> bool:
    return where.path.lower().endswith(".svg")


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True


ADDRESSES = (Address("GET", f"{REPOSITORY}/blob/{{spot+}}", show_file, Deed.READ),)
