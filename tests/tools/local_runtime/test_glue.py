from __future__ import annotations

import re

import pytest

from tools.local_runtime import glue
from tools.local_runtime.bundle import PYODIDE
from tools.local_runtime.glue import EDITS, Edit, GlueChanged, adapt


@pytest.fixture(scope="module")
def original() -> str:
    return (PYODIDE / "pyodide.asm.mjs").read_text()


@pytest.mark.parametrize("edit", EDITS, ids=lambda edit: edit.pattern)
def test_an_edit_fails_loudly_when_its_pattern_occurs_less_often(edit: Edit, original: str) -> None:
    place = re.search(edit.pattern, original)
    assert place is not None
    fewer = original[: place.start()] + original[place.end() :]
    with pytest.raises(GlueChanged, match=f"{edit.count - 1} places for .* instead of"):
        adapt(fewer)


def test_an_edit_fails_loudly_when_its_pattern_occurs_more_often(original: str) -> None:
    with pytest.raises(GlueChanged, match=r"23 places for .*now.* instead of 22"):
        adapt(original + "Date.now()")


def test_nothing_a_worker_may_not_do_is_left(original: str) -> None:
    body = adapt(original).removeprefix(glue.WRAPPERS + glue.REFUSE_EVAL)
    for forbidden in ("new WebAssembly.Module(", "Date.now", "crypto.getRandomValues"):
        assert forbidden not in body
    assert re.search(r"(?<![\w$.])eval\(", body) is None


def test_every_wrapper_that_is_imported_is_used(original: str) -> None:
    body = adapt(original).removeprefix(glue.WRAPPERS)
    names = re.findall(r"\w+(?=[,}])", glue.WRAPPERS)
    assert len(names) == 7
    for name in names:
        assert name in body


def test_the_module_function_is_exported_by_the_name_workerd_imports(original: str) -> None:
    assert adapt(original).endswith("export{_createPyodideModule};\n")
    assert "async function _createPyodideModule(" in original
