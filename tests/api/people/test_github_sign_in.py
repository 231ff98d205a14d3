"""Signing in with GitHub, against a stand-in that knows the rules of OAuth and PKCE."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from hashlib import sha256
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from api.people.github_sign_in import ATTEMPT_COOKIE, MAX_RETURN_TO, is_own_path
from config import Config
from door import SESSION_COOKIE
from exchange import Reply
from forge.accounts.sign_up import SignUp
from forge.elsewhere.github import GithubSettings
from forge.elsewhere.web import Answer, Order
from tests.support.hearth import json_of
from tests.support.town import SECRET_KEY, Town

BEGIN = "/login/github"
SETTINGS = GithubSettings("client", "client secret", "http://github.test", "http://api.test")


class Provider:
    """GitHub, as far as a browser and an OAuth app meet it."""

    def __init__(self) -> None:
        self.profile: object = {"id": 583231, "login": "octocat"}
        self._codes: dict[str, dict[str, str]] = {}

    def authorize(self, location: str, code: str = "code-1") -> str:
        """The browser comes by, and its user agrees; where it is sent."""
        url = urlsplit(location)
        assert f"{url.scheme}://{url.netloc}{url.path}" == f"{SETTINGS.url}/login/oauth/authorize"
        query = dict(parse_qsl(url.query))
        assert query["client_id"] == SETTINGS.client_id
        assert query["code_challenge_method"] == "S256"
        self._codes[code] = query
        return f"{query['redirect_uri']}?code={code}&state={query['state']}"

    def __call__(self, order: Order) -> Answer:
        if order.url == f"{SETTINGS.url}/login/oauth/access_token":
            return self._exchange(dict(parse_qsl((order.body or b"").decode())))
        assert order.url == f"{SETTINGS.api_url}/user"
        if order.headers["authorization"] != "Bearer access-token":
            return Answer(401, b'{"message": "Bad credentials"}')
        return Answer(200, json.dumps(self.profile).encode())

    def _exchange(self, form: dict[str, str]) -> Answer:
        asked = self._codes.pop(form["code"], None)
        digest = sha256(form["code_verifier"].encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        is_right = (
            asked is not None
            and form["client_secret"] == SETTINGS.client_secret
            and form["redirect_uri"] == asked["redirect_uri"]
            and challenge == asked["code_challenge"]
        )
        answer = {"access_token": "access-token"} if is_right else {"error": "bad_code"}
        return Answer(200, json.dumps(answer).encode())


@pytest.fixture
def provider(town: Town) -> Iterator[Provider]:
    app, provider = town.hearth.app, Provider()
    town.hearth.web.server = provider
    set_policy(town, SignUp.OPEN)
    yield provider
    town.hearth.app, town.hearth.web.server = app, None


def set_policy(town: Town, policy: SignUp) -> None:
    config = Config(github=SETTINGS, sign_up=policy, secret_key=SECRET_KEY)
    town.hearth.app = town.hearth.new_app(config)


def begin(town: Town, query: str = "") -> tuple[str, dict[str, str]]:
    """Where the browser is sent, and its cookie."""
    reply = town.hearth.reply("GET", BEGIN + query)
    assert reply.status == 302
    return reply.headers["location"], cookie_of(reply)


def cookie_of(reply: Reply) -> dict[str, str]:
    return {"cookie": reply.headers["set-cookie"].partition(";")[0]}


def come_back(town: Town, address: str, cookie: dict[str, str]) -> Reply:
    url = urlsplit(address)
    assert url.netloc == "hearth.example"
    return town.hearth.reply("GET", f"{url.path}?{url.query}", cookie)


def sign_in(town: Town, provider: Provider, query: str = "") -> Reply:
    location, cookie = begin(town, query)
    return come_back(town, provider.authorize(location), cookie)


def whoami(town: Town, reply: Reply) -> str:
    assert reply.status == 303, reply
    return town.done("GET", "/api/v3/user", cookie_of(reply))["login"]


def test_who_comes_first_gets_an_account_and_who_comes_again_has_it(
    town: Town, provider: Provider
) -> None:
    assert whoami(town, sign_in(town, provider)) == "octocat"
    provider.profile = {"id": 583231, "login": "renamed"}
    assert whoami(town, sign_in(town, provider)) == "octocat"


def test_a_name_that_is_taken_here_is_nobody_elses(town: Town, provider: Provider) -> None:
    provider.profile = {"id": 1, "login": "alice", "email": "alice@hearth.example"}
    assert whoami(town, sign_in(town, provider)) == "alice-2"
    provider.profile = {"id": 2, "login": "alice"}
    assert whoami(town, sign_in(town, provider)) == "alice-3"


def test_an_address_that_is_known_here_links_nothing(town: Town, provider: Provider) -> None:
    town.done("PATCH", "/api/v3/user", town.sessions["alice"], email="alice@hearth.example")
    provider.profile = {"id": 1, "login": "evil", "email": "alice@hearth.example"}
    assert whoami(town, sign_in(town, provider)) == "evil"


def test_nobody_gets_an_account_where_sign_up_is_closed(town: Town, provider: Provider) -> None:
    for policy in (SignUp.CLOSED, SignUp.INVITATION):
        set_policy(town, policy)
        assert sign_in(town, provider).status == 403


def link(town: Town, provider: Provider, name: str) -> Reply:
    location, cookie = begin(town)
    session = town.sessions[name]["cookie"]
    both = {"cookie": f"{cookie['cookie']}; {session}"}
    return come_back(town, provider.authorize(location), both)


def test_who_is_signed_in_links_the_account_and_signs_in_by_it(
    town: Town, provider: Provider
) -> None:
    assert link(town, provider, "alice").status == 303
    set_policy(town, SignUp.CLOSED)
    assert whoami(town, sign_in(town, provider)) == "alice"
    assert link(town, provider, "alice").status == 303
    reply = link(town, provider, "bob")
    assert reply.status == 409
    assert b"another person" in reply.body


def test_the_callback_is_taken_from_the_browser_that_began(town: Town, provider: Provider) -> None:
    """Else somebody could sign a victim in as themselves, or link themselves to a victim."""
    location, cookie = begin(town)
    address = provider.authorize(location)
    _, others_cookie = begin(town)
    for headers in ({}, others_cookie, {"cookie": f"{ATTEMPT_COOKIE}=x.Lw=="}):
        reply = come_back(town, address, headers)
        assert reply.status == 401
        assert SESSION_COOKIE not in reply.headers.get("set-cookie", "")
    assert come_back(town, address, cookie).status == 303


@pytest.mark.parametrize("change", ["state=x", "state=", "code=", "code=unknown", "error=denied"])
def test_an_answer_that_was_tampered_with_opens_nothing(
    town: Town, provider: Provider, change: str
) -> None:
    location, cookie = begin(town)
    url = urlsplit(provider.authorize(location))
    name, _, value = change.partition("=")
    query = {key: values[0] for key, values in parse_qs(url.query).items()} | {name: value}
    if name == "error":
        del query["code"]
    text = "&".join(f"{key}={value}" for key, value in query.items())
    assert town.hearth.reply("GET", f"{url.path}?{text}", cookie).status == 401


def test_a_code_opens_once(town: Town, provider: Provider) -> None:
    location, cookie = begin(town)
    address = provider.authorize(location)
    assert come_back(town, address, cookie).status == 303
    assert come_back(town, address, cookie).status == 401


def test_a_stolen_code_is_worth_nothing_without_the_verifier(
    town: Town, provider: Provider
) -> None:
    location, _ = begin(town)
    stolen = parse_qs(urlsplit(provider.authorize(location)).query)["code"][0]
    thiefs_location, thiefs_cookie = begin(town)
    state = parse_qs(urlsplit(thiefs_location).query)["state"][0]
    address = f"https://hearth.example{BEGIN}/callback?code={stolen}&state={state}"
    assert come_back(town, address, thiefs_cookie).status == 401


def test_neither_verifier_nor_client_secret_passes_through_the_browser(
    town: Town, provider: Provider
) -> None:
    location, cookie = begin(town)
    come_back(town, provider.authorize(location), cookie)
    form = dict(parse_qsl((town.hearth.web.orders[-2].body or b"").decode()))
    assert form["code_verifier"] not in location
    assert form["client_secret"] not in location
    assert cookie["cookie"].partition("=")[2] not in location


@pytest.mark.parametrize("profile", [{}, [], {"id": "583231", "login": "x"}, {"id": 5}])
def test_a_profile_without_an_identity_opens_nothing(
    town: Town, provider: Provider, profile: object
) -> None:
    provider.profile = profile
    assert sign_in(town, provider).status == 401


def test_a_provider_that_is_away_is_said_to_be(town: Town, provider: Provider) -> None:
    location, cookie = begin(town)
    address = provider.authorize(location)
    town.hearth.web.server = None
    assert come_back(town, address, cookie).status == 502
    town.hearth.web.server = lambda _order: Answer(500, b"<html>")
    assert come_back(town, address, cookie).status == 502


def test_where_it_is_not_set_up_there_is_nothing(town: Town) -> None:
    for path in (BEGIN, f"{BEGIN}/callback"):
        assert town.hearth.reply("GET", path).status == 404


def test_one_comes_back_to_where_one_was(town: Town, provider: Provider) -> None:
    reply = sign_in(town, provider, "?return_to=/alice/open%3Fx=1")
    assert reply.headers["location"] == "/alice/open?x=1"
    assert sign_in(town, provider).headers["location"] == "/"


ELSEWHERE = [
    "https://evil.example",
    "//evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/x\\..\\evil",
    "javascript:alert(1)",
    "evil.example",
    "",
    "/\t/evil.example",
    "/\r\nset-cookie: x=y",
    "/caf\u00e9",
    "/" + "x" * MAX_RETURN_TO,
]


@pytest.mark.parametrize("path", ELSEWHERE)
def test_nobody_is_sent_elsewhere(town: Town, provider: Provider, path: str) -> None:
    assert not is_own_path(path)
    location, cookie = begin(town)
    # Also not by a cookie that somebody wrote.
    value = (
        f"{cookie['cookie'].partition('.')[0]}.{base64.urlsafe_b64encode(path.encode()).decode()}"
    )
    reply = come_back(town, provider.authorize(location), {"cookie": value})
    assert reply.headers["location"] == "/"


def test_the_refusal_says_no_secret(town: Town, provider: Provider) -> None:
    provider.profile = {}
    reply = sign_in(town, provider)
    assert "access-token" not in reply.body.decode()
    assert json_of(reply) == {"message": "GitHub did not say who you are."}
