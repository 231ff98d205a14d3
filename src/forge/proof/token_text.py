"""What an access token looks like.

    hearth_ <43 characters: 256 random bits> <6 characters: CRC-32 of the 43>

Both parts in base 62, so that a double click selects all of it. Prefix and checksum let secret
scanners find tokens in other people's repositories without false alarms, and let Hearth refuse
a mistyped one without asking the database. Only the SHA-256 of the text is kept: 256 random
bits need no slow hash.
"""

from __future__ import annotations

import re
import secrets
from hashlib import sha256
from zlib import crc32

_PREFIX = "hearth_"
_RANDOM_BYTES = 32
_RANDOM_LENGTH = 43
_CHECKSUM_LENGTH = 6
_DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_TOKEN = re.compile(
    f"{_PREFIX}([0-9A-Za-z]{{{_RANDOM_LENGTH}}})([0-9A-Za-z]{{{_CHECKSUM_LENGTH}}})"
)


def make_token() -> str:
    number = int.from_bytes(secrets.token_bytes(_RANDOM_BYTES), "big")
    random = _base62(number, _RANDOM_LENGTH)
    return f"{_PREFIX}{random}{_checksum(random)}"


def is_token(text: str) -> bool:
    """Whether `text` has the form and the checksum of a token; not whether it opens anything."""
    match = _TOKEN.fullmatch(text)
    return match is not None and _checksum(match[1]) == match[2]


def hash_token(token: str) -> str:
    """What is kept of a token: hexadecimal digits of its SHA-256."""
    return sha256(token.encode()).hexdigest()


def _checksum(random: str) -> str:
    return _base62(crc32(random.encode("ascii")), _CHECKSUM_LENGTH)


def _base62(number: int, length: int) -> str:
    digits: list[str] = []
    for _ in range(length):
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits))
