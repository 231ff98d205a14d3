"""Addresses of a repository's things, in the API and as pages."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

API = "/api/v3"


@dataclass(frozen=True, slots=True)
class Urls:
    """`origin` without a slash at its end; `repository` is owner and name."""

    origin: str
    repository: str

    def api(self, *parts: str) -> str:
        path = "".join(f"/{quote(part)}" for part in parts)
        return f"{self.origin}{API}/repos/{self.repository}{path}"

    def html(self, *parts: str) -> str:
        path = "".join(f"/{quote(part)}" for part in parts)
        return f"{self.origin}/{self.repository}{path}"

    def clone(self) -> str:
        return f"{self.origin}/{self.repository}.git"

    def user(self, name: str) -> str:
        return f"{self.origin}{API}/users/{quote(name)}"
