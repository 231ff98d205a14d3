"""Settings of the installation out of the platform's environment."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


def read_settings(env: Any, names: Iterable[str]) -> dict[str, str]:
    """Those of `names` that `[vars]` or secrets set to a text; `env` is the raw object."""
    values = {name: getattr(env, name, None) for name in names}
    return {name: value for name, value in values.items() if isinstance(value, str)}
