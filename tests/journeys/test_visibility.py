"""Who may see, fetch and push: the owner, others, and those who show no credentials."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository, assert_equal
from tests.support.people import add_person, url_for
from tests.support.server import HOST, Server

pytestmark = pytest.mark.workerd

OTHER = "bob"


@pytest.fixture(scope="module", autouse=True)
def other(server: Server) -> None:
    add_person(server, OTHER)


@pytest.fixture
def work(desk: Desk, remote: Remote) -> GitRepository:
    work = desk.repository(remote)
    work.commits(2)
    return work


@pytest.fixture
def private(remote: Remote, work: GitRepository) -> Remote:
    work.git("push", "--quiet", "origin", "main")
    return remote


@pytest.fixture
def public(remote: Remote, work: GitRepository) -> Remote:
    work.git("push", "--quiet", "--push-option=repo.private=false", "origin", "main")
    return remote


def status(remote: Remote, path: str, headers: Mapping[str, str] | None = None) -> int:
    with closing(HTTPConnection(HOST, remote.server.port, timeout=30)) as connection:
        connection.request("GET", f"/{remote.name}.git/{path}", headers=dict(headers or {}))
        answer = connection.getresponse()
        assert answer.status != 401 or answer.headers["WWW-Authenticate"].startswith("Basic ")
        answer.read()
        return answer.status


@pytest.mark.parametrize("service", ["git-upload-pack", "git-receive-pack"])
def test_a_private_repository_is_asked_for_credentials_and_hidden_from_others(
    desk: Desk, private: Remote, work: GitRepository, service: str
) -> None:
    path = f"info/refs?service={service}"
    missing = Remote(private.server, f"{private.name}-missing")
    assert status(private, path) == status(missing, path) == 401
    assert "could not read Username" in desk.refused_clone(private.public_url)

    others_url = url_for(private.server, OTHER, private.name)
    assert "not found" in desk.refused_clone(others_url)
    assert "not found" in work.refused("push", others_url, "main:theirs")
    assert_equal(desk.mirror(private), work)


def test_a_wrong_password_is_refused(desk: Desk, private: Remote) -> None:
    url = private.url.replace(private.server.password, "wrong")
    assert "Authentication failed" in desk.refused_clone(url)


def test_a_credential_helper_keeps_what_is_right_and_forgets_what_is_wrong(
    desk: Desk, private: Remote
) -> None:
    server, kept = private.server, desk.folder / "credentials"
    caller = GitRepository(desk.folder, {"credential.helper": f"store --file={kept}"})
    origin = f"@{HOST}%3a{server.port}\n"

    kept.write_text(f"http://{server.account}:wrong{origin}")
    assert "Authentication failed" in caller.refused("ls-remote", private.public_url)
    assert kept.read_text() == ""

    right = f"http://{server.account}:{server.password}{origin}"
    kept.write_text(right)
    assert "refs/heads/main" in caller.read("ls-remote", private.public_url)
    assert kept.read_text() == right


def test_a_public_repository_is_cloned_by_anyone_and_pushed_by_its_owner_alone(
    desk: Desk, public: Remote, work: GitRepository
) -> None:
    anonymous = desk.clone(public.public_url)
    others_url = url_for(public.server, OTHER, public.name)
    for url in (public.public_url, others_url):
        assert_equal(desk.clone(url, "--mirror"), work)

    work.commit("more")
    said = work.refused("push", public.public_url, "main")
    assert "could not read Username" in said
    said = work.refused("push", others_url, "main")
    assert "403" in said

    work.git("push", "--quiet", "origin", "main")
    anonymous.git("fetch", "--quiet")
    assert anonymous.oid("origin/main") == work.oid("main")


def test_nobody_makes_a_repository_under_the_name_of_another(
    remote: Remote, work: GitRepository
) -> None:
    said = work.refused("push", url_for(remote.server, OTHER, remote.name), "main")
    assert "not found" in said
    assert remote.get("info/refs?service=git-upload-pack").status == 404


def test_a_second_person_has_repositories_of_their_own(
    desk: Desk, remote: Remote, work: GitRepository
) -> None:
    name = remote.name.replace(remote.server.account, OTHER)
    work.git("push", "--quiet", url_for(remote.server, OTHER, name), "main")
    assert_equal(desk.clone(url_for(remote.server, OTHER, name), "--mirror"), work)
    assert "not found" in desk.refused_clone(remote.server.url_of(f"{name}.git"))


@pytest.mark.parametrize(
    ("scopes", "may_push"), [(["repo:read", "repo:write"], True), (["repo:read"], False)]
)
def test_a_token_opens_what_it_was_made_for(
    desk: Desk, private: Remote, work: GitRepository, *, scopes: list[str], may_push: bool
) -> None:
    server = private.server
    body = json.dumps({"name": f"for {private.name}", "scopes": scopes}).encode()
    path = f"/api/v1/users/{server.account}/tokens"
    made = private.ask("POST", path, body, {"Content-Type": "application/json"})
    assert made.status == 201, made
    token = json.loads(made.body)["sha1"]
    url = private.url.replace(server.password, token)

    assert_equal(desk.clone(url, "--mirror"), work)
    work.commit("more")
    if may_push:
        work.git("push", "--quiet", url, "main")
        assert_equal(desk.mirror(private), work)
    else:
        assert "403" in work.refused("push", url, "main")
