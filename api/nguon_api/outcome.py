"""What became of a submitted statement, as JSON."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import Future
from typing import Any

from nguon_api.problem import problem_document, unforeseen_document
from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError

_log = logging.getLogger(__name__)
_REFUSED = ("status", "code", "detail", "field", "rule", "values", "sentence")


async def recorded(future: Future[Recorded]) -> Recorded:
    """Wait until the entry is durable and under a published checkpoint.

    A client that goes away must not cancel what the engine is about to commit, hence the shield.
    Raises what the engine set, NguonError for a refusal.
    """
    return await asyncio.shield(asyncio.wrap_future(future))


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


async def outcome(submitted: Future[Recorded] | NguonError, language: str) -> dict[str, Any]:
    """Wait for one line of a batch; a refusal is an outcome like any other."""
    if isinstance(submitted, NguonError):
        return _line(problem_document(submitted, language))
    try:
        entry = await recorded(submitted)
    except NguonError as error:
        return _line(problem_document(error, language))
    except Exception:  # noqa: BLE001 (logged; the other lines' outcomes are owed all the same)
        _log.exception("unforeseen failure of one line of a batch")
        return _line(unforeseen_document())
    return {"status": status_of(entry), **receipt(entry)}


def _line(document: dict[str, Any]) -> dict[str, Any]:
    return {name: document[name] for name in _REFUSED if name in document}
