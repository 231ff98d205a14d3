"""Branches and tags as pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from durable.contract.refs import Name
from git.diff.mail import decode_text, split_message
from git.version import find_version
from web.history.items import CommitItem, Person, commit_item, person_of
from web.urls import text_of

HEADS, TAGS = b"refs/heads/", b"refs/tags/"


@dataclass(frozen=True, slots=True)
class TagItem:
    """`oid` is what the tag leads to in the end; `commit` None when that is no commit.

    `title` and `notes` are what an annotated tag says, first line and rest.
    """

    name: str
    oid: str
    commit: CommitItem | None
    is_annotated: bool
    is_signed: bool
    is_prerelease: bool
    title: str
    notes: str
    tagger: Person | None

    @property
    def at(self) -> int:
        """When it was made, as far as is known."""
        if self.tagger is not None:
            return self.tagger.at
        return self.commit.committer.at if self.commit else 0


def tag_item(name: Name) -> TagItem:
    ref, tag = name.ref, name.tag
    short = ref.refname.removeprefix(TAGS)
    version = find_version(short)
    message = decode_text(tag.message, None) if tag else ""
    text, signature = _split_signature(message)
    title, notes = split_message(text)
    return TagItem(
        name=text_of(short),
        oid=(ref.peeled or ref.oid).hex(),
        commit=commit_item(ref.commit) if ref.commit else None,
        is_annotated=tag is not None,
        is_signed=bool(signature),
        is_prerelease=version is not None and not version.is_final,
        title=title,
        notes=notes,
        tagger=person_of(tag.tagger) if tag and tag.tagger else None,
    )


def _split_signature(message: str) -> tuple[str, str]:
    """What a tag says, and the signature below it, which begins with a line of dashes."""
    at = message.find("-----BEGIN ")
    if at < 0 or (at and message[at - 1] != "\n"):
        return message, ""
    return message[:at], message[at:]
