"""Not only do clients get what they ask for: they are talked to in the way that is meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.packet_trace import Conversation, listen

pytestmark = pytest.mark.workerd

COMMITS = 80
OWN_COMMITS = 16
"""As many as git names in its first round: then the second holds nothing but common ones."""


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    work = desk.repository(remote)
    work.commits(COMMITS)
    work.tag("v1", f"HEAD~{COMMITS - 2}")
    work.git("push", "--quiet", "--tags", "origin", "main")
    return work


def listen_to_clone(desk: Desk, remote: Remote, *options: str, version: int = 2) -> Conversation:
    """A clone into `cloned`, which is checked."""
    caller = GitRepository(desk.folder, {"protocol.version": str(version)})
    conversation = listen(caller, "clone", "--quiet", *options, remote.url, "cloned")
    GitRepository(desk.folder / "cloned").check()
    return conversation


def fetch_requests(conversation: Conversation) -> list[list[str]]:
    """The lines of each `command=fetch`."""
    requests: list[list[str]] = []
    for line in conversation.sent:
        if line.startswith("command="):
            requests.append([])
        if requests:
            requests[-1].append(line)
    return [request for request in requests if request[0] == "command=fetch"]


def after(lines: list[str], line: str) -> list[str]:
    return lines[lines.index(line) :]


def test_a_full_clone_by_version_2_is_one_question_and_one_pack(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    said = listen_to_clone(desk, remote, "--mirror")
    assert said.heard[0] == "version 2"
    assert said.heard.count("packfile") + said.heard.count("\\1packfile") == 1
    (request,) = fetch_requests(said)
    assert request[-2:] == ["done", "0000"]
    assert not any("acknowledgments" in line for line in said.heard)
    assert f"{work.oid('v1')} refs/tags/v1 peeled:{work.oid('v1^{}')}" in said.heard
    assert f"{work.oid('main')} HEAD symref-target:refs/heads/main" in said.heard
    assert_equal(GitRepository(desk.folder / "cloned"), work)


def test_only_the_refs_that_are_asked_for_are_listed(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    said = listen(desk.repository(), "fetch", "--quiet", remote.url, "refs/tags/v1")
    assert "ref-prefix refs/tags/v1" in said.sent
    listed = said.heard[said.heard.index("0000") + 1 :]
    assert listed[:2] == [f"{work.oid('v1')} refs/tags/v1 peeled:{work.oid('v1^{}')}", "0000"]


def test_an_empty_repository_tells_where_its_head_would_be(
    remote: Remote, work: GitRepository
) -> None:
    elsewhere = Remote(remote.server, f"{remote.name}-empty")
    work.git("push", "--quiet", elsewhere.url, "v1")
    said = listen(work, "ls-remote", "--symref", elsewhere.url)
    assert "unborn HEAD symref-target:refs/heads/main" in said.heard


def test_a_negotiation_ends_with_ready_and_the_pack_in_the_same_answer(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    clone = desk.clone(remote.url)
    common = clone.oid("HEAD")
    clone.commits(OWN_COMMITS, "mine")
    work.commits(2, "theirs")
    work.git("push", "--quiet", "origin", "main")

    said = listen(clone, "fetch", "--quiet", "origin", GIT_TEST_SIDEBAND_ALL="0")

    requests = fetch_requests(said)
    assert len(requests) > 1
    assert all("done" not in request for request in requests)
    assert all("wait-for-done" not in request for request in requests)
    answers = after(said.heard, "acknowledgments")
    assert answers[:3] == ["acknowledgments", "NAK", "0000"]
    ready = answers.index("ready")
    assert f"ACK {common}" in answers[:ready]
    assert answers[ready + 1] == "0001"
    assert "packfile" in answers[ready + 1 :]
    clone.check()
    assert clone.oid("origin/main") == work.oid("main")


def test_who_has_everything_hears_no_pack(desk: Desk, remote: Remote, work: GitRepository) -> None:
    clone = desk.clone(remote.url)
    said = listen(clone, "fetch", "--quiet", "origin")
    assert fetch_requests(said) == []


def test_a_shallow_clone_is_told_where_history_ends(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    said = listen_to_clone(desk, remote, "--depth=2")
    (request,) = fetch_requests(said)
    assert "deepen 2" in request
    heard = [line.removeprefix("\\1") for line in said.heard]
    assert after(heard, "shallow-info")[1] == f"shallow {work.oid('main~1')}"


def test_unshallow_is_told_which_commits_are_whole_now(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    clone = desk.clone(remote.url, "--depth=2")
    said = listen(clone, "fetch", "--quiet", "--unshallow")
    request, *_ = fetch_requests(said)
    assert f"shallow {work.oid('main~1')}" in request
    heard = [line.removeprefix("\\1") for line in said.heard]
    assert after(heard, "shallow-info")[1] == f"unshallow {work.oid('main~1')}"
    clone.check()


def test_a_filter_is_asked_for_and_objects_are_fetched_later(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    said = listen_to_clone(desk, remote, "--filter=blob:none", "--no-checkout")
    (request,) = fetch_requests(said)
    assert "filter blob:none" in request
    clone = GitRepository(desk.folder / "cloned")
    said = listen(clone, "checkout", "--quiet", "main")
    (request,) = fetch_requests(said)
    assert f"want {work.oid('main:file')}" in request
    assert not any(line.startswith("have ") for line in request)


def test_refs_are_wanted_by_their_names(desk: Desk, remote: Remote, work: GitRepository) -> None:
    said = listen_to_clone(desk, remote, "--single-branch", "--no-tags")
    (request,) = fetch_requests(said)
    assert "want-ref refs/heads/main" in request
    heard = [line.removeprefix("\\1") for line in said.heard]
    told = after(heard, "wanted-refs")
    assert f"{work.oid('main')} refs/heads/main" in told[: told.index("0001")]


def test_all_of_an_answer_goes_by_side_band_when_that_is_asked_for(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    clone = desk.clone(remote.url)
    work.commit("more")
    work.git("push", "--quiet", "origin", "main")
    said = listen(clone, "fetch", "--quiet", "origin", GIT_TEST_SIDEBAND_ALL="1")
    (request,) = fetch_requests(said)
    assert "sideband-all" in request
    assert {"\\1acknowledgments", "\\1ready", "\\1packfile"} <= set(said.heard)
    assert clone.oid("origin/main") == work.oid("main")
    clone.check()


def test_server_options_are_taken(remote: Remote, work: GitRepository) -> None:
    said = listen(work, "ls-remote", "--server-option=hello", remote.url)
    assert "server-option=hello" in said.sent
    assert f"{work.oid('main')} refs/heads/main" in said.heard


def test_who_negotiates_a_push_is_never_told_to_be_ready(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    clone = desk.clone(remote.url)
    clone.commit("more")
    clone.config["push.negotiate"] = "true"
    said = listen(clone, "push", "--quiet", "origin", "main")
    (request,) = fetch_requests(said)
    assert "wait-for-done" in request
    assert f"ACK {work.oid('main')}" in [line.removeprefix("\\1") for line in said.heard]
    assert "ready" not in [line.removeprefix("\\1") for line in said.heard]
    assert desk.mirror(remote).oid("main") == clone.oid("main")


def test_what_is_common_can_be_asked_without_a_fetch(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    clone = desk.clone(remote.url)
    clone.commits(2, "mine")
    before = clone.held()
    found = clone.read("fetch", "--negotiate-only", "--negotiation-tip=HEAD", "origin").split()
    assert work.oid("main") in found
    assert set(found) <= set(work.read("rev-list", "main").split())
    assert clone.held() == before


def test_the_dumb_protocol_is_refused_in_words_that_git_shows(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    caller = GitRepository(desk.folder)
    dumb = {"GIT_SMART_HTTP": "0"}
    said = caller.refused("clone", remote.url, "dumb", environment=dumb)
    assert "remote: Please upgrade your git client" in said


def test_version_1_differs_from_0_by_its_first_line(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    said: dict[int, list[str]] = {}
    for version in (0, 1):
        listing = GitRepository(work.folder, {"protocol.version": str(version)})
        trace = desk.folder / "trace"
        listing.git("ls-remote", remote.url, environment={"GIT_TRACE_PACKET": str(trace)})
        said[version] = [line.split("packet:")[1].strip() for line in lines_of(trace)]
        trace.unlink()
    assert "git< version 1" in said[1]
    assert [line for line in said[1] if line != "git< version 1"] == said[0]


def test_a_clone_by_version_0_hears_one_nak_and_the_pack(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    said = listen_to_clone(desk, remote, "--mirror", version=0)
    (first, *_) = (line for line in said.sent if line.startswith("want "))
    asked = set(first.split(" ")[2:])
    assert {"multi_ack_detailed", "no-done", "side-band-64k", "thin-pack", "ofs-delta"} <= asked
    assert after(said.heard, "NAK")[:2] == ["NAK", "PACK ..."]
    assert_equal(GitRepository(desk.folder / "cloned"), work)


def test_version_0_sends_the_pack_without_being_told_done(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    clone = desk.clone(remote.url, config={"protocol.version": "0"})
    common = clone.oid("HEAD")
    clone.commits(OWN_COMMITS, "mine")
    work.commits(2, "theirs")
    work.git("push", "--quiet", "origin", "main")

    said = listen(clone, "fetch", "--quiet", "origin")

    assert "done" not in said.sent
    assert f"ACK {common} common" in said.heard
    *_, ready = (line for line in said.heard if line.endswith(" ready"))
    final = ready.removesuffix(" ready")
    assert after(said.heard, ready)[:4] == [ready, "NAK", final, "PACK ..."]
    clone.check()
    assert clone.oid("origin/main") == work.oid("main")


def test_a_push_is_reported_line_by_line_inside_a_side_band(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    work.commit("more")
    said = listen(work, "push", "--quiet", "--atomic", "--push-option=hello", "origin", "main")
    command = f"{work.oid('main~1')} {work.oid('main')} refs/heads/main\\0 "
    (asked,) = (line for line in said.passed_on if line.startswith(command))
    capabilities = set(asked.removeprefix(command).split())
    expected = {"report-status-v2", "side-band-64k", "atomic", "push-options", "quiet"}
    assert expected <= capabilities
    assert "hello" in said.passed_on
    assert said.heard[0].startswith("\\1000eunpack ok")
    assert after(said.passed_on, "unpack ok")[1] == "ok refs/heads/main"
    assert_equal(desk.mirror(remote), work)


def test_a_deletion_sends_no_pack(remote: Remote, work: GitRepository) -> None:
    said = listen(work, "push", "--quiet", "--delete", "origin", "v1")
    assert "PACK ..." not in said.passed_on
    assert "ok refs/tags/v1" in said.passed_on


def test_progress_is_shown_while_a_clone_is_made(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    caller = GitRepository(desk.folder)
    said = caller.git("clone", "--progress", remote.url, "with-progress").said
    assert "remote: Total " in said
    said = caller.git("clone", "--progress", "--depth=1", remote.url, "shallow").said
    assert "remote: Enumerating objects: 3, done." in said
    assert "remote: " not in caller.git("clone", "--quiet", remote.url, "quiet").said


def lines_of(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if "packet:" in line]
