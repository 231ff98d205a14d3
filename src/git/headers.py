"""The lines at the head of a commit or tag.

    encoding ISO-8859-1
    gpgsig -----BEGIN PGP SIGNATURE-----
     (a line that begins with a space continues the value above)

They end with an empty line, after which the message begins, or with the object. Order and bytes
are kept, for the object's name depends on them.
"""

from __future__ import annotations

from binascii import Error as NotHexadecimal
from binascii import unhexlify

from git.errors import ObjectFormatError
from git.oid import HEX_SIZE, ObjectId

Headers = tuple[tuple[bytes, bytes], ...]


def split(data: bytes, at: int = 0) -> tuple[bytes, bytes]:
    """The header lines from `at`, and the message."""
    if data[at : at + 1] == b"\n":
        return b"", data[at + 1 :]
    end = data.find(b"\n\n", at)
    if end < 0:
        return data[at:], b""
    return data[at : end + 1], data[end + 2 :]


def decode(block: bytes) -> Headers:
    """The headers in a block of lines; ObjectFormatError where the first continues none."""
    headers: list[tuple[bytes, list[bytes]]] = []
    for line in block.removesuffix(b"\n").split(b"\n") if block else ():
        if not line.startswith(b" "):
            key, _, value = line.partition(b" ")
            headers.append((key, [value]))
        elif headers:
            headers[-1][1].append(line[1:])
        else:
            raise ObjectFormatError("the first header line begins with a space")
    return tuple((key, b"\n".join(lines)) for key, lines in headers)


def encode(headers: Headers) -> bytes:
    return b"".join(b"%s %s\n" % (key, value.replace(b"\n", b"\n ")) for key, value in headers)


def find(headers: Headers, key: bytes) -> bytes | None:
    """The value of the first header of that name."""
    return next((value for name, value in headers if name == key), None)


def drop_first(headers: Headers, *keys: bytes) -> Headers:
    """What is left when the first header of each of these names is taken out."""
    remaining = list(headers)
    for key in keys:
        found = next((header for header in remaining if header[0] == key), None)
        if found:
            remaining.remove(found)
    return tuple(remaining)


def read_oid(data: bytes, at: int, key: bytes) -> ObjectId:
    """The id in the line `<key> <40 digits>` at `at`; ObjectFormatError when another stands there.

    Digits may be upper-case, as Git allows.
    """
    start = at + len(key) + 1
    stop = start + HEX_SIZE
    if not data.startswith(key + b" ", at) or data[stop : stop + 1] != b"\n":
        raise ObjectFormatError(f"expected a line '{key.decode()} <object id>'")
    try:
        return ObjectId(unhexlify(data[start:stop]))
    except NotHexadecimal as error:
        raise ObjectFormatError(f"malformed object id after '{key.decode()}'") from error
