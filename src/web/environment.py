"""The templates, all compiled when the Worker is loaded, before its snapshot is taken."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template, select_autoescape

from web.urls import owner_url, shown, with_query

TEMPLATES = Path(__file__).parent / "templates"

SHORT = 10
"""Digits of an oid where one is shown: unique in histories of millions of objects."""

_SPANS = (
    ("year", 31_557_600),
    ("month", 2_629_800),
    ("week", 604_800),
    ("day", 86_400),
    ("hour", 3_600),
    ("minute", 60),
)
"""In seconds; months and years of mean length."""

_CLOCK_SKEW = 300
"""Seconds that the clocks of people's machines may run ahead of ours."""

_UNITS = ("bytes", "KB", "MB", "GB", "TB")


def size_text(size: int) -> str:
    """A size in bytes as people read it: 1,234 bytes, 12.3 KB."""
    value, unit = float(size), 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    return f"{size:,} bytes" if unit == 0 else f"{value:.1f} {_UNITS[unit]}"


@lru_cache(maxsize=1_024)
def iso_time(seconds: int) -> str:
    """Seconds since 1970 as RFC 3339, in UTC; the ends of the calendar stand for what is beyond."""
    bounded = min(max(seconds, -62_135_596_800), 253_402_300_799)
    return datetime.fromtimestamp(bounded, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def day_text(seconds: int) -> str:
    return iso_time(seconds)[:10]


def ago_text(seconds: int, now: int) -> str:
    """How long ago that was, in the largest unit that says enough; a day for what is to come."""
    passed = now - seconds
    if passed < 0:
        return "just now" if passed > -_CLOCK_SKEW else f"on {day_text(seconds)}"
    for unit, length in _SPANS:
        count = passed // length
        if count:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


def number_text(number: int) -> str:
    return f"{number:,}"


def short_oid(hex_oid: str) -> str:
    return hex_oid[:SHORT]


def with_page(path: str, number: int) -> str:
    """The address of another page of the same list."""
    return with_value(path, "page", number)


def with_format(path: str, name: str) -> str:
    """The address of another form of the same page."""
    return with_value(path, "format", name)


def with_value(path: str, name: str, value: str | int) -> str:
    """The address `path`, its query with `value` under `name` in place of any other."""
    base, _, query = path.partition("?")
    pairs = parse_qsl(query, keep_blank_values=True, errors="surrogateescape")
    kept = [pair for pair in pairs if pair[0] != name]
    return f"{base}?{urlencode([*kept, (name, str(value))], errors='surrogateescape')}"


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=select_autoescape(("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        keep_trailing_newline=True,
    )
    filters: dict[str, Any] = {
        "size": size_text,
        "iso": iso_time,
        "day": day_text,
        "ago": ago_text,
        "shown": shown,
        "owner_url": owner_url,
        "number": number_text,
        "short": short_oid,
    }
    environment.filters.update(filters)
    functions: dict[str, Any] = {
        "with_query": with_query,
        "with_page": with_page,
        "with_format": with_format,
    }
    environment.globals.update(functions)
    return environment


def _compiled() -> dict[str, Template]:
    environment = _environment()
    return {name: environment.get_template(name) for name in environment.list_templates()}


_TEMPLATES = _compiled()


def template(name: str) -> Template:
    """The template in `templates/<name>`; KeyError when there is none."""
    return _TEMPLATES[name]
