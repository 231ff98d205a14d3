"""All addresses for programs that look around."""

from __future__ import annotations

from web.address import Address
from web.discovery import llms, robots, security

ADDRESSES: tuple[Address, ...] = (*robots.ADDRESSES, *llms.ADDRESSES, *security.ADDRESSES)
