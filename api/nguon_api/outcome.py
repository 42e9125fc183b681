"""What became of a submitted statement, as JSON."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Sequence
from typing import Any

from nguon_api.problem import problem_document, unforeseen_document
from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.engine.door import Taken, Ticket
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.engine.pool import Answers
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


async def outcome_lines(taken: Sequence[Taken], language: str) -> AsyncIterator[bytes]:
    """Write one outcome a line, as they come; a refusal is an outcome like any other."""
    lines: list[bytes] = []
    for one in taken:
        if lines and (len(lines) == _LINES_A_CHUNK or not _is_known(one)):
            yield b"".join(lines)
            lines.clear()
        value = await _outcome(one, language)
        lines.append(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
    yield b"".join(lines)


def _is_known(one: Taken) -> bool:
    return isinstance(one, NguonError) or one.answers.done()


async def _outcome(one: Taken, language: str) -> dict[str, Any]:
    try:
        answer = one if isinstance(one, NguonError) else (await _answers(one))[one.place]
    except NguonError as error:
        answer = error
    except Exception:  # noqa: BLE001 (logged; the other lines' outcomes are owed all the same)
        _log.exception("unforeseen failure of one line of a batch")
        return _line(unforeseen_document())
    if isinstance(answer, NguonError):
        return _line(problem_document(answer, language))
    return {"status": status_of(answer), **receipt(answer)}


async def _answers(ticket: Ticket) -> Answers:
    if ticket.answers.done():
        return ticket.answers.result()
    return await asyncio.shield(asyncio.wrap_future(ticket.answers))


def _line(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in _REFUSED if name in document}
