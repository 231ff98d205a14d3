from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git import signature
from git.fsck import signature as fsck_signature
from tests.support.bad_objects import SIGNATURES

PIECES = [b"A", b" ", b"<", b">", b"0", b"5", b"+0000", b"-", b"@", b"\t", b"9" * 18]


@pytest.mark.parametrize(("line", "rules"), SIGNATURES.values(), ids=SIGNATURES.keys())
def test_the_first_flaw_of_a_signature_is_named(line: bytes, rules: list[str]) -> None:
    flaw = fsck_signature.find_flaw(line)
    assert ([] if flaw is None else [flaw.rule.id]) == rules


@given(st.lists(st.sampled_from(PIECES), max_size=9).map(b"".join))
def test_the_quick_pattern_passes_only_what_the_steps_pass(line: bytes) -> None:
    quick = re.compile(b"author (?:" + fsck_signature.WELL_FORMED + b")").fullmatch(
        b"author " + line
    )
    if quick:
        assert fsck_signature.find_flaw(line) is None


@given(
    st.builds(
        signature.Signature,
        name=st.binary(max_size=10).filter(lambda name: not re.search(rb"[<>\n\0]", name)),
        email=st.binary(max_size=10).filter(lambda email: not re.search(rb"[<>\n\0]", email)),
        seconds=st.integers(0, signature.MAX_SECONDS),
        offset=st.sampled_from([b"+0000", b"-0730", b"-0000"]),
    )
)
def test_what_we_write_is_well_formed_and_read_back_as_it_was(value: signature.Signature) -> None:
    line = signature.encode(value)
    assert fsck_signature.find_flaw(line) is None
    assert signature.decode(line) == value
