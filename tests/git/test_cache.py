from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from git.cache import ByteCache


def cache_of(capacity: int, **values: bytes) -> ByteCache[str, bytes]:
    cache: ByteCache[str, bytes] = ByteCache(capacity)
    for name, value in values.items():
        cache.keep(name, value)
    return cache


def test_what_is_kept_is_found() -> None:
    cache = cache_of(10, a=b"1234", b=b"")
    assert cache.find("a") == b"1234"
    assert cache.find("b") == b""
    assert cache.find("c") is None


def test_what_was_not_used_for_longest_goes_first() -> None:
    cache = cache_of(10, a=b"1234", b=b"1234")
    assert cache.find("a")
    cache.keep("c", b"1234")
    assert cache.find("b") is None
    assert (cache.find("a"), cache.find("c")) == (b"1234", b"1234")


def test_a_value_longer_than_the_capacity_is_not_kept_and_drives_nothing_out() -> None:
    cache = cache_of(10, a=b"1234")
    cache.keep("b", bytes(11))
    assert cache.find("b") is None
    assert cache.find("a") == b"1234"
    cache.keep("b", bytes(10))
    assert cache.find("b") == bytes(10)
    assert cache.find("a") is None


def test_a_value_can_be_replaced() -> None:
    cache = cache_of(10, a=b"1234", b=b"1234")
    cache.keep("a", b"12")
    assert cache.size == 6
    assert cache.find("a") == b"12"


def test_a_value_replaced_by_one_too_long_is_not_found_any_more() -> None:
    cache = cache_of(10, a=b"1234")
    cache.keep("a", bytes(11))
    assert cache.find("a") is None
    assert cache.size == 0


def test_all_can_be_dropped() -> None:
    cache = cache_of(10, a=b"1234")
    cache.clear()
    assert cache.find("a") is None
    assert cache.size == 0


@given(st.lists(st.tuples(st.sampled_from("abcde"), st.binary(max_size=8))), st.integers(0, 20))
def test_the_size_is_that_of_what_is_kept_and_never_above_the_capacity(
    kept: list[tuple[str, bytes]], capacity: int
) -> None:
    cache = cache_of(capacity)
    for name, value in kept:
        cache.keep(name, value)
        found = [cache.find(each) for each in "abcde"]
        assert cache.size == sum(len(each) for each in found if each is not None)
        assert cache.size <= capacity
        assert cache.find(name) == (value if len(value) <= capacity else None)


def test_small_values_count_with_what_they_take_besides() -> None:
    cache: ByteCache[int, bytes] = ByteCache(100, overhead=20)
    for key in range(6):
        cache.keep(key, b"12345")
    assert [key for key in range(6) if cache.find(key)] == [2, 3, 4, 5]
    assert cache.size == 100


def test_what_is_dropped_makes_room() -> None:
    cache = cache_of(10, a=b"1234", b=b"1234")
    cache.drop("a")
    cache.drop("c")
    cache.keep("d", b"123456")
    assert (cache.find("a"), cache.find("b"), cache.size) == (None, b"1234", 10)
