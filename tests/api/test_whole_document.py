"""The document holds: whatever it allows, and much that it does not, is answered as it says."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode

from api.v3.endpoint import Endpoint
from api.v3.routes import ENDPOINTS
from tests.support.api_traffic import AnyCase, Traffic

EXAMPLES = int(os.environ.get("API_EXAMPLES", "10"))
"""Requests of each kind to each address."""

SEED = int(os.environ.get("API_SEED", "1"))

EXPLORING = settings(
    max_examples=EXAMPLES,
    deadline=None,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


CONSTRAINED = [each for each in ENDPOINTS if each.query or each.body]
"""Where something can be wrong with a request."""


def name_of(endpoint: Endpoint) -> str:
    return f"{endpoint.method} {endpoint.pattern}"


@pytest.fixture(scope="module")
def traffic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Traffic]:
    traffic = Traffic(tmp_path_factory.mktemp("traffic") / "git")
    yield traffic
    traffic.close()


def test_the_document_is_one_of_openapi(traffic: Traffic) -> None:
    traffic.schema.validate()


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=name_of)
def test_what_the_document_allows_is_answered_as_it_says(
    traffic: Traffic, endpoint: Endpoint
) -> None:
    explore(traffic, endpoint, GenerationMode.POSITIVE)


@pytest.mark.parametrize("endpoint", CONSTRAINED, ids=name_of)
def test_what_the_document_does_not_allow_is_refused(traffic: Traffic, endpoint: Endpoint) -> None:
    explore(traffic, endpoint, GenerationMode.NEGATIVE)


def explore(traffic: Traffic, endpoint: Endpoint, mode: GenerationMode) -> None:
    operation = traffic.schema[endpoint.path.replace("+}", "}")][endpoint.method]

    @seed(SEED)
    @EXPLORING
    @given(operation.as_strategy(generation_mode=mode), st.randoms(use_true_random=False))
    def send(case: AnyCase, chance: random.Random) -> None:
        traffic.send(case, chance)

    send()
