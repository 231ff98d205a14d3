from __future__ import annotations

import asyncio
import base64
from hashlib import pbkdf2_hmac

import pytest

from forge.proof.passwords import Cost, PasswordHasher, UnreadableRecord
from tests.support.hashlib_pbkdf2 import LOW_COST, HashlibPbkdf2

RECORD = "pbkdf2-sha256$3x100$AAECAwQFBgcICQoLDA0ODw==$w4nUqK+v6LaoNjklRU0cgR/tG3FYK1ATmBXEvDKTvto="


def new_hasher(cost: Cost = LOW_COST) -> tuple[PasswordHasher, HashlibPbkdf2]:
    pbkdf2 = HashlibPbkdf2()
    return PasswordHasher(pbkdf2, cost), pbkdf2


def test_a_password_is_known_by_its_record_and_no_other_is() -> None:
    hasher, _ = new_hasher()
    record = asyncio.run(hasher.hash("correct horse ☃"))
    assert asyncio.run(hasher.verify("correct horse ☃", record))
    for wrong in ["", "correct horse", "Correct horse ☃", "correct horse ☃ "]:
        assert not asyncio.run(hasher.verify(wrong, record))


def test_each_link_has_the_result_of_the_one_before_as_its_password() -> None:
    salt = bytes(range(16))
    key = b"secret"
    for _ in range(3):
        key = pbkdf2_hmac("sha256", key, salt, 100)
    hasher, _ = new_hasher()
    assert RECORD.endswith("$" + base64.b64encode(key).decode())
    assert asyncio.run(hasher.verify("secret", RECORD))


def test_the_same_password_never_has_the_same_record() -> None:
    hasher, _ = new_hasher()
    assert asyncio.run(hasher.hash("secret")) != asyncio.run(hasher.hash("secret"))


def test_a_record_tells_its_cost_and_not_its_password() -> None:
    hasher, _ = new_hasher(Cost(links=4, iterations=25))
    record = asyncio.run(hasher.hash("secret"))
    assert record.startswith("pbkdf2-sha256$4x25$")
    assert "secret" not in record


def test_no_call_asks_for_more_iterations_than_the_platform_allows() -> None:
    asked: list[int] = []

    async def pbkdf2(password: bytes, salt: bytes, iterations: int) -> bytes:
        asked.append(iterations)
        return pbkdf2_hmac("sha256", password, salt, 1)

    asyncio.run(PasswordHasher(pbkdf2).hash("secret"))
    assert sum(asked) == 600_000
    assert max(asked) <= 100_000


def test_a_record_of_another_cost_stays_readable() -> None:
    hasher, pbkdf2 = new_hasher(Cost(links=1, iterations=1))
    assert asyncio.run(hasher.verify("secret", RECORD))
    assert pbkdf2.calls == 3


def test_nobody_is_verified_after_the_same_work_and_never_truly() -> None:
    hasher, pbkdf2 = new_hasher()
    record = asyncio.run(hasher.hash("secret"))
    pbkdf2.calls = 0
    assert not asyncio.run(hasher.verify("wrong", record))
    work = pbkdf2.calls
    assert not asyncio.run(hasher.verify("", None))
    assert pbkdf2.calls == 2 * work


@pytest.mark.parametrize(
    "record",
    [
        "",
        "secret",
        "md5$3x100$AAEC$AAEC",
        "pbkdf2-sha256$3x100$AAEC",
        "pbkdf2-sha256$100$AAEC$AAEC",
        "pbkdf2-sha256$ax100$AAEC$AAEC",
        "pbkdf2-sha256$3x100$!$AAEC",
    ],
)
def test_a_record_that_cannot_be_read_is_damage_and_is_not_shown(record: str) -> None:
    hasher, _ = new_hasher()
    with pytest.raises(UnreadableRecord, match=r"^a stored password hash cannot be read$"):
        asyncio.run(hasher.verify("secret", record))
