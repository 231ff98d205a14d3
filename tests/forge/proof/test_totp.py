from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from forge.proof.totp import DRIFT, STEP, code_at, derive_secret, find_step, text_of, uri_of

RFC_SECRET = b"12345678901234567890"
RFC_6238 = [
    (59, "287082"),
    (1_111_111_109, "081804"),
    (1_111_111_111, "050471"),
    (1_234_567_890, "005924"),
    (2_000_000_000, "279037"),
    (20_000_000_000, "353130"),
]
"""Appendix B, the last six of the eight digits."""


@pytest.mark.parametrize(("seconds", "code"), RFC_6238)
def test_codes_are_those_of_the_specification(seconds: int, code: str) -> None:
    assert code_at(RFC_SECRET, seconds // STEP) == code
    assert find_step(RFC_SECRET, code, seconds) == seconds // STEP


@pytest.mark.parametrize(
    ("late", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_a_code_is_good_for_its_step_and_its_neighbours(late: int, is_taken: bool) -> None:
    code = code_at(RFC_SECRET, 1_000)
    found = find_step(RFC_SECRET, code, (1_000 + late) * STEP)
    assert found == (1_000 if is_taken else None)
    assert abs(late) <= DRIFT or found is None


@pytest.mark.parametrize(
    "code", ["", "28708", "2870820", "abcdef", "\u0662\u0668\u0667\u0660\u0668\u0662"]
)
def test_anything_else_is_no_code(code: str) -> None:
    assert find_step(RFC_SECRET, code, 59) is None


def test_a_secret_takes_both_the_key_and_the_nonce() -> None:
    secret = derive_secret("key", "nonce")
    assert len(secret) == 20
    assert secret == derive_secret("key", "nonce")
    assert secret != derive_secret("other", "nonce")
    assert secret != derive_secret("key", "other")


def test_the_address_is_what_apps_read() -> None:
    uri = urlsplit(uri_of(RFC_SECRET, "git.example:8443", "alice"))
    assert (uri.scheme, uri.netloc) == ("otpauth", "totp")
    assert unquote(uri.path) == "/Hearth git.example:8443:alice"
    query = parse_qs(uri.query)
    assert query["issuer"] == ["Hearth git.example:8443"]
    assert base64.b32decode(query["secret"][0]) == RFC_SECRET
    assert text_of(b"x") == "PA"
