"""A figure counts only what the server acknowledged, and acknowledged truly."""

from __future__ import annotations

import json
from hashlib import sha256

import pytest
from bench.names import ORIGIN
from bench.outcomes import check_batches, check_grown, check_singles, check_whole_log

from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash, prove_inclusion, root_of
from nguon_ledger.log.tlog_proof import format_proof
from nguon_ledger.statement import SEAL_TYP, sign_statement

KEY = Ed25519SigningKey.from_seed(sha256(b"log").digest())
ENTRIES = [b"a", b"b", b"c"]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]
NOTE = sign_checkpoint(Checkpoint(ORIGIN, 3, root_of(LEAVES)), KEY)


def receipt(index: int) -> dict[str, object]:
    hashes = prove_inclusion(
        index=index, size=3, read=lambda span: root_of(LEAVES[span[0] : span[1]])
    )
    proof = format_proof(index=index, hashes=hashes, checkpoint_note=NOTE)
    return {"status": 201, "index": index, "proof": proof.decode()}


def answer(status: int, body: bytes) -> bytes:
    return b"HTTP/1.1 %d X\r\ncontent-length: %d\r\n\r\n" % (status, len(body)) + body


def batch(*lines: dict[str, object]) -> bytes:
    return answer(200, b"".join(json.dumps(line).encode() + b"\n" for line in lines))


def single(index: int, status: int = 201) -> bytes:
    return answer(status, json.dumps(receipt(index)).encode())


def test_what_was_recorded_is_counted() -> None:
    assert check_batches([batch(*map(receipt, range(3)))], [b"a\nb\nc\n"], KEY) == 3
    assert check_singles([single(0), single(1)], ENTRIES[:2], KEY) == 2


@pytest.mark.parametrize("status", [200, 503])
def test_a_line_or_an_answer_that_recorded_nothing_new_stops_the_run(status: int) -> None:
    refused = {**receipt(1), "status": status, "code": "busy"}
    with pytest.raises(RuntimeError, match="not all lines were recorded"):
        check_batches([batch(receipt(0), refused)], [b"a\nb\n"], KEY)
    with pytest.raises(RuntimeError, match="not 201"):
        check_singles([single(0), single(1, status)], ENTRIES[:2], KEY)


def test_a_batch_that_was_refused_or_answered_in_part_stops_the_run() -> None:
    with pytest.raises(RuntimeError, match="not 200"):
        check_batches([answer(503, b"")], [b"a\n"], KEY)
    with pytest.raises(ValueError, match="shorter"):
        check_batches([batch(receipt(0))], [b"a\nb\n"], KEY)


def test_a_receipt_of_another_statement_or_index_stops_the_run() -> None:
    with pytest.raises(Exception, match="inclusion_failed"):
        check_singles([single(0), single(1)], [b"a", b"x"], KEY)
    with pytest.raises(RuntimeError, match="of another one"):
        check_batches([batch({**receipt(0), "index": 1})], [b"a\n"], KEY)
    with pytest.raises(RuntimeError, match="same index"):
        check_singles([single(0), single(0)], [b"a", b"a"], KEY)


def test_a_log_that_did_not_grow_by_what_it_acknowledged_stops_the_run() -> None:
    check_grown(before=10, after=21, events=10)
    for after in (15, 20, 31):
        with pytest.raises(RuntimeError, match="grew by"):
            check_grown(before=10, after=after, events=10)


TYPES = ("vnd.nguon.event+json", "vnd.nguon.event+json", SEAL_TYP, "vnd.nguon.event+json", SEAL_TYP)
WHOLE = [
    (index, sign_statement(typ=typ, log=ORIGIN, payload=b'{"n":%d}' % index, key=KEY))
    for index, typ in enumerate(TYPES)
]
OTHER = sign_statement(typ=TYPES[0], log=ORIGIN, payload=b"{}", key=KEY)
Told = dict[bytes, dict[str, object]]


def told(log: list[tuple[int, bytes]], *indices: int) -> Told:
    """Return the receipts that a log gives for some of its entries."""
    leaves = [leaf_hash(data) for _, data in log]
    note = sign_checkpoint(Checkpoint(ORIGIN, len(log), root_of(leaves)), KEY)
    receipts: Told = {}
    for index in indices:
        hashes = prove_inclusion(
            index=index, size=len(log), read=lambda span: root_of(leaves[span[0] : span[1]])
        )
        proof = format_proof(index=index, hashes=hashes, checkpoint_note=note).decode()
        receipts[log[index][1]] = {"index": index, "proof": proof}
    return receipts


def check_log(log: list[tuple[int, bytes]], receipts: Told, sizes: frozenset[int]) -> None:
    check_whole_log(log, receipts, KEY, before=1, sizes=sizes)


def test_a_log_that_holds_what_was_acknowledged_since_and_seals_is_whole() -> None:
    check_log(WHOLE, told(WHOLE, 3) | told(WHOLE[:2], 1), frozenset({5}))


@pytest.mark.parametrize(
    "receipts",
    [
        pytest.param(told(WHOLE, 1), id="recorded twice or unasked for"),
        pytest.param(told(WHOLE, 1, 3) | told([(0, OTHER)], 0), id="acknowledged and not there"),
        pytest.param(
            told(WHOLE, 1) | {WHOLE[3][1]: {**told(WHOLE, 3)[WHOLE[3][1]], "index": 2}},
            id="elsewhere",
        ),
    ],
)
def test_an_entry_that_was_not_acknowledged_just_so_stops_the_run(receipts: Told) -> None:
    with pytest.raises(RuntimeError, match="are not the"):
        check_log(WHOLE, receipts, frozenset({5}))


def test_an_entry_that_is_missing_or_that_not_all_servers_publish_stops_the_run() -> None:
    receipts = told(WHOLE, 1, 3)
    for log, sizes in ((WHOLE, {4}), (WHOLE, {4, 5}), ([*WHOLE[:2], *WHOLE[3:]], {4})):
        with pytest.raises(RuntimeError, match="one is missing"):
            check_log(log, receipts, frozenset(sizes))


def test_a_statement_that_stands_there_twice_stops_the_run() -> None:
    twice = [*WHOLE, (5, WHOLE[1][1])]
    with pytest.raises(RuntimeError, match="are not the"):
        check_log(twice, told(twice, 1, 3), frozenset({6}))


def test_a_receipt_of_another_log_stops_the_run() -> None:
    fork = [(0, OTHER), *WHOLE[1:]]
    with pytest.raises(RuntimeError, match="a fork"):
        check_log(WHOLE, told(WHOLE, 1) | told(fork, 3), frozenset({5}))
