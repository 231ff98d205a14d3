from __future__ import annotations

import json
from pathlib import Path

from bench.pages import COLD_AIM, WARM_AIM, PageTimes, encode_pages, format_pages
from bench.repositories import Source

SOURCE = Source("small", "small things", Path("small.git"), "refs/heads/main", 1, 1, None)


def test_a_page_that_is_slower_than_its_aims_is_marked() -> None:
    pages = [
        PageTimes("quick", 1_000, COLD_AIM, [WARM_AIM] * 3, [0.005] * 3),
        PageTimes("slow", 2, COLD_AIM + 0.001, [WARM_AIM + 0.001] * 3, []),
    ]
    table = format_pages(SOURCE, pages).splitlines()
    assert table[0] == "### Pages: small things"
    assert table[-2:] == [
        "| quick | 250.0 | 60.0 | 60.0 | 1,000 | 5.0 |",
        "| slow | 251.0 ✗ | 61.0 ✗ | 61.0 | 2 |  |",
    ]


def test_every_sample_is_kept() -> None:
    pages = [PageTimes("commits", 5, 0.5, [0.25, 0.5], [])]
    told = json.loads(encode_pages(SOURCE, pages))
    assert told["source"] == "small"
    assert told["pages"][0] == {
        "title": "commits",
        "size": 5,
        "cold": 0.5,
        "warm": [0.25, 0.5],
        "cgit": [],
    }
