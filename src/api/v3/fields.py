"""What bodies that write have in common: contents, people, modes, limits."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from datetime import datetime

from api.v3.call import Call
from api.v3.schema import Nullable, Object, Text
from forge.errors import InvalidValue
from git.commit import Commit
from git.oid import ZERO_OID, ObjectId
from git.signature import Signature
from git.tree import EXECUTABLE, FILE, GITLINK, SYMLINK, TREE

MAX_CONTENT = 10_000_000
"""Bytes of one file that is written."""

MAX_BODY = 16_000_000
"""Bytes of a body with contents: one file of the greatest size as base64, or many small ones. The
body, its text and the contents are held at once."""

MAX_MESSAGE = 1_000_000
"""Bytes of a message: nobody reads so much, and generated ones stay below it."""

MAX_PATH = 4_096
MAX_REFNAME = 256
"""Bytes of a ref that is made here; pushes may bring longer ones."""

_MAX_PERSON = 255
_FORBIDDEN = re.compile(r"[<>\n\r\0]")

OID = Text(40, is_hex_oid=True)
CONTENT = Text(MAX_BODY)
MESSAGE = Text(MAX_MESSAGE, 1)
PATH = Text(MAX_PATH, 1)
REFNAME = Text(MAX_REFNAME, 1)
ENCODING = Text(16, one_of=("utf-8", "base64"))
MODE = Text(6, one_of=("100644", "100755", "120000", "160000", "040000"))
PERSON = Nullable(
    Object({"name": Text(_MAX_PERSON), "email": Text(_MAX_PERSON), "date": Text(_MAX_PERSON)})
)

MODES = {
    "100644": FILE,
    "100755": EXECUTABLE,
    "120000": SYMLINK,
    "160000": GITLINK,
    "040000": TREE,
}


def read_content(text: str, encoding: str, field: str) -> bytes:
    """Bytes that came as text or as base64, with or without line ends."""
    if encoding == "utf-8":
        data = text.encode()
    else:
        try:
            data = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            raise InvalidValue(field, "must be base64") from None
    if len(data) > MAX_CONTENT:
        raise InvalidValue(field, f"must not be over {MAX_CONTENT:,} bytes")
    return data


def find_oid(values: Mapping[str, object], name: str) -> ObjectId | None:
    value = values.get(name)
    return ObjectId(bytes.fromhex(value)) if isinstance(value, str) else None


def draft_commit(call: Call) -> Commit:
    """A commit with the message and the people of the call; tree and parents are to be filled."""
    committer = read_person(call, "committer", None)
    author = read_person(call, "author", committer)
    return Commit(ZERO_OID, (), author, committer, (), _message(call.text("message")))


def read_person(call: Call, name: str, default: Signature | None) -> Signature:
    """Whom the body names, else `default`, else who calls, now."""
    given = call.fields(name)
    if given is None:
        return default or _caller(call)
    caller = _caller(call)
    fallback = default or caller
    seconds, offset = _date(given.get("date"), f"{name}.date", fallback)
    return Signature(
        _word(given.get("name"), f"{name}.name", fallback.name),
        _word(given.get("email"), f"{name}.email", fallback.email),
        seconds,
        offset,
    )


def _message(text: str) -> bytes:
    """With a newline at its end, as Git's own messages have it."""
    return text.encode() if text.endswith("\n") else f"{text}\n".encode()


def _caller(call: Call) -> Signature:
    name = call.actor.user.name if call.actor.user else "nobody"
    email = f"{name}@users.noreply.{call.host}"
    return Signature(name.encode(), email.encode(), call.ports.clock(), b"+0000")


def _word(value: object, field: str, default: bytes) -> bytes:
    if not isinstance(value, str) or not value.strip():
        return default
    if _FORBIDDEN.search(value):
        raise InvalidValue(field, "must not hold angle brackets, line ends or NUL")
    return value.strip().encode()


def _date(value: object, field: str, default: Signature) -> tuple[int, bytes]:
    if not isinstance(value, str):
        return default.seconds, default.offset
    try:
        time = datetime.fromisoformat(value)
        seconds = int(time.timestamp())
    except (ValueError, OverflowError, OSError):
        raise InvalidValue(field, "must be a time as in RFC 3339") from None
    if seconds < 0:
        raise InvalidValue(field, "must not lie before 1970")
    return seconds, (time.strftime("%z") or "+0000")[:5].encode()
