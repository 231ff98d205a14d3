"""People in the real runtime: D1, the gate's object, Web Crypto and other servers for true."""

from __future__ import annotations

import base64
import json
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from forge import gate
from forge.proof.totp import STEP, code_at
from tests.support.desk import Desk
from tests.support.rsa import RsaKey
from tests.support.server import HOST, Server
from tools.commands import Command, run
from tools.wrangler import local_environment, wrangler

pytestmark = pytest.mark.workerd

PASSWORD = "correct horse battery"
AUDIENCE = "tag-of-the-application"
KEY = RsaKey.make(3, size=256)
SECONDS = 60


class _Elsewhere(BaseHTTPRequestHandler):
    """GitHub and Cloudflare Access, as far as Hearth asks them."""

    def do_GET(self) -> None:
        answers: dict[str, object] = {
            "/cdn-cgi/access/certs": {"keys": [{"kid": "key-1", **KEY.jwk}]},
            "/user": {"id": 583231, "login": "octocat"},
        }
        self._answer(answers[self.path])

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["content-length"])).decode())
        is_right = form["code"] == ["code-1"] and form["client_secret"] == ["client-secret"]
        self._answer({"access_token": "token"} if is_right else {"error": "bad_code"})

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""

    def _answer(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def elsewhere() -> Generator[str]:
    with ThreadingHTTPServer((HOST, 0), _Elsewhere) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://{HOST}:{server.server_address[1]}"
        server.shutdown()


@pytest.fixture(scope="module")
def team_url() -> Iterator[str]:
    with elsewhere() as url:
        yield url


@pytest.fixture(scope="module")
def town(team_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {
        "SIGN_UP": "open",
        "GITHUB_CLIENT_ID": "client",
        "GITHUB_CLIENT_SECRET": "client-secret",
        "GITHUB_URL": team_url,
        "GITHUB_API_URL": team_url,
        "ACCESS_TEAM_URL": team_url,
        "ACCESS_AUDIENCE": AUDIENCE,
    }
    with Server(tmp_path_factory.mktemp("town"), settings=settings) as server:
        yield server


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def cookie(self) -> str:
        return self.headers["Set-Cookie"].partition(";")[0]


class Browser:
    """Somebody's browser on a page of the server, or a program when it has no cookie."""

    def __init__(self, server: Server) -> None:
        self.server = server
        self.headers: dict[str, str] = {}

    def ask(self, method: str, path: str, **fields: object) -> Answer:
        body = None if method == "GET" else json.dumps(fields)
        headers = {"Content-Type": "application/json", "Origin": self.server.url, **self.headers}
        with closing(HTTPConnection(HOST, self.server.port, timeout=SECONDS)) as connection:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())

    def done(self, method: str, path: str, **fields: object) -> Answer:
        answer = self.ask(method, path, **fields)
        assert answer.status < 300, (method, path, answer)
        return answer

    def sign_in(self, name: str, **more: object) -> Answer:
        answer = self.ask("POST", "/api/v3/sessions", login=name, password=PASSWORD, **more)
        if answer.status == 201:
            self.headers = {"Cookie": answer.cookie}
        return answer


def newcomer(server: Server, name: str) -> Browser:
    browser = Browser(server)
    browser.done("POST", "/api/v3/users", username=name, password=PASSWORD)
    assert browser.sign_in(name).status == 201
    return browser


def test_a_repository_lives_from_its_creation_to_the_bin_and_back(town: Server, desk: Desk) -> None:
    alice = newcomer(town, "alice")
    made = alice.done("POST", "/api/v3/user/repos", name="story", private=True).json
    assert made["full_name"] == "alice/story"
    token = alice.done("POST", "/api/v1/users/alice/tokens", name="git").json["sha1"]
    base = f"http://{token}@{HOST}:{town.port}"
    work = desk.repository()
    work.commit("first", {"a": b"1\n"})
    work.git("push", "--quiet", f"{base}/alice/story.git", "main")
    assert "could not read Username" in desk.refused_clone(f"{town.url}/alice/story.git")

    alice.done("PATCH", "/api/v3/repos/alice/story", name="tale", private=False)
    # The old address leads on, for reading and for writing.
    assert (
        desk.clone(f"{town.url}/alice/story.git").refs()
        == desk.clone(f"{town.url}/alice/tale.git").refs()
    )
    work.commit("second")
    work.git("push", "--quiet", f"{base}/alice/story.git", "main")

    alice.done("PATCH", "/api/v3/repos/alice/tale", archived=True)
    work.commit("third")
    assert "403" in work.refused("push", f"{base}/alice/tale.git", "main")
    alice.done("DELETE", "/api/v3/repos/alice/tale")
    assert "not found" in desk.refused_clone(f"{base}/alice/tale.git")
    (deleted,) = alice.done("GET", "/api/v3/users/alice/deleted-repos").json
    alice.done("POST", f"/api/v3/users/alice/deleted-repos/{deleted['id']}/restore")
    assert desk.clone(f"{town.url}/alice/tale.git").refs()
    log = alice.done("GET", "/api/v3/repos/alice/tale/audit-log").json
    assert [entry["action"].removeprefix("repository.") for entry in log] == [
        "restored", "deleted", "changed", "changed", "renamed", "created",
    ]  # fmt: skip


def test_the_bin_is_emptied_when_its_time_has_come(town: Server, desk: Desk) -> None:
    admin = Browser(town)
    fields = {"login": town.account, "password": town.password}
    admin.headers = {"Cookie": admin.done("POST", "/api/v3/sessions", **fields).cookie}
    work = desk.repository()
    work.commit("first", {"a": b"1\n"})
    for name in ("early", "late"):
        work.git("push", "--quiet", town.url_of(f"admin/{name}.git"), "main")
        admin.done("DELETE", f"/api/v3/repos/admin/{name}")
    town.stop()
    execute(town, "UPDATE repositories SET deleted_at = 1 WHERE name = 'early'")
    town.start()
    status, said = town.get("/cdn-cgi/handler/scheduled")
    assert (status, said) == (200, b"ok")
    path = "/api/v3/users/admin/deleted-repos"
    assert [each["name"] for each in admin.done("GET", path).json] == ["late"]


def execute(server: Server, sql: str) -> None:
    arguments = ("hearth", "--local", "--persist-to", server.state, "--command", sql)
    command = Command(wrangler("d1", "execute", *arguments), "", local_environment(server.state))
    run(command)


def test_members_of_a_team_push_to_what_is_the_organizations(town: Server, desk: Desk) -> None:
    owner, member = newcomer(town, "olga"), newcomer(town, "milo")
    owner.done("POST", "/api/v3/orgs", login="acme")
    owner.done("POST", "/api/v3/orgs/acme/repos", name="tool")
    owner.done("PUT", "/api/v3/orgs/acme/memberships/milo")
    owner.done("POST", "/api/v3/orgs/acme/teams", name="core")
    owner.done("PUT", "/api/v3/orgs/acme/teams/core/memberships/milo")
    member.done("POST", "/api/v3/user/agents", name="milos-robot")
    tokens = "/api/v1/users/milos-robot/tokens"
    path = "/api/v3/orgs/acme/teams/core/repos/acme/tool"
    owner.done("PUT", path, permission="read")
    made = member.done("POST", tokens, name="t", repositories=["acme/tool"]).json
    url = f"http://robot:{made['sha1']}@{HOST}:{town.port}/acme/tool.git"
    work = desk.repository()
    work.commit("first")
    assert "403" in work.refused("push", url, "main")
    owner.done("PUT", path, permission="write")
    work.git("push", "--quiet", url, "main")
    owner.done("DELETE", "/api/v3/orgs/acme/memberships/milo")
    assert "not found" in desk.refused_clone(url)


def test_a_second_factor_is_asked_for_and_its_codes_are_taken_once(town: Server) -> None:
    zoe = newcomer(town, "zoe")
    factor = "/api/v3/user/second-factor"
    secret = base64.b32decode(zoe.done("POST", factor, password=PASSWORD).json["secret"])
    now = int(time.time()) // STEP
    codes = zoe.done("PUT", factor, otp=code_at(secret, now - 1)).json["recovery_codes"]
    other = Browser(town)
    assert other.sign_in("zoe").status == 401
    assert other.sign_in("zoe", otp=code_at(secret, now)).status == 201
    assert other.sign_in("zoe", otp=code_at(secret, now)).status == 401
    assert other.sign_in("zoe", otp=codes[0]).status == 201
    assert other.sign_in("zoe", otp=codes[0]).status == 401


def test_guessing_comes_to_an_end_for_all_isolates(town: Server) -> None:
    newcomer(town, "gina")
    browser = Browser(town)
    for _ in range(gate.ACCOUNT.capacity):
        wrong = browser.ask("POST", "/api/v3/sessions", login="gina", password="wrong")
        assert wrong.status == 401
    stopped = browser.sign_in("gina")
    assert stopped.status == 429
    assert 0 < int(stopped.headers["Retry-After"]) <= gate.ACCOUNT.refill


def test_a_session_that_was_ended_opens_nothing(town: Server) -> None:
    admin = Browser(town)
    fields = {"login": town.account, "password": town.password}
    admin.headers = {"Cookie": admin.done("POST", "/api/v3/sessions", **fields).cookie}
    copy = Browser(town)
    copy.headers = dict(admin.headers)
    assert copy.ask("GET", "/api/v3/user").json["site_admin"] is True
    admin.done("DELETE", "/api/v3/session")
    assert copy.ask("GET", "/api/v3/user").status == 401


def test_one_signs_in_with_github(town: Server) -> None:
    browser = Browser(town)
    begun = browser.ask("GET", "/login/github?return_to=/octocat")
    assert begun.status == 302
    state = parse_qs(urlsplit(begun.headers["Location"]).query)["state"][0]
    browser.headers = {"Cookie": begun.cookie}
    back = browser.ask("GET", f"/login/github/callback?code=code-1&state={state}")
    assert (back.status, back.headers["Location"]) == (303, "/octocat")
    browser.headers = {"Cookie": back.cookie}
    assert browser.ask("GET", "/api/v3/user").json["login"] == "octocat"


def test_cloudflare_access_is_believed_by_its_signature(town: Server, team_url: str) -> None:
    now = int(time.time())
    claims = {"iss": team_url, "aud": [AUDIENCE], "sub": "s-1", "email": "ada@x.example"}
    header = {"alg": "RS256", "kid": "key-1"}
    parts = [_base64url(json.dumps(part).encode()) for part in (header, claims | {"exp": now + 60})]
    signature = KEY.sign(".".join(parts).encode())
    browser = Browser(town)
    browser.headers = {"Cf-Access-Jwt-Assertion": ".".join([*parts, _base64url(signature)])}
    assert browser.ask("GET", "/api/v3/user").json["login"] == "ada"
    forged = bytes([signature[0] ^ 1]) + signature[1:]
    browser.headers = {"Cf-Access-Jwt-Assertion": ".".join([*parts, _base64url(forged)])}
    assert browser.ask("GET", "/api/v3/user").status == 401


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
