from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from urllib.robotparser import RobotFileParser

import pytest

from config import Config
from forge.repositories import Visibility
from tests.support.hearth import START, Hearth
from tests.support.town import Town

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@pytest.fixture
def closed() -> Iterator[Hearth]:
    hearth = Hearth(Config(is_closed=True, security_contact="https://example.org/weaknesses"))
    yield hearth
    hearth.close()


def text(hearth: Hearth, path: str) -> str:
    reply = hearth.reply("GET", path)
    assert reply.status == 200
    return reply.body.decode()


def test_robots_may_read_what_has_an_end(hearth: Hearth) -> None:
    lines = text(hearth, "/robots.txt").splitlines()
    assert "Sitemap: https://hearth.example/sitemap.xml" in lines
    for hidden in ("commit", "commits", "blame", "compare", "raw"):
        assert f"Disallow: /*/*/{hidden}/" in lines
    assert "Disallow: /*?*" in lines


def test_robots_have_no_business_where_all_is_closed(closed: Hearth) -> None:
    rules = RobotFileParser()
    rules.parse(text(closed, "/robots.txt").splitlines())
    assert not rules.can_fetch("anybody", "/")
    assert closed.reply("GET", "/sitemap.xml").status == 404


def test_the_map_shows_what_is_public_whoever_asks() -> None:
    town = Town()
    database = town.hearth.database
    town.hearth.run(database.run("UPDATE repositories SET pushed_at = ?1", START))
    maps = {
        town.reply("GET", "/sitemap.xml", town.sessions[name] if name else None).body
        for name in ("", "alice", "mallory")
    }
    (found,) = maps
    urls = [each.text for each in ET.fromstring(found).iter(LOCATION)]  # noqa: S314 - our own
    assert urls[0] == "https://hearth.example/"
    assert sorted(filter(None, urls[1:])) == [
        "https://hearth.example/alice/old",
        "https://hearth.example/alice/open",
    ]
    town.close()


def test_what_is_empty_is_not_on_the_map(hearth: Hearth) -> None:
    hearth.add_repository("ada", "x", Visibility.PUBLIC)
    assert "ada/x" not in text(hearth, "/sitemap.xml")


def test_agents_are_told_how_to_read(hearth: Hearth) -> None:
    found = text(hearth, "/llms.txt")
    assert "https://hearth.example/api/openapi.json" in found
    assert "?format=md" in found
    assert "{origin}" not in found


def test_weaknesses_are_told_to_whom_the_settings_name(hearth: Hearth, closed: Hearth) -> None:
    assert hearth.reply("GET", "/.well-known/security.txt").status == 404
    found = text(closed, "/.well-known/security.txt").splitlines()
    assert found[0] == "Contact: https://example.org/weaknesses"
    assert found[1].startswith("Expires: 2027-")
    by_mail = hearth.new_app(Config(security_contact="security@example.org"))
    hearth.app = by_mail
    assert "Contact: mailto:security@example.org" in text(hearth, "/.well-known/security.txt")
