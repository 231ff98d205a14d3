from __future__ import annotations

import json
import re
from typing import Any

from tests.api.v3.api_client import ApiClient


def read(client: ApiClient) -> Any:
    return json.loads(client.hearth.reply("GET", "/api/openapi.json").body)


def test_every_address_of_the_api_is_in_the_document_and_nothing_else(client: ApiClient) -> None:
    told = read(client)
    assert told["openapi"] == "3.1.0"
    operations = {(m.upper(), p) for p, methods in told["paths"].items() for m in methods}
    assert operations == {
        (route.method, route.pattern.replace("+}", "}"))
        for route in client.hearth.app.routes
        if route.pattern.startswith("/api/") and route.pattern != "/api/v3/{path+}"
    }


def test_every_reference_leads_to_a_schema(client: ApiClient) -> None:
    told = read(client)
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(told)))
    assert references <= set(told["components"]["schemas"])


def test_every_operation_has_a_name_of_its_own_and_says_what_it_answers(
    client: ApiClient,
) -> None:
    operations = [each for methods in read(client)["paths"].values() for each in methods.values()]
    names = [each["operationId"] for each in operations]
    assert len(set(names)) == len(names)
    for operation in operations:
        assert operation["summary"]
        assert operation["description"]
        assert operation["responses"]["default"]
        assert all(each["description"] for each in operation["responses"].values())


def test_every_parameter_of_a_path_is_declared(client: ApiClient) -> None:
    for path, methods in read(client)["paths"].items():
        for operation in methods.values():
            declared = [each["name"] for each in operation["parameters"] if each["in"] == "path"]
            assert declared == re.findall(r"\{(\w+)\}", path), path
