from __future__ import annotations

from git.merge.hash_order import in_hash_order


def test_names_stand_in_the_order_of_their_buckets() -> None:
    assert in_hash_order([b"a", b"b", b"c"]) == sorted([b"a", b"b", b"c"], key=lambda n: n[0] ^ 31)


def test_every_name_is_there_once_however_many_there_are() -> None:
    names = [b"folder/%d" % number for number in range(1_000)]
    ordered = in_hash_order(names)
    assert sorted(ordered) == sorted(names)
    assert ordered != names
