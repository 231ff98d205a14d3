"""What git's own server refuses is refused, and where git has words for it, in the same words.

Git often dies with its words in the log; Hearth says them to the client.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.differential import answers, lines
from tests.differential.lines import DELIMITER, FLUSH, RESPONSE_END
from tests.differential.pair import MAIN, Pair
from tests.differential.sides import V0, V2, Side

FETCH = ("command=fetch", DELIMITER)
LS_REFS = ("command=ls-refs", DELIMITER)
TIP = "want {tip}"

SAME_WORDS_V2 = [
    (*FETCH, f"want {0:040x}", "done", FLUSH),
    (*FETCH, TIP, "nonsense", "done", FLUSH),
    (*FETCH, TIP, "deepen 1", "deepen-since 1", "done", FLUSH),
    (*FETCH, TIP, "deepen 1", "deepen-not main", "done", FLUSH),
    (*FETCH, TIP, "deepen-not main", "done", FLUSH),
    (*FETCH, TIP, "deepen-since 2000000000", "done", FLUSH),
    (*FETCH, TIP, "shallow {tree}", "done", FLUSH),
    (*FETCH, TIP, "filter nonsense", "done", FLUSH),
    (*FETCH, TIP, "filter blob:limit=x", "done", FLUSH),
    (*FETCH, TIP, "filter object:type=x", "done", FLUSH),
    (*FETCH, TIP, "filter combine:", "done", FLUSH),
    (*FETCH, TIP, "filter combine:tree:1+a b", "done", FLUSH),
    (*FETCH, TIP, "filter blob:none", "filter tree:0", "done", FLUSH),
    (*FETCH, "want-ref refs/heads/nowhere", "done", FLUSH),
    ("command=nonsense", DELIMITER, FLUSH),
    ("command=fetch", "command=ls-refs", DELIMITER, FLUSH),
    ("nonsense", DELIMITER, FLUSH),
    ("agent=x", FLUSH),
    (DELIMITER, FLUSH),
    ("object-format=sha256", *FETCH, TIP, "done", FLUSH),
    (*LS_REFS, "nonsense", FLUSH),
    (*LS_REFS, "ref-prefix", FLUSH),
    (*LS_REFS, "peel", DELIMITER, FLUSH),
    (*LS_REFS, "peel", RESPONSE_END),
]

SAME_WORDS_V0 = [
    (f"want {1:040x}", FLUSH, "done"),
    (TIP, "shallow {tree}", FLUSH, "done"),
    (TIP, "deepen 1", "deepen-since 1", FLUSH, "done"),
    (TIP, "deepen-since 2000000000", FLUSH, "done"),
    (TIP, "filter blob:none", FLUSH, "done"),
    (f"{TIP} filter", "filter nonsense", FLUSH, "done"),
]

OTHER_WORDS_V2 = [
    (*FETCH, "want 12", "done", FLUSH),
    (*FETCH, TIP, "have 12", "done", FLUSH),
    (*FETCH, TIP, "shallow 12", "done", FLUSH),
    (*FETCH, TIP, "deepen 0", "done", FLUSH),
    (*FETCH, TIP, "deepen -1", "done", FLUSH),
    (*FETCH, TIP, "deepen x", "done", FLUSH),
    (*FETCH, TIP, "deepen-since x", "done", FLUSH),
    (*FETCH, TIP, "deepen-not nowhere", "done", FLUSH),
    (*FETCH, TIP, "filter tree:x", "done", FLUSH),
    (*FETCH, TIP, "filter sparse:oid=main:nowhere", "done", FLUSH),
    (*FETCH, TIP, "filter sparse:path=x", "done", FLUSH),
    ("object-format=nonsense", "command=ls-refs", FLUSH),
    ("command=ls-refs",),
    (*LS_REFS,),
    (*LS_REFS, "peel"),
]

OTHER_WORDS_V0 = [
    ("want 12", FLUSH, "done"),
    ("nonsense", FLUSH, "done"),
    ("done",),
    (TIP, "nonsense", FLUSH, "done"),
    (TIP, FLUSH, "nonsense"),
    (TIP, FLUSH, "have 12"),
    (TIP, "shallow 12", FLUSH, "done"),
    (TIP, "deepen 0", FLUSH, "done"),
    (TIP, "deepen -1", FLUSH, "done"),
    (TIP, "deepen x", FLUSH, "done"),
    (TIP, "deepen-not nowhere", FLUSH, "done"),
    (f"{TIP} filter", "filter sparse:path=x", FLUSH, "done"),
    (TIP,),
    (TIP, FLUSH, "have {tip}"),
]

NOTHING_ASKED = [
    (V2, (*FETCH, "done", FLUSH)),
    (V2, (*FETCH, FLUSH)),
    (V2, ("command=fetch", FLUSH)),
    (V2, (*FETCH, "have {tip}", "done", FLUSH)),
    (V2, (FLUSH,)),
    (V2, ()),
    (V0, (FLUSH,)),
    (V0, (FLUSH, "done")),
    (V0, (TIP, FLUSH)),
    (V0, (TIP, FLUSH, FLUSH)),
]


def in_version(version: str, cases: Sequence[Sequence[str]]) -> list[tuple[str, Sequence[str]]]:
    return [(version, case) for case in cases]


def body_of(pair: Pair, case: Sequence[str]) -> bytes:
    tip = pair.refs[MAIN]
    tree = pair.world.objects[tip].names[0]
    return lines.encode(*(line.format(tip=tip, tree=tree) for line in case))


def failure_of(side: Side, version: str, body: bytes) -> str:
    reply = side.upload_pack(version, body)
    if version == V2:
        return answers.decode_v2(reply).failure
    return answers.decode_v0(reply, sideband=False).failure


@pytest.mark.parametrize(
    ("version", "case"), in_version(V2, SAME_WORDS_V2) + in_version(V0, SAME_WORDS_V0)
)
def test_a_request_is_refused_in_the_words_of_git(
    version: str, case: Sequence[str], grown: Pair
) -> None:
    body = body_of(grown, case)
    gits = failure_of(grown.git, version, body).removeprefix("git upload-pack: ")
    assert failure_of(grown.hearth, version, body) == gits
    assert gits


@pytest.mark.parametrize(
    ("version", "case"), in_version(V2, OTHER_WORDS_V2) + in_version(V0, OTHER_WORDS_V0)
)
def test_what_git_refuses_is_refused(version: str, case: Sequence[str], grown: Pair) -> None:
    body = body_of(grown, case)
    assert failure_of(grown.git, version, body)
    assert failure_of(grown.hearth, version, body)


@pytest.mark.parametrize(("version", "case"), NOTHING_ASKED)
def test_who_asks_for_nothing_is_told_nothing_more_than_by_git(
    version: str, case: Sequence[str], grown: Pair
) -> None:
    body = body_of(grown, case)
    assert grown.hearth.upload_pack(version, body) == grown.git.upload_pack(version, body)
