"""A clone goes on after the account that it came from has another name."""

from __future__ import annotations

import base64
import json
from contextlib import closing
from http.client import HTTPConnection

import pytest

from tests.support.desk import Desk
from tests.support.people import add_person, url_for
from tests.support.server import HOST, Server

pytestmark = pytest.mark.workerd


def rename(server: Server, name: str, new: str) -> int:
    credentials = base64.b64encode(f"{name}:{server.password}".encode()).decode()
    headers = {"authorization": f"Basic {credentials}", "content-type": "application/json"}
    with closing(HTTPConnection(HOST, server.port, timeout=30)) as connection:
        body = json.dumps({"login": new}).encode()
        connection.request("PUT", "/api/v3/user/login", body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status


def test_git_follows_to_the_new_name_and_nobody_takes_the_old_one(
    desk: Desk, server: Server
) -> None:
    for name in ("wanda", "hijacker"):
        add_person(server, name)
    work = desk.repository()
    work.commits(2)
    work.git("push", "--quiet", url_for(server, "wanda", "wanda/thing"), "main")
    assert rename(server, "wanda", "wendy") == 200
    assert rename(server, "hijacker", "wanda") == 409

    old = url_for(server, "wendy", "wanda/thing")
    clone = desk.clone(old)
    assert clone.oid("HEAD") == work.oid("main")
    clone.commit("more", {"more": b"1"})
    clone.git("push", "--quiet")
    new = desk.clone(url_for(server, "wendy", "wendy/thing"))
    assert new.oid("HEAD") == clone.oid("HEAD")
