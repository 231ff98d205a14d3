# What Hearth uses of pyodide.ffi (Pyodide 314).
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

_T = TypeVar("_T")

class JsProxy:
    def __getattr__(self, name: str) -> Any: ...
    def to_py(self, *, depth: int = ...) -> Any: ...
    def to_bytes(self) -> bytes: ...

class JsException(Exception):
    name: str
    message: str
    stack: str

class JsNull:
    def __bool__(self) -> bool: ...

jsnull: JsNull

def to_js(
    obj: object,
    /,
    *,
    depth: int = ...,
    dict_converter: Callable[..., Any] | None = ...,
) -> Any: ...
def create_proxy(obj: object, /, *, capture_this: bool = ...) -> Any: ...
def create_once_callable(obj: Callable[..., Any], /) -> Any: ...
def destroy_proxies(proxies: Any, /) -> None: ...
def run_sync(promise: Awaitable[_T], /) -> _T: ...
