"""The API, used by the clients that people have, against real workerd."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
from pathlib import Path

import pytest
import requests
from github import Auth, Github, GithubException, InputGitTreeElement

from tests.support.desk import Desk, Remote
from tests.support.git_client import GitRepository
from tests.support.server import Server
from tools.paths import ROOT, node_folder

pytestmark = pytest.mark.workerd

SECONDS = 120

JSON = {"content-type": "application/json"}


@pytest.fixture(scope="module")
def token(server: Server) -> str:
    """A token of the administrator's that opens everything that one can."""
    body = json.dumps({"name": "story", "scopes": ["repo:write", "admin"]}).encode()
    path = f"/api/v1/users/{server.account}/tokens"
    answer = Remote(server, "").ask("POST", path, body, JSON)
    assert answer.status == 201, answer
    return json.loads(answer.body)["sha1"]


def test_a_story_told_by_pygithub(server: Server, token: str, desk: Desk) -> None:
    github = Github(base_url=f"{server.url}/api/v3", auth=Auth.Token(token), retry=None)
    repository = github.get_user().create_repo("pygithub-story", description="a story")
    assert repository.full_name == f"{server.account}/pygithub-story"

    first = repository.create_file("src/a.py", "first", "a = 1\n")
    content = repository.get_contents("src/a.py")
    assert not isinstance(content, list)
    assert content.decoded_content == b"a = 1\n"
    repository.update_file("src/a.py", "second", "a = 2\n", content.sha)
    with pytest.raises(GithubException) as stale:
        repository.update_file("src/a.py", "stale", "a = 3\n", content.sha)
    assert stale.value.status == 409

    head = repository.get_branch("main").commit
    assert head.commit.message == "second"
    assert [each.sha for each in head.parents] == [first["commit"].sha]
    assert "+a = 2" in head.files[0].patch

    repository.create_git_ref("refs/heads/topic", head.sha)
    element = InputGitTreeElement("b.py", "100644", "blob", content="b = 1\n")
    tree = repository.create_git_tree([element], repository.get_git_tree(head.sha))
    parent = repository.get_git_commit(head.sha)
    commit = repository.create_git_commit("by hand", tree, [parent])
    repository.get_git_ref("heads/topic").edit(commit.sha)
    tag = repository.create_git_tag("v1", "one", commit.sha, "commit")
    repository.create_git_ref("refs/tags/v1", tag.sha)

    compared = repository.compare("main", "topic")
    assert (compared.ahead_by, compared.behind_by) == (1, 0)
    assert [each.filename for each in compared.files] == ["b.py"]
    assert [each.commit.message for each in repository.get_commits(sha="topic")] == [
        "by hand",
        "second",
        "first",
    ]
    assert [each.name for each in repository.get_branches()] == ["main", "topic"]
    assert [each.name for each in repository.get_tags()] == ["v1"]
    assert repository.get_archive_link("tarball", "v1").endswith(f"{commit.sha}.tar.gz")

    repository.rename_branch("topic", "kept")
    repository.edit(default_branch="kept")
    clone = desk.clone(server.url_of(f"{repository.full_name}.git"))
    assert clone.oid("HEAD") == commit.sha
    assert clone.read("symbolic-ref", "HEAD") == "refs/heads/kept"
    clone.check()

    gone = repository.get_contents("src/a.py", ref="kept")
    assert not isinstance(gone, list)
    repository.delete_file("src/a.py", "gone", gone.sha, branch="kept")
    repository.replace_topics(["story", "git"])
    assert repository.get_topics() == ["git", "story"]
    repository.delete()
    with pytest.raises(GithubException) as absent:
        github.get_repo(repository.full_name)
    assert absent.value.status == 404


def test_a_story_told_by_octokit(server: Server, token: str) -> None:
    told = subprocess.run(
        [
            node_folder() / "node",
            ROOT / "tests/support/octokit_story.mjs",
            f"{server.url}/api/v3",
            token,
            server.account,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )
    assert told.stdout == "told\n", told.stderr


def test_what_is_pushed_is_read_and_what_is_written_is_fetched(desk: Desk, remote: Remote) -> None:
    work = desk.repository(remote)
    pushed = work.commit("pushed", {"a": b"1\n", "large": bytes(3_000_000)})
    work.git("push", "--quiet", "origin", "main")
    base = f"/api/v3/repos/{remote.name}"

    shown = json.loads(remote.ask("GET", f"{base}/commits/main", b"").body)
    assert shown["sha"] == pushed
    body = {"message": "written", "branch": "main", "files": [{"path": "b", "content": "2\n"}]}
    answer = remote.ask("POST", f"{base}/commit-files", json.dumps(body).encode(), JSON)
    written = json.loads(answer.body)
    work.git("pull", "--quiet", "origin", "main")
    assert work.oid("HEAD") == written["sha"]
    work.check()

    archive = remote.ask("GET", f"{base}/archive/main.tar.gz", b"").body
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        names = {each.name.partition("/")[2]: each.size for each in tar if each.isreg()}
    assert names == {"a": 2, "b": 2, "large": 3_000_000}


def test_a_long_file_comes_whole_and_by_ranges(server: Server, token: str, tmp_path: Path) -> None:
    content = os.urandom(12_000_000)
    work = GitRepository(tmp_path / "long")
    work.folder.mkdir()
    work.git("init", "--quiet", "--initial-branch=main")
    work.commit("long", {"long.bin": content})
    work.git("push", "--quiet", server.url_of(f"{server.account}/long.git"), "main")
    base = f"{server.url}/api/v3/repos/{server.account}/long"
    headers = {"authorization": f"Bearer {token}"}
    whole = requests.get(f"{base}/raw/long.bin", headers=headers, timeout=SECONDS)
    assert whole.status_code == 200
    assert whole.content == content
    part = {**headers, "range": "bytes=11999990-", "accept": "application/vnd.github.raw"}
    for path in ("raw/long.bin", "contents/long.bin", f"git/blobs/{work.oid('main:long.bin')}"):
        answer = requests.get(f"{base}/{path}", headers=part, timeout=SECONDS)
        assert (answer.status_code, answer.content) == (206, content[-10:]), path
        assert answer.headers["content-range"] == "bytes 11999990-11999999/12000000"


def test_calls_are_counted(server: Server, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"}
    asked = f"{server.url}/api/v3/meta"
    first = requests.get(asked, headers=headers, timeout=SECONDS)
    used = int(first.headers["x-ratelimit-used"])
    last = [requests.get(asked, headers=headers, timeout=SECONDS) for _ in range(12)][-1]
    assert int(last.headers["x-ratelimit-used"]) == used + 12
    same = {**headers, "if-none-match": last.headers["etag"]}
    assert requests.get(asked, headers=same, timeout=SECONDS).status_code == 304
    told = requests.get(f"{server.url}/api/v3/rate_limit", headers=headers, timeout=SECONDS)
    assert told.json()["rate"]["used"] == used + 12
    assert told.json()["rate"]["remaining"] == told.json()["rate"]["limit"] - used - 12
