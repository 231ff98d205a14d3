"""All files of a commit as one file, and all of a history as a bundle."""

from __future__ import annotations

from urllib.parse import urlencode

from downloads import Archived, archive, disposition, find_format
from durable.contract.files import ReadCommit
from durable.contract.places import SplitRev, Unborn
from exchange import Answer, Forward
from forge.access import Action as Deed
from web.address import REPOSITORY, Address
from web.code.where import kind_of_rev
from web.trouble import NoPage
from web.urls import bytes_of
from web.view import View

BUNDLE = ".bundle"

_NO_REF = b"HEAD"
"""In place of a ref, where a bundle is to hold none but HEAD."""


async def show_archive(view: View) -> Answer:
    name = view.segments["name"]
    if name.endswith(BUNDLE) and name != BUNDLE:
        return await _bundle(view, _archived(view, name.removesuffix(BUNDLE)))
    found = find_format(name)
    if found is None:
        raise NoPage("An archive is called by a rev and .tar.gz, .tar, .zip or .bundle.")
    rev, kind = found
    info = await view.ask(ReadCommit(bytes_of(rev)))
    return archive(view.request, _archived(view, rev), info, kind)


async def _bundle(view: View, asked: Archived) -> Answer:
    """Of HEAD all branches and tags, of any other ref that one alone."""
    spot = await view.ask(SplitRev(bytes_of(asked.rev)))
    if isinstance(spot, Unborn) or spot.path:
        raise NoPage("There is no branch, tag or commit of this name.")
    refname = b"" if asked.rev == "HEAD" else spot.refname
    if refname is None or (refname and kind_of_rev(spot) == "commit"):
        refname = _NO_REF
    order = {
        "commit": spot.commit_oid.hex(),
        "ref": refname,
        "disposition": disposition(asked.file_name + BUNDLE, keeps=True),
    }
    return Forward(asked.store_name, f"/bundle?{urlencode(order)}", {})


def _archived(view: View, rev: str) -> Archived:
    return Archived(view.target.store_name, view.target.name.name, rev)


ADDRESSES = (Address("GET", f"{REPOSITORY}/archive/{{name+}}", show_archive, Deed.READ),)
