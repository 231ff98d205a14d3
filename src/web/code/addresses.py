"""All addresses of code, in the order in which they are tried."""

from __future__ import annotations

from web.address import Address
from web.code import archive, file, find, raw, search, tree

ADDRESSES: tuple[Address, ...] = (
    *tree.ADDRESSES,
    *file.ADDRESSES,
    *raw.ADDRESSES,
    *archive.ADDRESSES,
    *find.ADDRESSES,
    *search.ADDRESSES,
    tree.HOME,
)
