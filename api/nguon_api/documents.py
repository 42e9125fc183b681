"""What answers look like, for OpenAPI and for whoever reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from nguon_api import examples, problem
from nguon_api.problems import PROBLEMS


class Document(BaseModel):
    """An answer that has exactly these members."""

    model_config = ConfigDict(extra="forbid")


class Receipt(Document):
    """An acknowledged statement: durable, and covered by a published checkpoint."""

    index: int = Field(ge=0, description="Where the statement stands in the log.")
    leaf_hash: str = Field(description="SHA256(00 || statement), standard base64.")
    proof: str = Field(description="A c2sp.org/tlog-proof@v1 with the checkpoint.")


class Outcome(Document):
    """What became of one line of a batch: a receipt, or the refusal of a problem document."""

    status: int
    index: int | None = Field(default=None, ge=0)
    leaf_hash: str | None = None
    proof: str | None = None
    code: str | None = None
    detail: str | None = None
    field: str | None = None
    rule: str | None = None
    values: dict[str, str] | None = None
    sentence: str | None = None


class AttachmentKept(Document):
    """A photo or paper that is kept under its hash."""

    sha256: str = Field(pattern="^[0-9a-f]{64}$")


class Problem(Document):
    """A problem document (RFC 9457)."""

    type: str = Field(description="/problems/{code}, relative to this server.")
    title: str = Field(description="What the code means.")
    status: int = Field(ge=400, le=599)
    detail: str = Field(description="What was wrong this time.")
    code: str = Field(description="Stable, for programs (docs/errors.md).")
    field: str | None = Field(default=None, description="The part at fault, where there is one.")
    rule: str | None = Field(default=None, description="The rule that refused (docs/rules.md).")
    values: dict[str, str] | None = Field(
        default=None, description="What fills the rule's sentence: things, names, amounts."
    )
    sentence: str | None = Field(
        default=None, description="The rule's sentence in the language of Accept-Language."
    )


class Downstream(Document):
    """What has a lot, unit or logistic unit in it."""

    id: str = Field(description="What was asked.")
    things: list[str] = Field(description="Identifiers, by the time of making.")


class LedgerDocument(Document):
    """A ledger of this server, and the key that a verifier pins."""

    name: str = Field(description="Its name in paths.")
    origin: str = Field(description="What its checkpoints begin with.")
    prefix: str = Field(description="The path on this server under which the log is served.")
    vkey: str = Field(description="The log's verifier key (c2sp.org/signed-note).")


class Ledgers(Document):
    """The ledgers of this server; also a valid pins file (docs/formats.md, 10)."""

    ledgers: list[LedgerDocument]


class Alive(Document):
    """The process answers."""

    status: str


class Ready(Document):
    """Every ledger can be read and written."""

    status: str
    ledgers: list[str]


class RuleMeaning(Document):
    """What the catalogue of rules says; the sentences have their placeholders in braces."""

    since: int = Field(description="The version of the rules that brought it.")
    reference: str = Field(description="Law, standard or reason.")
    sentences: dict[str, str] = Field(description="Language -> sentence.")


class Meaning(Document):
    """What a problem's code means, and what to do about it."""

    code: str
    status: int | None = Field(description="null for what only a verifier reports.")
    title: str
    remedy: str
    rule: RuleMeaning | None = Field(description="null for what is no rule (docs/rules.md).")


NDJSON = "application/x-ndjson"
Responses = dict[int | str, dict[str, Any]]


def answers(status: int, description: str, media_types: Mapping[str, Any]) -> Responses:
    """Describe an answer whose body is not JSON of a model: media type -> example."""
    content = {
        media_type: {"schema": _text_schema(media_type), "example": example}
        for media_type, example in media_types.items()
    }
    return {status: {"description": description, "content": content}}


def refusals(*codes: str) -> Responses:
    """Describe the problem documents that a route answers with."""
    found: Responses = {}
    for code in codes:
        kind = PROBLEMS[code]
        assert kind.status is not None  # noqa: S101 (a route cannot promise a verifier's report)
        answer = found.setdefault(
            kind.status,
            {
                "description": "",
                "content": {
                    problem.MEDIA_TYPE: {
                        "schema": {"$ref": "#/components/schemas/Problem"},
                        "examples": {},
                    }
                },
            },
        )
        answer["description"] = "; ".join(filter(None, [answer["description"], kind.title]))
        answer["content"][problem.MEDIA_TYPE]["examples"][code] = {
            "summary": kind.title,
            "value": examples.problem_example(kind),
        }
    return found


def _text_schema(media_type: str) -> dict[str, Any]:
    if media_type == NDJSON:
        return {"type": "string", "description": "One Outcome a line."}
    if media_type.endswith("json"):
        return {"type": "object"}
    if media_type == "application/octet-stream":
        return {"type": "string", "contentMediaType": media_type}
    return {"type": "string"}
