"""Receipts: a statement and its tlog-proof (docs/formats.md, 8)."""

from __future__ import annotations

from dataclasses import dataclass

from nguon_ledger.log.checkpoint import Checkpoint, open_checkpoint
from nguon_ledger.log.merkle import leaf_hash, verify_inclusion
from nguon_ledger.log.note import Verifier
from nguon_ledger.log.tlog_proof import parse_proof


@dataclass(frozen=True)
class Receipt:
    """A verified receipt: the statement stands at ``index`` of the log at ``checkpoint``."""

    index: int
    checkpoint: Checkpoint


def verify_receipt(*, statement: bytes, proof: bytes, log_verifier: Verifier) -> Receipt:
    """Check that the log signed a checkpoint that includes ``statement``.

    Raises NguonError ``proof_malformed``, ``checkpoint_malformed``, ``log_signature_bad``,
    ``log_signature_missing`` or ``inclusion_failed``.
    """
    parsed = parse_proof(proof)
    checkpoint = open_checkpoint(parsed.checkpoint_note, log_verifier)
    verify_inclusion(
        index=parsed.index,
        size=checkpoint.size,
        leaf=leaf_hash(statement),
        proof=parsed.hashes,
        root=checkpoint.root,
    )
    return Receipt(parsed.index, checkpoint)
