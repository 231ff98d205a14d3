"""The OpenAPI 3.1 document, made of the same declarations that check."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from api.v3.endpoint import Endpoint
from api.v3.schema import ListOf, Named, Nullable, Object, Schema
from api.v3.urls import API
from config import VERSION
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


def document(endpoints: Iterable[Endpoint], origin: str) -> dict[str, Json]:
    listed = list(endpoints)
    paths: dict[str, dict[str, Json]] = {}
    for endpoint in listed:
        path = API + _SEGMENT.sub(r"{\1}", endpoint.pattern)
        paths.setdefault(path, {})[endpoint.method.lower()] = _operation(endpoint)
    schemas: dict[str, Json] = {"error": _ERROR}
    for endpoint in listed:
        for schema in (*endpoint.answers.values(), endpoint.body):
            _gather(schema, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hearth",
            "version": VERSION,
            "description": "Repositories over HTTP, in the shapes of GitHub's REST API.",
        },
        "servers": [{"url": origin}],
        "security": [{}, {"basic": []}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "basic": {"type": "http", "scheme": "basic"},
                "token": {"type": "http", "scheme": "bearer"},
            },
        },
    }


def _operation(endpoint: Endpoint) -> dict[str, Json]:
    told: dict[str, Json] = {
        "summary": endpoint.summary,
        "operationId": endpoint.handler.__name__,
        "tags": [endpoint.tag],
        "parameters": [*_path_parameters(endpoint), *_query_parameters(endpoint)],
        "responses": _responses(endpoint),
    }
    if endpoint.body is not None:
        content: Json = {"application/json": {"schema": endpoint.body.describe()}}
        told["requestBody"] = {"required": bool(endpoint.body.required), "content": content}
    return told


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
        told: dict[str, Json] = {"description": "Success"}
        content: dict[str, Json] = {name: {} for name in endpoint.media}
        if schema is not None:
            content["application/json"] = {"schema": schema.describe()}
        if content:
            told["content"] = content
        responses[str(status)] = told
    error: Json = {"application/json": {"schema": {"$ref": "#/components/schemas/error"}}}
    responses["default"] = {"description": "What went wrong", "content": error}
    return responses


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
