from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from git.errors import GitError, LimitExceeded, PktLineError, ProtocolError
from git.protocol import command, pktline
from git.protocol.capability import OFFERS, Conversation
from git.protocol.command import Command

DELIMITER = "0001"
FLUSH = "0000"


def wire(*packets: bytes | str) -> bytes:
    """Payloads as bytes, packets without payload as text."""
    return b"".join(
        packet.encode() if isinstance(packet, str) else pktline.encode(packet) for packet in packets
    )


def decoded(*packets: bytes | str) -> Command:
    found = command.decode(wire(*packets))
    assert found is not None
    return found


def test_a_request_is_a_command_with_capabilities_and_arguments() -> None:
    found = decoded(
        b"command=ls-refs\n",
        b"agent=git/2.39.5",
        b"object-format=sha1",
        DELIMITER,
        b"peel\n",
        b"ref-prefix refs/heads/",
        FLUSH,
    )
    assert found.name == b"ls-refs"
    assert found.arguments == (b"peel", b"ref-prefix refs/heads/")
    assert found.capabilities.find_value(b"agent") == b"git/2.39.5"


def test_capabilities_may_come_before_the_command() -> None:
    assert decoded(b"agent=x", b"command=fetch", FLUSH).name == b"fetch"


def test_a_line_may_end_with_a_line_feed_or_not() -> None:
    assert decoded(b"command=fetch", DELIMITER, b"done", FLUSH) == decoded(
        b"command=fetch\n", DELIMITER, b"done\n", FLUSH
    )


@pytest.mark.parametrize("end", [(FLUSH,), (DELIMITER, FLUSH)])
def test_a_command_may_have_no_arguments(end: tuple[str, ...]) -> None:
    assert decoded(b"command=ls-refs\n", *end).arguments == ()


@pytest.mark.parametrize("body", [b"", b"0000", b"00000000"])
def test_a_body_may_ask_for_nothing(body: bytes) -> None:
    assert command.decode(body) is None


def test_what_follows_the_request_is_ignored() -> None:
    body = wire(b"command=ls-refs", DELIMITER, b"peel", FLUSH)
    assert command.decode(body + FLUSH.encode()) == command.decode(body)
    assert command.decode(body + b"not a packet") == command.decode(body)


def test_server_options_are_kept_in_order() -> None:
    found = decoded(b"command=fetch", b"server-option=b=1", b"server-option=a", FLUSH)
    assert found.server_options == (b"b=1", b"a")


@pytest.mark.parametrize("name", [offer.name for offer in OFFERS[Conversation.V2]])
def test_what_is_offered_is_accepted_and_told_apart(name: bytes) -> None:
    is_command = name in (b"ls-refs", b"fetch", b"object-info")
    if is_command:
        assert decoded(b"command=" + name, FLUSH).name == name
    else:
        value = b"sha1" if name == b"object-format" else b"x"
        assert decoded(b"command=fetch", name + b"=" + value, FLUSH).capabilities.tokens


@pytest.mark.parametrize(
    ("packets", "message"),
    [
        ((b"agent=x", FLUSH), "no command requested"),
        ((DELIMITER, FLUSH), "no command requested"),
        ((b"command=", FLUSH), "invalid command ''"),
        ((b"command=push", FLUSH), "invalid command 'push'"),
        ((b"command=ls-refs=unborn", FLUSH), "invalid command 'ls-refs=unborn'"),
        ((b"command=agent", FLUSH), "invalid command 'agent'"),
        ((b"command=bundle-uri", FLUSH), "invalid command 'bundle-uri'"),
        ((b"command=fetch", b"command=ls-refs", FLUSH), "'ls-refs' requested after .* 'fetch'"),
        ((b"command=fetch", b"ls-refs", FLUSH), "unknown capability 'ls-refs'"),
        ((b"command=fetch", b"session-id=x", FLUSH), "unknown capability 'session-id=x'"),
        ((b"command=fetch", b"", FLUSH), "unknown capability ''"),
        ((b"command=fetch", b"agents=x", FLUSH), "unknown capability 'agents=x'"),
        ((b"command=fetch", b"object-format=sha256", FLUSH), "server sha1; client sha256"),
        ((b"command=fetch", DELIMITER, b"done"), "expected flush after fetch arguments"),
        ((b"command=fetch", DELIMITER, b"done", DELIMITER), "expected flush after fetch"),
        ((b"command=fetch", "0002"), "expected flush after fetch arguments"),
        ((b"0" * 40 + b" " + b"a" * 40 + b" refs/heads/x", FLUSH), "unknown capability '0000"),
    ],
)
def test_what_is_no_request_is_refused_in_words(
    packets: tuple[bytes | str, ...], message: str
) -> None:
    with pytest.raises(ProtocolError, match=message):
        command.decode(wire(*packets))


def test_a_request_without_an_end_is_refused() -> None:
    with pytest.raises(ProtocolError, match="expected flush after fetch arguments"):
        command.decode(wire(b"command=fetch"))


@pytest.mark.parametrize("cut", range(1, len(wire(b"command=fetch", DELIMITER, b"done", FLUSH))))
def test_a_request_that_is_cut_off_is_refused(cut: int) -> None:
    with pytest.raises(ProtocolError):
        command.decode(wire(b"command=fetch", DELIMITER, b"done", FLUSH)[:cut])


def test_a_request_with_broken_framing_is_refused() -> None:
    with pytest.raises(PktLineError, match="bad packet length 'zzzz'"):
        command.decode(wire(b"command=fetch") + b"zzzz")


def test_a_large_request_is_refused_before_it_is_read() -> None:
    with pytest.raises(LimitExceeded, match="the request in bytes"):
        command.decode(bytes(command.MAX_REQUEST_BYTES + 1))


def test_too_many_arguments_are_refused() -> None:
    start = wire(b"command=fetch", DELIMITER)
    assert command.decode(start + b"0004" * command.MAX_ARGUMENTS + b"0000")
    with pytest.raises(LimitExceeded, match="the number of arguments"):
        command.decode(start + b"0004" * (command.MAX_ARGUMENTS + 1) + b"0000")


def test_too_many_capabilities_are_refused() -> None:
    options = [b"server-option=x"] * command.MAX_CAPABILITIES
    with pytest.raises(LimitExceeded, match="the number of capabilities"):
        command.decode(wire(b"command=fetch", *options, FLUSH))


@given(st.lists(st.binary(max_size=30).map(lambda line: line.strip(b"\n")), max_size=6))
def test_arguments_arrive_as_they_were_sent(arguments: list[bytes]) -> None:
    found = decoded(b"command=fetch", DELIMITER, *arguments, FLUSH)
    assert found.arguments == tuple(arguments)


@given(st.binary(max_size=200))
def test_noise_is_refused_or_decoded_but_never_crashes(noise: bytes) -> None:
    found = None
    for body in (noise, wire(b"command=fetch", DELIMITER) + noise, wire(noise, FLUSH)):
        with suppress(GitError):
            found = command.decode(body)
    assert found is None or found.name == b"fetch"
