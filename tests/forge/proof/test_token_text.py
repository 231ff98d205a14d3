from __future__ import annotations

import re

import pytest

from forge.proof.token_text import hash_token, is_token, make_token


def test_a_token_has_a_prefix_and_can_be_selected_by_a_double_click() -> None:
    assert re.fullmatch(r"hearth_[0-9A-Za-z]{49}", make_token())


def test_a_new_token_is_known_for_one() -> None:
    assert all(is_token(make_token()) for _ in range(100))


def test_no_two_tokens_are_alike() -> None:
    assert len({make_token() for _ in range(100)}) == 100


def test_a_mistyped_token_is_known_for_none() -> None:
    token = make_token()
    for position in range(len(token)):
        other = "x" if token[position] != "x" else "y"
        assert not is_token(token[:position] + other + token[position + 1 :])


@pytest.mark.parametrize("text", ["", "hearth_", "secret", "hearth_" + "0" * 48, "ghp_" + "0" * 49])
def test_what_has_not_the_form_is_none(text: str) -> None:
    assert not is_token(text)


def test_a_token_may_not_have_anything_around_it() -> None:
    token = make_token()
    assert not is_token(f" {token}")
    assert not is_token(f"{token}\n")


def test_what_is_kept_of_a_token_is_its_sha256() -> None:
    assert hash_token("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
