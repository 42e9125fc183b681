"""Schemathesis over the OpenAPI document, against the real service on a real ledger.

No answer is a 500, every status and media type is one that the document names, and every body
fits its schema. What schemathesis would ask beyond that is left out, each for its reason:

* ``positive_data_acceptance``: a path or query that fits its pattern may name nothing that exists;
* ``negative_data_rejection``: bodies are described as text, and any text is "valid" there;
* ``unsupported_method``: the Allow header and 405 are tested in test_bad_input.py.
"""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import APIOperation, Case
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from api.conftest import WEB_ROOT
from api.world import World
from nguon_api.app import create_app

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
BASE = settings(
    deadline=None,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="session")
def operations(quiet_world: World) -> list[APIOperation]:
    app = create_app(quiet_world.host, web_root=WEB_ROOT)
    document = schemathesis.openapi.from_asgi("/openapi.json", app)
    return [found.ok() for found in document.get_all_operations()]


def check(operation: APIOperation, tried: settings) -> None:
    """Ask what the document allows of one operation; a failure prints the request."""

    @tried
    @given(case=operation.as_strategy())
    def asked(case: Case) -> None:
        case.call_and_validate(checks=CHECKS)

    asked()


def test_answers_are_those_of_the_document(operations: list[APIOperation]) -> None:
    assert len(operations) > 20
    for operation in operations:
        check(operation, settings(BASE, max_examples=12, derandomize=True))


@pytest.mark.soak
def test_answers_are_those_of_the_document_for_long(operations: list[APIOperation]) -> None:
    for operation in operations:
        check(operation, settings(BASE, max_examples=500))
