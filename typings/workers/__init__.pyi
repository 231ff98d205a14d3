# What Hearth uses of the Python Workers SDK (workers-runtime-sdk 1.9).
from collections.abc import Awaitable
from typing import Any

class Request:
    js_object: Any

class Response:
    js_object: Any
    def __init__(self, body: Any = ..., status: int = ..., headers: Any = ...) -> None: ...

class WorkerEntrypoint:
    ctx: Any
    env: Any
    def __init__(self, ctx: Any, env: Any) -> None: ...

class DurableObject:
    ctx: Any
    env: Any
    def __init__(self, ctx: Any, env: Any) -> None: ...

def wait_until(awaitable: Awaitable[Any], /) -> None: ...
def import_from_javascript(module: str, /) -> Any: ...
