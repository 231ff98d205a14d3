"""All addresses of history, in the order in which they are tried."""

from __future__ import annotations

from web.address import Address
from web.history import commit, compare, log

ADDRESSES: tuple[Address, ...] = (
    *log.ADDRESSES,
    *commit.ADDRESSES,
    *compare.ADDRESSES,
)
