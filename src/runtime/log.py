"""Log lines as JSON, one an event, on the runtime's console.

The console of a Worker is its standard output and error; `wrangler tail` and the dashboard
index the fields of JSON lines. What looks like credentials is struck out, wherever it came
from.
"""

from __future__ import annotations

import json
import re
import sys
import traceback
from collections.abc import Mapping

MAX_TEXT = 8_000
"""Characters of one field: a traceback's end tells what happened, and a line has a limit."""

_SECRETS = re.compile(
    r"hearth_[0-9A-Za-z]+"
    r"|(?i:(?:basic|bearer|token)\s+)[A-Za-z0-9+/=._~-]{8,}"
    r"|(?<=://)[^/\s@]+(?=@)"
    r"|pbkdf2-sha256\$\S+"
)


class JsonLog:
    """`ports.Log` on the console."""

    def error(self, error: Exception, fields: Mapping[str, str]) -> None:
        trace = "".join(traceback.format_exception(error))
        self._write({"level": "error", "error": type(error).__name__, **fields, "trace": trace})

    def _write(self, fields: Mapping[str, str]) -> None:
        clean = {name: strike_out(text)[-MAX_TEXT:] for name, text in fields.items()}
        sys.stderr.write(json.dumps(clean) + "\n")
        sys.stderr.flush()


def strike_out(text: str) -> str:
    """`text` without tokens, passwords and what else opens doors."""
    return _SECRETS.sub("***", text)
