"""The API's description (OpenAPI 3.1), made to say what the service does."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from nguon_api.documents import Outcome, Problem

DESCRIPTION = """\
A transparency ledger for food origin. Whoever holds a registered key records signed statements;
anybody reads the log and the evidence, and checks both on their own device.

* Every failure is a problem document (RFC 9457) with a stable `code`; `/problems/{code}` says
  what it means.
* There is no login: a signature is the only permission to write.
* Parameters that are not known are refused, never silently ignored.
"""
TAGS = [
    {"name": "statements", "description": "Recording signed statements."},
    {"name": "log", "description": "The Merkle log, as C2SP clients read it."},
    {"name": "entries", "description": "Single entries and their receipts."},
    {"name": "attachments", "description": "Photos and papers, by their hash."},
    {"name": "trace", "description": "Evidence by identifier."},
    {"name": "custody", "description": "Who has what: a recall's reach, and what is on its way."},
    {"name": "report", "description": "What was recorded in a period, and what was flagged."},
    {"name": "scan", "description": "What the QR codes lead to."},
    {"name": "discovery", "description": "Which ledgers are here."},
    {"name": "page", "description": "The verifier page."},
    {"name": "problems", "description": "What the codes mean."},
    {"name": "health", "description": "For whoever runs the server."},
]


def describe(app: FastAPI) -> None:
    """Make ``app.openapi`` describe the answers that are really given, once."""

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _described(app)
        return app.openapi_schema

    # FastAPI's documented way to extend the schema is to replace this method.
    app.openapi = openapi  # type: ignore[method-assign]


def _described(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=app.description,
        routes=app.routes,
        tags=TAGS,
    )
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    for model in (Problem, Outcome):  # named by other media types than JSON, so not found above
        schemas[model.__name__] = model.model_json_schema()
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    for operations in document["paths"].values():
        for operation in operations.values():
            _drop_validation_answer(operation["responses"])
    return document


def _drop_validation_answer(responses: dict[str, Any]) -> None:
    """Remove FastAPI's own 422: a bad parameter is a 400 problem document here."""
    content = responses.get("422", {}).get("content", {})
    content.pop("application/json", None)
    if "422" in responses and not content:
        del responses["422"]
