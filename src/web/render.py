"""From a page to a reply, in the form that was asked for."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from exchange import Reply, Request
from replies import Json, html_reply, json_reply
from web.environment import template
from web.formats import Format
from web.frame import Frame
from web.page import Page, plain
from web.urls import shown

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        # Pictures in a README may come from anywhere; our referrer policy does not tell from where.
        "img-src 'self' data: https:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

_HEADERS = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "cache-control": "no-cache, private",
    "vary": "accept, authorization, cookie",
}


def render(page: Page, frame: Frame, form: Format) -> Reply:
    """The whole reply; it may be kept by nobody but the browser, which has to ask each time."""
    if form is Format.JSON:
        reply = json_reply(page.status, _json(page))
    elif form is Format.TEXT:
        text = template(f"{page.template}.md").render(page=page, c=page.content, frame=frame)
        kind = {"content-type": "text/markdown; charset=utf-8"}
        reply = Reply(page.status, shown(text).encode(), kind)
    else:
        html = template(f"{page.template}.html").render(page=page, c=page.content, frame=frame)
        reply = html_reply(page.status, shown(html))
    return replace(reply, headers={**_HEADERS, **reply.headers, **page.headers})


def with_etag(reply: Reply, request: Request) -> Reply:
    """The reply, or 304 without a body when the client has the same already."""
    if reply.status != 200 or request.method not in ("GET", "HEAD"):
        return reply
    etag = reply.headers.get("etag") or f'W/"{sha256(reply.body).hexdigest()[:32]}"'
    headers = {**reply.headers, "etag": etag}
    known = [each.strip() for each in request.headers.get("if-none-match", "").split(",")]
    if etag in known:
        kept = {name: value for name, value in headers.items() if name != "content-type"}
        return Reply(304, b"", kept)
    return replace(reply, headers=headers)


def _json(page: Page) -> Json:
    content = plain(page.content)
    assert isinstance(content, dict)  # noqa: S101 - the content of a page is a dataclass
    problem: dict[str, Json] = {"problem": shown(page.problem)} if page.problem else {}
    return {"title": shown(page.title), **problem, **content, "actions": plain(page.actions)}
