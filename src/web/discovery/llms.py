"""What an agent has to know of this server, as text (llmstxt.org)."""

from __future__ import annotations

from exchange import Reply
from web.address import Address, Audience
from web.view import View

_TEXT = """\
# Hearth

> A Git server. Repositories are pushed, cloned and browsed at {origin}/<owner>/<repository>.

Every page is there as text and as JSON: ask with `Accept: text/markdown` or `application/json`, or
add `?format=md` or `?format=json`. Each text ends in what can be done from there.

## Git

- Clone: `git clone {origin}/<owner>/<repository>.git`
- Push over HTTPS with an access token as the password; the first push makes the repository.

## Pages of a repository

- Folder: {origin}/<owner>/<repository>/tree/<ref>/<path>
- File: {origin}/<owner>/<repository>/blob/<ref>/<path>
- File as it lies, by ranges if you like: {origin}/<owner>/<repository>/raw/<ref>/<path>
- All paths: {origin}/<owner>/<repository>/find/<ref>?all=1&format=json
- Lines in files: {origin}/<owner>/<repository>/search?q=<text>&ref=<ref>&path=<folder>
- Commits: {origin}/<owner>/<repository>/commits/<ref>/<path>
- One commit: {origin}/<owner>/<repository>/commit/<oid>, also with .diff and .patch
- What lies between: {origin}/<owner>/<repository>/compare/<base>...<head>
- All files: {origin}/<owner>/<repository>/archive/<ref>.tar.gz

## API

- [OpenAPI]({origin}/api/openapi.json): every call, in GitHub's shapes where GitHub has them
- [Public repositories]({origin}/explore)
"""


async def show_llms(view: View) -> Reply:
    headers = {"content-type": "text/markdown; charset=utf-8"}
    return Reply(200, _TEXT.replace("{origin}", view.request.origin).encode(), headers)


ADDRESSES = (Address("GET", "/llms.txt", show_llms, audience=Audience.STRANGERS),)
