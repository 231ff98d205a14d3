from __future__ import annotations

import pytest

from exchange import FORWARDED_HEADERS, Request


async def no_body(_limit: int) -> bytes:
    return b""


@pytest.mark.parametrize(
    ("headers", "length"),
    [
        ({"content-length": "0"}, 0),
        ({"content-length": "123"}, 123),
        ({}, None),
        ({"content-length": ""}, None),
        ({"content-length": "-1"}, None),
        ({"content-length": "1, 2"}, None),
        ({"content-length": "²"}, None),
    ],
)
def test_the_declared_length_is_a_number_or_unknown(
    headers: dict[str, str], length: int | None
) -> None:
    request = Request("POST", "/", "", headers, "https://hearth.example", no_body)
    assert request.content_length == length


def test_a_repository_is_shown_no_credentials_and_no_header_that_is_ours_to_set() -> None:
    assert not {"authorization", "cookie"} & set(FORWARDED_HEADERS)
    assert not [name for name in FORWARDED_HEADERS if name.startswith("x-")]
