"""What became of a submitted statement, as JSON."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from nguon_api.gate import Answer
from nguon_api.problem import problem_document, unforeseen_document
from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError

_log = logging.getLogger(__name__)
_LINES_A_CHUNK = 256
_REFUSED = ("status", "code", "detail", "field", "rule", "values", "sentence")


def receipt(entry: Recorded) -> dict[str, Any]:
    """Write an acknowledgement: ``{index, leaf_hash, proof}``."""
    return {
        "index": entry.index,
        "leaf_hash": b64_encode(entry.leaf),
        "proof": entry.proof.decode(),
    }


def status_of(entry: Recorded) -> int:
    """201 for a new entry, 200 for one that was there."""
    return 201 if entry.is_new else 200


def outcome_lines(answers: Sequence[Answer], language: str) -> Iterator[bytes]:
    """Write one outcome a line, some hundred lines at a time; a refusal is one like any other."""
    for start in range(0, len(answers), _LINES_A_CHUNK):
        chunk = answers[start : start + _LINES_A_CHUNK]
        yield b"".join(_written(answer, language) for answer in chunk)


def _written(answer: Answer, language: str) -> bytes:
    value = _outcome(answer, language)
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _outcome(answer: Answer, language: str) -> dict[str, Any]:
    if isinstance(answer, Recorded):
        return {"status": status_of(answer), **receipt(answer)}
    if isinstance(answer, NguonError):
        return _line(problem_document(answer, language))
    _log.error("unforeseen failure of one line of a batch", exc_info=answer)
    return _line(unforeseen_document())  # the other lines' outcomes are owed all the same


def _line(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in _REFUSED if name in document}
