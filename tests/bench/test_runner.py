from __future__ import annotations

from pathlib import Path

import pytest

from bench.operations import OPERATIONS
from bench.options import OFTEN_TIMES, Options
from bench.report import format_result
from bench.repositories import Source
from bench.runner import run

pytestmark = pytest.mark.workerd


def test_both_servers_do_a_round_and_hearth_tells_what_it_took(
    source: Source, tmp_path: Path
) -> None:
    keys = frozenset(operation.key for operation in OPERATIONS)
    options = Options(keys, ("small",), rounds=1, sample="", is_direct=True)
    result = run(source, options, tmp_path)
    assert [sample.error for sample in result.samples if sample.error] == []
    for name in ("hearth", "git"):
        done = [sample.operation for sample in result.samples if sample.contestant == name]
        assert set(done) == keys
        assert done.count("ls-remote") == OFTEN_TIMES
    (push,) = [s for s in result.samples if (s.operation, s.contestant) == ("push", "hearth")]
    assert push.heap is not None
    assert 20_000_000 < push.heap < 100_000_000
    assert push.peak is not None
    assert push.peak > push.heap
    assert push.packed is not None
    assert push.packed > 1_000
    assert push.rows is not None
    assert push.rows > 3
    assert sum(sample.cpu for sample in result.samples if sample.contestant == "hearth") > 0
    assert "failed" not in format_result(result)
    assert "Ready on" in (tmp_path / "small.log").read_text()
