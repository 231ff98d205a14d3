"""`.build/workerd`: what wrangler runs in workerd's place, so that it starts with our Python."""

from __future__ import annotations

import shlex
from pathlib import Path

from tools.local_runtime.snapshot import SNAPSHOT
from tools.local_runtime.workerd import bundle_flag, workerd_binary
from tools.paths import WORKERD_WRAPPER
from tools.stamps import write_atomically


def ensure_wrapper() -> None:
    """Write it; cheap enough to do each time."""
    loading = [
        f"--python-snapshot-dir={SNAPSHOT.parent}",
        f"--python-load-snapshot={SNAPSHOT.name}",
    ]
    script = wrapper_script(workerd_binary(), [bundle_flag(), *loading])
    write_atomically(WORKERD_WRAPPER, script.encode(), mode=0o755)


def wrapper_script(binary: Path, serve_flags: list[str]) -> str:
    """A shell script that adds flags behind `serve` and becomes workerd."""
    return (
        "#!/bin/sh\n"
        f'if [ "$1" = serve ]; then shift; set -- serve {shlex.join(serve_flags)} "$@"; fi\n'
        f'exec {shlex.quote(str(binary))} "$@"\n'
    )
