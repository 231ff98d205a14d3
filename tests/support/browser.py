"""A browser without a screen or scripts: it follows links and sends the forms that pages hold."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from justhtml import JustHTML

from exchange import Answer, Reply
from tests.support.hearth import Hearth

MAX_REDIRECTS = 5
ORIGIN = "https://hearth.example"
SCHEMES_OF_SCRIPTS = ("javascript:", "vbscript:", "data:text")


@dataclass
class Form:
    browser: Browser
    url: str
    method: str
    values: dict[str, str]
    offered: frozenset[str]
    """Names of the controls, buttons included."""

    def send(self, **values: str) -> Screen:
        """Fill in `values`, press the button that bears one of their names, and see what comes."""
        unknown = set(values) - self.offered
        assert not unknown, f"the form has no {unknown}"
        return self.browser.send(self.method, self.url, {**self.values, **values})


@dataclass
class Screen:
    """What the browser shows: where it ended, and the document there."""

    browser: Browser
    url: str
    reply: Reply
    document: Any = field(repr=False)

    @property
    def status(self) -> int:
        return self.reply.status

    @property
    def text(self) -> str:
        """All that a person can read, in one line."""
        return " ".join(self.document.to_text().split())

    @property
    def html(self) -> str:
        return self.reply.body.decode()

    def active(self) -> list[str]:
        """What could run a script that is not ours: elements, handlers and addresses of scripts."""
        found = [str(each.attrs) for each in self.document.query("script") if not _is_ours(each)]
        for each in self.document.query("*"):
            found += [name for name in each.attrs if name.startswith("on") or name == "style"]
            found += [
                value
                for value in each.attrs.values()
                if value
                and value.strip().lower().startswith(("javascript:", "data:text", "vbscript:"))
            ]
        return found

    def links(self) -> list[str]:
        """Where links lead, as addresses of this server where they do."""
        return [urljoin(self.url, each.attrs["href"]) for each in self.document.query("a[href]")]

    def form(self, action: str | None = None) -> Form:
        """The form that is sent to `action`, or without it to the only address there is.

        Several to one address, as a list with a button on each line has them, count as one.
        """
        forms = self.document.query("main form")
        found = [each for each in forms if action is None or self._action(each) == action]
        assert found, f"no form for {action} on {self.url}"
        assert len({self._action(each) for each in found}) == 1, f"several forms on {self.url}"
        values: dict[str, str] = {}
        offered: set[str] = set()
        for each in found:
            values |= _values(each)
            offered |= {each.attrs["name"] for each in each.query("[name]")}
        method = (found[0].attrs.get("method") or "get").upper()
        return Form(self.browser, self._action(found[0]), method, values, frozenset(offered))

    def _action(self, form: Any) -> str:
        return urlsplit(urljoin(self.url, form.attrs.get("action") or self.url)).path


class Browser:
    def __init__(self, hearth: Hearth) -> None:
        self.hearth = hearth
        self.cookies: dict[str, str] = {}

    def open(self, url: str) -> Screen:
        return self._go("GET", url, {}, b"")

    def send(self, method: str, url: str, values: Mapping[str, str]) -> Screen:
        if method == "GET":
            return self.open(f"{url}?{urlencode(values)}")
        kind = {"content-type": "application/x-www-form-urlencoded"}
        return self._go(method, url, {**kind, "origin": ORIGIN}, urlencode(values).encode())

    def sign_in(self, name: str, password: str) -> Screen:
        return self.open("/login").form("/login").send(login=name, password=password)

    def _go(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Screen:
        for _ in range(MAX_REDIRECTS):
            reply = self._ask(method, url, headers, body)
            location = reply.headers.get("location")
            if location is None:
                page = JustHTML(reply.body.decode("utf-8", "replace"), sanitize=False)
                return Screen(self, url, reply, page)
            assert location.startswith("/"), location
            method, url, headers, body = "GET", location.partition("#")[0], {}, b""
        raise AssertionError(f"more than {MAX_REDIRECTS} redirections, the last to {url}")

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        shown = {"accept": "text/html,*/*;q=0.8", "sec-fetch-site": "same-origin", **headers}
        if cookie:
            shown["cookie"] = cookie
        answer: Answer = self.hearth.ask(method, url, shown, body)
        assert isinstance(answer, Reply), answer
        self._keep(answer.headers.get("set-cookie"))
        return answer

    def _keep(self, header: str | None) -> None:
        if header is None:
            return
        pair, *attributes = header.split("; ")
        name, _, value = pair.partition("=")
        if "Max-Age=0" in attributes:
            self.cookies.pop(name, None)
        else:
            self.cookies[name] = value


def _is_ours(script: Any) -> bool:
    return (script.attrs.get("src") or "").startswith("/static/") and not script.to_text()


def _values(form: Any) -> dict[str, str]:
    """What a browser would send without anybody having touched the form."""
    values: dict[str, str] = {}
    for control in form.query("input[name], textarea[name], select[name]"):
        attributes, name = control.attrs, control.attrs["name"]
        if control.name == "select":
            options = control.query("option")
            chosen = [each for each in options if "selected" in each.attrs] or options[:1]
            for option in chosen:
                values[name] = option.attrs.get("value", option.to_text().strip())
        elif control.name == "textarea":
            values[name] = control.to_text()
        elif attributes.get("type") not in ("checkbox", "radio") or "checked" in attributes:
            values[name] = attributes.get("value") or ""
    return values
