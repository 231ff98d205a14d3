"""The composition root: what the platform starts, wired from the layers.

An isolate has one `App`; it is made at the first request, because settings and bindings are not
there before, and no JavaScript object may be when the platform takes its snapshot.
"""

from __future__ import annotations

from typing import Any

from workers import WorkerEntrypoint

from app import App
from config import SETTINGS, Config
from forge.lifecycle import bin as recycling
from forge.lifecycle import forks
from forge.proof.passwords import PasswordHasher
from ports import Ports
from runtime import clock
from runtime.cache import PlatformCache
from runtime.crypto import pbkdf2_sha256, verify_rs256
from runtime.d1 import D1Database
from runtime.exchange import serve
from runtime.gate import DurableGate, Gate
from runtime.log import JsonLog
from runtime.repo_store import RepoStore
from runtime.repositories import DurableRepositories
from runtime.settings import read_settings
from runtime.web import FetchWeb

__all__ = ["Default", "Gate", "RepoStore"]

_apps: list[App] = []


class Default(WorkerEntrypoint):
    """Every HTTP request, and the upkeep of every night."""

    async def fetch(self, request: Any) -> Any:
        env = self.env._env
        return await serve(_app(env), request.js_object, env.REPOSITORIES)

    async def scheduled(self, _controller: Any, _env: Any = None, _ctx: Any = None) -> None:
        env = self.env._env
        purge = DurableRepositories(env.REPOSITORIES).purge
        database = D1Database(env.DB)
        await recycling.empty(database, purge, clock.now())
        await forks.sweep(database, purge, clock.now())


def _app(env: Any) -> App:
    if not _apps:
        config = Config.from_env(read_settings(env, SETTINGS))
        ports = Ports(
            database=D1Database(env.DB),
            passwords=PasswordHasher(pbkdf2_sha256),
            clock=clock.now,
            log=JsonLog(),
            gate=DurableGate(env.GATE),
            web=FetchWeb(),
            verify_rs256=verify_rs256,
            repositories=DurableRepositories(env.REPOSITORIES),
            cache=PlatformCache(),
        )
        _apps.append(App(config, ports))
    return _apps[0]
