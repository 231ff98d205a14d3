from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import ProtocolError
from git.protocol import capability
from git.protocol.capability import OFFERS, Capabilities, Conversation

TOKENS = st.lists(st.binary(min_size=1, max_size=12).filter(lambda token: token.split() == [token]))


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        (b"", ()),
        (b" ", ()),
        (b" report-status agent=git/2.39.5", (b"report-status", b"agent=git/2.39.5")),
        (b"multi_ack_detailed ofs-delta ", (b"multi_ack_detailed", b"ofs-delta")),
        (b"report-status side-band-64k\n", (b"report-status", b"side-band-64k")),
        (b"agent=dulwich/1.2.21  quiet", (b"agent=dulwich/1.2.21", b"quiet")),
    ],
)
def test_a_list_may_have_blanks_around_it(text: bytes, tokens: tuple[bytes, ...]) -> None:
    assert capability.decode_list(text).tokens == tokens


@given(TOKENS)
def test_a_list_is_its_tokens_in_order(tokens: list[bytes]) -> None:
    assert capability.decode_list(b" " + b" ".join(tokens) + b"\n").tokens == tuple(tokens)


def test_a_token_is_found_by_its_whole_name() -> None:
    capabilities = capability.decode_list(b"report-status-v2 side-band-64k agent=a=b agent=c")
    assert capabilities.has(b"report-status-v2")
    assert not capabilities.has(b"report-status")
    assert not capabilities.has(b"side-band")
    assert capabilities.find_value(b"agent") == b"a=b"
    assert capabilities.values(b"agent") == (b"a=b", b"c")
    assert capabilities.find_value(b"session-id") is None


@pytest.mark.parametrize("text", [b"", b"agent=x", b"object-format=sha1"])
def test_sha1_is_the_object_format_and_the_default(text: bytes) -> None:
    capability.check_object_format(capability.decode_list(text))


@pytest.mark.parametrize(
    "text", [b"object-format=sha256", b"object-format=", b"object-format=\xff"]
)
def test_another_object_format_is_refused_in_words(text: bytes) -> None:
    with pytest.raises(ProtocolError, match="mismatched object format: server sha1; client "):
        capability.check_object_format(capability.decode_list(text))


@pytest.mark.parametrize("conversation", Conversation)
def test_every_offer_is_made_once(conversation: Conversation) -> None:
    names = [offer.name for offer in OFFERS[conversation]]
    assert len(names) == len(set(names))
    assert b"agent" in names
    assert b"object-format" in names


def test_only_version_2_has_commands() -> None:
    commands = {
        conversation: {offer.name for offer in offers if offer.is_command}
        for conversation, offers in OFFERS.items()
    }
    assert commands == {
        Conversation.UPLOAD_PACK_V0: set[bytes](),
        Conversation.RECEIVE_PACK: set[bytes](),
        Conversation.V2: {b"ls-refs", b"fetch", b"object-info"},
    }


def test_an_offer_is_found_by_name() -> None:
    found = capability.find_offer(Conversation.V2, b"ls-refs")
    assert found is not None
    assert found.encode() == b"ls-refs=unborn"
    assert capability.find_offer(Conversation.V2, b"ls-refs=unborn") is None
    assert capability.find_offer(Conversation.V2, b"push-options") is None


def test_the_agent_tells_the_version_of_the_project() -> None:
    root = Path(__file__).parents[3]
    project = tomllib.loads((root / "pyproject.toml").read_text())["project"]
    assert f"hearth/{project['version']}".encode() == capability.AGENT


def test_nothing_was_asked_for_by_default() -> None:
    assert not Capabilities().has(b"agent")
