from __future__ import annotations

import json

import pytest

from runtime.log import MAX_TEXT, JsonLog, strike_out
from tests.support.token_texts import TOKENS


def raised(message: str) -> ValueError:
    try:
        raise ValueError(message)
    except ValueError as error:
        return error


def read_line(capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    (line,) = capsys.readouterr().err.splitlines()
    return json.loads(line)


def test_an_error_is_one_line_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().error(raised("first\nsecond"), {"request": "ab", "path": '/"\n\x1b[31m'})
    line = read_line(capsys)
    assert line["level"] == "error"
    assert line["error"] == "ValueError"
    assert line["request"] == "ab"
    assert line["path"] == '/"\n\x1b[31m'
    assert "test_log.py" in line["trace"]
    assert line["trace"].endswith("ValueError: first\nsecond\n")


def test_a_long_trace_keeps_its_end(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().error(raised("x" * MAX_TEXT + "the end"), {})
    trace = read_line(capsys)["trace"]
    assert len(trace) == MAX_TEXT
    assert trace.endswith("the end\n")


SECRET = TOKENS[0]


@pytest.mark.parametrize(
    "text",
    [
        f"a token {SECRET} in a sentence",
        f"Authorization: Bearer {SECRET}",
        "Authorization: Basic YWRtaW46aHVudGVyMg==",
        "authorization: basic YWRtaW46aHVudGVyMg==",
        "https://admin:hunter2@hearth.example/a/b",
        "hash pbkdf2-sha256$6x100000$c2FsdA==$aHVudGVyMg==",
    ],
)
def test_what_opens_doors_is_struck_out(text: str) -> None:
    clean = strike_out(text)
    assert "***" in clean
    for secret in [SECRET, "hunter2", "aHVudGVyMg", "YWRtaW46aHVudGVyMg"]:
        assert secret not in clean


def test_secrets_are_struck_out_of_fields_and_traces(capsys: pytest.CaptureFixture[str]) -> None:
    JsonLog().error(raised(f"refused {SECRET}"), {"path": f"/{SECRET}"})
    assert SECRET not in json.dumps(read_line(capsys))


def test_other_text_is_left_alone() -> None:
    text = "GET /alice/hello/info/refs: basic rules, https://hearth.example/a@b"
    assert strike_out(text) == text
