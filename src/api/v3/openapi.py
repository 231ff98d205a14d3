"""The OpenAPI 3.1 document, made of the same declarations that check.

A path parameter that stands for several segments takes slashes, which OpenAPI cannot say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus

from api.v3.endpoint import Endpoint
from api.v3.schema import Description, ListOf, Named, Nullable, Object, Schema
from config import VERSION
from door import SESSION_COOKIE
from forge.access import Action
from replies import Json

_ERROR: dict[str, Json] = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "message": {"type": "string"},
        "errors": {"type": "array", "items": {"type": "object"}},
        "documentation_url": {"type": "string"},
    },
}

_SEGMENT = re.compile(r"\{(\w+)\+?\}")
_WORD = re.compile(r"\w+")

_ERROR_CONTENT: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}

_SECURITY: Json = {
    "basic": {"type": "http", "scheme": "basic"},
    "token": {"type": "http", "scheme": "bearer"},
    "session": {"type": "apiKey", "in": "cookie", "name": SESSION_COOKIE},
}


def document(endpoints: Iterable[Endpoint], origin: str) -> dict[str, Json]:
    paths: dict[str, dict[str, Json]] = {}
    schemas: dict[str, Json] = {"error": _ERROR}
    for endpoint, name in _with_names(endpoints):
        path = _SEGMENT.sub(r"{\1}", endpoint.path)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint, name)
        for schema in (*endpoint.answers.values(), endpoint.body):
            _gather(schema, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hearth",
            "version": VERSION,
            "description": "Repositories over HTTP, in the shapes of GitHub's REST API.",
            "license": {"name": "Apache 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": origin}],
        "paths": paths,
        "components": {"schemas": schemas, "securitySchemes": _SECURITY},
    }


def _with_names(endpoints: Iterable[Endpoint]) -> Iterator[tuple[Endpoint, str]]:
    """Each with a name of its own: where several have one handler, by how the path ends."""
    taken: set[str] = set()
    for endpoint in endpoints:
        name = endpoint.handler.__name__
        if name in taken:
            ending = [*_WORD.findall(endpoint.pattern)]
            name = f"{name}_{'_'.join(ending[-2:])}"
        taken.add(name)
        yield endpoint, name


def _operation(endpoint: Endpoint, name: str) -> dict[str, Json]:
    told: dict[str, Json] = {
        "summary": endpoint.summary,
        "description": _who(endpoint),
        "operationId": name,
        "tags": [endpoint.tag],
        "security": _security(endpoint),
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": _responses(endpoint),
    }
    if endpoint.body is not None:
        content: Json = {"application/json": {"schema": _body(endpoint, endpoint.body)}}
        told["requestBody"] = {"required": bool(endpoint.body.required), "content": content}
    return told


def _who(endpoint: Endpoint) -> str:
    if endpoint.action is None:
        return endpoint.audience.value
    role = endpoint.action.name.lower()
    return f"For whoever has the role `{role}` on the repository, or a higher one."


def _security(endpoint: Endpoint) -> list[Json]:
    """Every way in, each by itself; `{}` is none."""
    is_open = endpoint.audience.is_open if endpoint.action is None else _is_read(endpoint)
    ways: list[str] = ["basic", "session"]
    if endpoint.action is not None or not endpoint.audience.is_personal:
        ways.append("token")
    listed: list[Json] = [{way: []} for way in ways]
    return [{}, *listed] if is_open else listed


def _is_read(endpoint: Endpoint) -> bool:
    return endpoint.action is Action.READ


def _body(endpoint: Endpoint, body: Object) -> Description:
    """With a list that may stand for the object."""
    name = endpoint.list_field
    whole = body.describe()
    return {"anyOf": [whole, body.fields[name].describe()]} if name else whole


def _path_parameters(endpoint: Endpoint) -> list[Json]:
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _SEGMENT.findall(endpoint.pattern)
    ]


def _query_parameters(endpoint: Endpoint) -> list[Json]:
    return [
        {"name": name, "in": "query", "schema": schema.describe()}
        for name, schema in endpoint.query.items()
    ]


def _responses(endpoint: Endpoint) -> Mapping[str, Json]:
    responses: dict[str, Json] = {}
    for status, schema in endpoint.answers.items():
        told: dict[str, Json] = {"description": HTTPStatus(status).phrase}
        content: dict[str, Json] = {name: {} for name in endpoint.media}
        if schema is not None:
            content["application/json"] = {"schema": schema.describe()}
        if content:
            told["content"] = content
        responses[str(status)] = told
    if endpoint.method == "GET":
        responses["304"] = {"description": "As it was when it had the ETag of If-None-Match"}
    responses["default"] = {"description": _errors(endpoint), "content": _ERROR_CONTENT}
    return responses


def _errors(endpoint: Endpoint) -> str:
    """The statuses of what may go wrong, in words."""
    told = [
        "401: the credentials open nothing, or are missing",
        "403: it may be seen, but not done",
        "404: there is no such thing, or it may not be seen",
        "409: not as things are now",
        "422: a value cannot be taken; `errors` names its field",
        "429: too often; `Retry-After` says when again",
    ]
    if endpoint.body is not None:
        told[3:3] = ["400 or 415: the body is no JSON object", "413: it is too large"]
    return "; ".join(told)


def _gather(schema: Schema | None, schemas: dict[str, Json]) -> None:
    """Add every shape that has a name."""
    if isinstance(schema, Named):
        if schema.name not in schemas:
            schemas[schema.name] = schema.schema.describe()
            _gather(schema.schema, schemas)
    elif isinstance(schema, Nullable):
        _gather(schema.schema, schemas)
    elif isinstance(schema, ListOf):
        _gather(schema.item, schemas)
    elif isinstance(schema, Object):
        for each in schema.fields.values():
            _gather(each, schemas)
