"""Replies in the forms that every face of Hearth uses."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

from exchange import Reply

Json: TypeAlias = "str | int | float | bool | Sequence[Json] | Mapping[str, Json] | None"

NO_HEADERS: Mapping[str, str] = {}


class Refused(Exception):
    """Ends the handling of a request with a reply, from wherever it is plain what is wrong."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}")
        self.reply = reply


def text_reply(status: int, sentence: str, headers: Mapping[str, str] = NO_HEADERS) -> Reply:
    """A sentence for a person; git shows it too, line by line."""
    body = f"{sentence}\n".encode()
    return Reply(status, body, {"content-type": "text/plain; charset=utf-8", **headers})


def html_reply(status: int, page: str, headers: Mapping[str, str] = NO_HEADERS) -> Reply:
    return Reply(status, page.encode(), {"content-type": "text/html; charset=utf-8", **headers})


def json_reply(status: int, value: Json, headers: Mapping[str, str] = NO_HEADERS) -> Reply:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    return Reply(status, body, {"content-type": "application/json; charset=utf-8", **headers})
