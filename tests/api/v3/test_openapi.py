from __future__ import annotations

import json
import re
from typing import Any

from api.v3.routes import ENDPOINTS
from tests.api.v3.api_client import ApiClient


def read(client: ApiClient) -> Any:
    return json.loads(client.hearth.reply("GET", "/api/openapi.json").body)


def test_every_address_is_in_the_document(client: ApiClient) -> None:
    told = read(client)
    assert told["openapi"] == "3.1.0"
    operations = {(p, m) for p, methods in told["paths"].items() for m in methods}
    assert operations == {
        ("/api/v3" + each.pattern.replace("+}", "}"), each.method.lower()) for each in ENDPOINTS
    }


def test_every_reference_leads_to_a_schema(client: ApiClient) -> None:
    told = read(client)
    references = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(told)))
    assert references <= set(told["components"]["schemas"])


def test_every_operation_has_a_name_of_its_own_or_a_longer_address(client: ApiClient) -> None:
    for methods in read(client)["paths"].values():
        for operation in methods.values():
            assert operation["summary"]
            assert operation["responses"]["default"]
