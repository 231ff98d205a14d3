"""The composition root: what the platform starts, wired from the layers.

An isolate has one `App`; it is made at the first request, because settings and bindings are not
there before, and no JavaScript object may be when the platform takes its snapshot.
"""

from __future__ import annotations

from typing import Any

from workers import WorkerEntrypoint

from app import App
from config import SETTINGS, Config
from forge.passwords import PasswordHasher
from runtime import clock
from runtime.crypto import pbkdf2_sha256
from runtime.d1 import D1Database
from runtime.exchange import serve
from runtime.log import JsonLog
from runtime.repo_store import RepoStore
from runtime.settings import read_settings

__all__ = ["Default", "RepoStore"]

_apps: list[App] = []


class Default(WorkerEntrypoint):
    """Every HTTP request."""

    async def fetch(self, request: Any) -> Any:
        env = self.env._env
        return await serve(_app(env), request.js_object, env.REPOSITORIES)


def _app(env: Any) -> App:
    if not _apps:
        config = Config.from_env(read_settings(env, SETTINGS))
        database = D1Database(env.DB)
        _apps.append(App(config, database, PasswordHasher(pbkdf2_sha256), clock.now, JsonLog()))
    return _apps[0]
