from __future__ import annotations

from durable.push_advice import MAX_ADVICE
from tests.support.git_client import GitRepository
from tests.support.origin import MAIN, Origin, create, pack_of
from tests.support.raw_push import EMPTY_PACK, ZERO, Update

ADDRESS = "https://hearth.example/alice/project"
BANDS = b"report-status side-band-64k"


def told(origin: Origin, *updates: Update, capabilities: bytes = BANDS) -> str:
    """What is said beside the report."""
    pack = EMPTY_PACK if any(each.new != ZERO for each in updates) else b""
    push = origin.begin(updates, pack, capabilities)
    push.address = ADDRESS
    pieces = b"".join(push.conclude())
    assert b"unpack ok" in pieces
    return pieces.decode(errors="replace").partition("unpack ok")[0]


def test_who_pushes_a_new_branch_is_told_where_to_open_a_pull_request(
    filled: Origin, source: GitRepository
) -> None:
    said = told(filled, create(source, "b30", "refs/heads/x/ä\u202e".encode()))
    assert "Create a pull request for 'x/ä?':\n" in said
    assert f"  {ADDRESS}/compare/main...x/%C3%A4%E2%80%AE\n" in said


def test_nothing_is_said_where_there_is_nothing_to_open(
    filled: Origin, source: GitRepository
) -> None:
    topic = create(source, "b30", b"refs/heads/topic")
    assert "pull request" not in told(filled, topic, capabilities=b"report-status")
    assert "pull request" not in told(filled, Update(topic.ref, topic.new, ZERO))
    assert "pull request" not in told(filled, create(source, "b30", b"refs/tags/v1"))
    refused = create(source, "b30", MAIN)
    assert "pull request" not in told(filled, refused)


def test_who_mirrors_a_repository_is_spared(filled: Origin) -> None:
    oid = filled.refs()["refs/heads/main"]
    many = [Update(b"refs/heads/b%d" % number, ZERO, oid) for number in range(MAX_ADVICE + 1)]
    assert "pull request" not in told(filled, *many)
    few = [Update(b"refs/heads/c%d" % number, ZERO, oid) for number in range(MAX_ADVICE)]
    assert told(filled, *few).count("Create a pull request") == MAX_ADVICE


def test_a_first_push_is_no_change_to_anything(origin: Origin, source: GitRepository) -> None:
    updates = [create(source, "b30", MAIN), create(source, "b30")]
    push = origin.begin(updates, pack_of(source, "b30"), BANDS)
    push.address = ADDRESS
    assert b"pull request" not in b"".join(push.conclude())
