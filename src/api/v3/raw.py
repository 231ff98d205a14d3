"""Files as they are, whole or by ranges, of any size."""

from __future__ import annotations

import downloads
from api.v3 import shape
from api.v3.call import Call
from api.v3.cors import CORS
from durable.contract.files import Blob
from exchange import Answer

RAW = "application/vnd.github.raw"
"""What GitHub's clients ask for, and what it is called in the answer."""


def raw_file(call: Call, blob: Blob, path: bytes, *, media_type: str = RAW) -> Answer:
    """The file that lies at `path`, as the request wants it; by default of no certain type."""
    headers = {**CORS, "cache-control": "no-cache, private"}
    if media_type:
        headers["content-type"] = media_type
    name = shape.text_of(path.rpartition(b"/")[2])
    store_name = call.target.store_name
    return downloads.answer(
        call.request, downloads.Download(store_name, blob, name, headers=headers)
    )
