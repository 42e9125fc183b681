"""Whether the server did what the figures say: every outcome, the log's size, some receipts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import Any

from bench.http_wire import Connection, body_of, get, status_of
from bench.names import HOST, LEDGER, ORIGIN
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.merkle import EMPTY_ROOT, Frontier, leaf_hash
from nguon_ledger.log.note import ED25519, Verifier
from nguon_ledger.receipt import verify_receipt
from nguon_ledger.statement import SEAL_TYP, parse_statement

SAMPLE = 50  # receipts verified of a load
CREATED = 201


def check_batches(
    answers: Sequence[bytes], bodies: Sequence[bytes], log_key: Ed25519SigningKey
) -> int:
    """Check that every line of every batch was recorded; return how many events that is.

    ``bodies`` are those of the answers, in their order. Raises RuntimeError.
    """
    pairs: list[tuple[bytes, Mapping[str, Any]]] = []
    for answer, body in zip(answers, bodies, strict=True):
        _check_status(answer, 200)
        lines = body_of(answer).splitlines()
        pairs += zip(body.splitlines(), map(json.loads, lines), strict=True)
    refused = Counter(r.get("code") for _, r in pairs if r["status"] != CREATED)
    if refused:
        raise RuntimeError(f"not all lines were recorded: {refused}")
    _verify(pairs, log_key)
    return len(pairs)


def check_singles(
    answers: Sequence[bytes], statements: Sequence[bytes], log_key: Ed25519SigningKey
) -> int:
    """Check that every statement was recorded; return how many. Raises RuntimeError."""
    for answer in answers:
        _check_status(answer, CREATED)
    receipts = [json.loads(body_of(answer)) for answer in answers]
    _verify(list(zip(statements, receipts, strict=True)), log_key)
    return len(receipts)


def log_size(address: tuple[str, int]) -> int:
    """Return how many entries the server's checkpoint covers."""
    connection = Connection(address)
    answer = connection.exchange(get(f"/log/{LEDGER}/checkpoint", host=HOST))
    connection.close()
    _check_status(answer, 200)
    return int(body_of(answer).split(b"\n")[1])


def check_grown(*, before: int, after: int, events: int) -> None:
    """Check that the log has all events and at least a seal more. Raises RuntimeError."""
    if not events < after - before <= 2 * events:
        raise RuntimeError(f"{events} events were acknowledged, the log grew by {after - before}")


def check_whole_log(
    entries: Sequence[tuple[int, bytes]],
    receipts: Mapping[bytes, Mapping[str, Any]],
    log_key: Ed25519SigningKey,
    *,
    before: int,
    sizes: AbstractSet[int],
) -> None:
    """Check that a log is one, and from ``before`` on the statements of ``receipts`` and seals.

    ``entries`` are all, index and bytes, in order; ``sizes`` what servers published at the end.
    Raises RuntimeError for what is lost, twice, elsewhere or unasked for, and for a fork.
    """
    if [index for index, _ in entries] != list(range(len(entries))) or sizes != {len(entries)}:
        raise RuntimeError(f"{len(entries)} entries are not what {sizes} says, or one is missing")
    asked_for = [
        (data, index)
        for index, data in entries[before:]
        if parse_statement(data, log=ORIGIN).typ != SEAL_TYP
    ]
    if sorted(asked_for) != sorted((data, r["index"]) for data, r in receipts.items()):
        raise RuntimeError(f"{len(asked_for)} entries are not the {len(receipts)} acknowledged")
    roots, tree = [EMPTY_ROOT], Frontier()
    for _, data in entries:
        tree.append(leaf_hash(data))
        roots.append(tree.root())
    log = Verifier(ORIGIN, ED25519, log_key.public.raw)
    for statement, receipt in receipts.items():
        proof = receipt["proof"].encode()
        signed = verify_receipt(statement=statement, proof=proof, log_verifier=log).checkpoint
        if roots[signed.size] != signed.root:
            raise RuntimeError(f"a fork: another log of {signed.size} entries was signed")


def _check_status(answer: bytes, expected: int) -> None:
    if status_of(answer) != expected:
        raise RuntimeError(f"not {expected}: {answer[:1000]!r}")


def _verify(pairs: Sequence[tuple[bytes, Mapping[str, Any]]], log_key: Ed25519SigningKey) -> None:
    """Verify some receipts, spread over all; and that no index was given out twice."""
    log = Verifier(ORIGIN, ED25519, log_key.public.raw)
    for statement, receipt in pairs[:: max(1, len(pairs) // SAMPLE)]:
        proof = receipt["proof"].encode()
        if (
            verify_receipt(statement=statement, proof=proof, log_verifier=log).index
            != (receipt["index"])
        ):
            raise RuntimeError(f"the proof of entry {receipt['index']} is of another one")
    if len({receipt["index"] for _, receipt in pairs}) != len(pairs):
        raise RuntimeError("two statements were given the same index")
