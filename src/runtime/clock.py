"""The runtime's clock."""

from __future__ import annotations

import js


def now() -> int:
    """Seconds since 1970; `forge.clock.Clock`.

    Not `time.time()`: in the runtime that runs ahead by a millisecond with every call.
    """
    return js.Date.now() // 1000
