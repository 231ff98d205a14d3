"""Where the code of a Go module lies (go.dev/ref/mod#vcs-find).

Go's tools ask for the path of any package in a repository, without credentials, and then fetch
with Git, which asks for them. So the answer is made of the address alone: it is the same for what
is private, and for what does not exist.
"""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, urlsplit

from exchange import Reply, Request
from forge.names import find_repository_name
from replies import html_reply


def find_go_get(request: Request) -> Reply | None:
    """The answer to Go's tools; None for everybody else."""
    if request.method not in ("GET", "HEAD") or ("go-get", "1") not in parse_qsl(request.query):
        return None
    parts = request.path.split("/")
    name = find_repository_name(parts[1], parts[2]) if len(parts) > 2 else None
    if name is None:
        return None
    url = f"{request.origin}/{name}"
    module = f"{urlsplit(request.origin).netloc}/{name}"
    source = f"{url} {url}/tree/HEAD{{/dir}} {url}/blob/HEAD{{/dir}}/{{file}}#L{{line}}"
    page = (
        "<!doctype html>\n<html><head>\n"
        f'<meta name="go-import" content="{escape(f"{module} git {url}.git")}">\n'
        f'<meta name="go-source" content="{escape(f"{module} {source}")}">\n'
        f"</head><body>go get {escape(module)}</body></html>\n"
    )
    return html_reply(200, page, {"cache-control": "public, max-age=3600"})
