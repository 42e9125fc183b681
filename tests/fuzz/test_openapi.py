"""Schemathesis over the OpenAPI document, against the real service on a real ledger.

No answer is a 500, every status and media type is one that the document names, and every body
fits its schema. What schemathesis would ask beyond that is left out, each for its reason:

* ``positive_data_acceptance``: a path or query that fits its pattern may name nothing that exists;
* ``negative_data_rejection``: bodies are described as text, and any text is "valid" there;
* ``unsupported_method``: the Allow header and 405 are tested in test_bad_input.py.
"""

from __future__ import annotations

import copy
from collections import Counter
from typing import Any, TypeAlias

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import APIOperation, Case, GenerationMode, SerializationContext
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.types import ASGIApp

from api.client import Client
from api.conftest import WEB_ROOT
from api.world import COOP, CRAB, GTIN, OPERATOR, SSCC, World, harvest, now, salting
from nguon_api.app import create_app
from nguon_ledger.trace.bundle import MEDIA_TYPE

Operation: TypeAlias = "APIOperation[Any, Any, Any, Any]"


@schemathesis.serializer("application/jose", "application/octet-stream")
def _as_it_is(_context: SerializationContext, value: Any) -> bytes:
    """Send a body of these types as the text that was drawn for it."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "replace")


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


def real_values(world: World) -> dict[str, list[str]]:
    """Return what names something in the ledger, by the parameter's name."""
    harvested = f"{CRAB}/10/BEFORE"
    return {
        "ledger": ["ca-mau"],
        "index": ["0", "1", str(world.ledger.head()[0] - 1)],
        "level": ["0", "1"],
        "id": [harvested, f"https://id.gs1.org/00/{SSCC}"],
        "from": ["2026-01-01T00:00:00Z", "2020-06-01T00:00:00+07:00"],
        "to": [now(minutes=5)],
        "participant": [OPERATOR, COOP],
        "rule": ["late"],
        "after": ["0-0"],
        "code": ["overdrawn", "busy"],
    }


PATHS = {
    "/log/{ledger}/tile/entries/{path}": ["000.p/3", "000"],
    "/log/{ledger}/tile/{level}/{path}": ["000.p/3", "000"],
    "/01/{path}": [f"{GTIN}/10/BEFORE", f"{GTIN}/10/BEFORE/21/1", GTIN],
    "/p/{path}": ["muoi/10/S", "muoi"],
    "/00/{path}": [SSCC],
    "/verify/{path}": ["app.js", "pins.json"],
}


def nearer(document: dict[str, Any], world: World) -> dict[str, Any]:
    """Let what is drawn name what exists: noise alone would be a 404 at the door."""
    real = real_values(world)
    bodies = [world.sign(harvest(f"BODY{n}")).decode() for n in range(3)]
    bodies += ["\n".join([bodies[0], "x", world.sign(salting("BEFORE", "OUT")).decode()])]
    for path, methods in document["paths"].items():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                name = parameter["name"]
                _weigh(parameter, PATHS.get(path, []) if name == "path" else real.get(name, []))
            for content in operation.get("requestBody", {}).get("content", {}).values():
                _weigh(content, bodies)
    return document


def _weigh(holder: dict[str, Any], known: list[str]) -> None:
    if known:
        holder["schema"] = {"type": "string", "enum": known}


def operations_of(document: dict[str, Any], app: ASGIApp) -> list[Operation]:
    found = schemathesis.openapi.from_dict(document)
    found.app = app
    operations = [one.ok() for one in found.get_all_operations() if isinstance(one, Ok)]
    assert len(operations) == sum(map(len, document["paths"].values()))
    return operations


@pytest.fixture(scope="session")
def operations(quiet_world: World, quiet_client: Client) -> list[Operation]:
    """Every operation, of anything and of what exists."""
    app = create_app(quiet_world.host, web_root=WEB_ROOT)
    plain = quiet_client.get("/openapi.json").json()
    near = nearer(copy.deepcopy(plain), quiet_world)
    return operations_of(plain, app) + operations_of(near, app)


ACCEPTS = ["*/*", "application/json", "text/html", MEDIA_TYPE, "text/*;q=0.1"]


def check(operation: Operation, mode: GenerationMode, tried: settings) -> Counter[int]:
    """Ask what the document allows, or does not; a failure prints the request."""
    seen: Counter[int] = Counter()

    @tried
    @given(case=operation.as_strategy(generation_mode=mode), accept=st.sampled_from(ACCEPTS))
    def asked(case: Case[Any], accept: str) -> None:
        answer = case.call_and_validate(checks=CHECKS, headers={"Accept": accept})
        seen[answer.status_code] += 1

    try:
        asked()
    except Unsatisfiable:  # a path of any text, or no parameter: nothing is not allowed
        assert mode is GenerationMode.NEGATIVE
    return seen


def test_answers_are_those_of_the_document(operations: list[Operation]) -> None:
    tried = settings(BASE, max_examples=8, derandomize=True)
    reached: dict[str, Counter[int]] = {operation.label: Counter() for operation in operations}
    for operation in operations:
        for mode in GenerationMode:
            reached[operation.label] += check(operation, mode, tried)
    refused = {label for label, seen in reached.items() if min(seen) >= 300}
    # Nobody has sent a photo, so there is none to keep or to read.
    assert {label for label in refused if "attachments" not in label} == set()
    assert len(refused) <= 2


@pytest.mark.soak
@pytest.mark.parametrize("mode", list(GenerationMode))
def test_answers_are_those_of_the_document_for_long(
    operations: list[Operation], mode: GenerationMode
) -> None:
    for operation in operations:
        check(operation, mode, settings(BASE, max_examples=500))
