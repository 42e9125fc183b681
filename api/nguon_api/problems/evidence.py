"""What only a verifier reports (docs/verification.md)."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

_WRONG = "Do not rely on the evidence; report it to the operator and to a witness."


def _reported(code: str, title: str, remedy: str = _WRONG) -> ProblemKind:
    return ProblemKind(code, None, title, remedy)


SECTION = Section(
    "Evidence",
    "Reported by those who verify a bundle, a receipt or a log (docs/verification.md); the server"
    " does not answer with these.",
    (
        _reported("bundle_unreadable", "The evidence cannot be read", "Fetch it again."),
        _reported("bundle_too_large", "The evidence has more than 8 MiB", "Ask for a smaller lot."),
        _reported(
            "bundle_version",
            "The evidence has a form that this verifier does not know",
            "Use a newer verifier.",
        ),
        _reported("checkpoint_malformed", "The checkpoint is not three lines that a log signed"),
        _reported(
            "unknown_log",
            "No key is pinned for the ledger",
            "Add the ledger's key to the pins if you trust it.",
        ),
        _reported("log_signature_missing", "The log's key has not signed the checkpoint"),
        _reported("log_signature_bad", "The log's signature on the checkpoint does not fit"),
        _reported("cosignature_bad", "A witness's signature does not fit"),
        _reported("witness_quorum", "Too few witnesses have cosigned the checkpoint"),
        _reported("index_out_of_range", "An entry's index is not in the tree"),
        _reported("nodes_mismatch", "The tree nodes are not those that the entries need"),
        _reported("inclusion_failed", "An entry is not in the tree that the log signed"),
        _reported("consistency_failed", "The log has not only grown"),
        _reported("statement_malformed", "An entry is not a statement"),
        _reported("genesis_missing", "The evidence does not begin with Genesis"),
        _reported("genesis_mismatch", "Genesis is of another log"),
        _reported("seal_malformed", "A seal does not have its form"),
        _reported("seal_misplaced", "A seal does not stand where it says"),
        _reported("seal_missing", "An entry is dated by no seal"),
        _reported("time_reversed", "A seal is earlier than the one before it"),
        _reported("other_id", "The evidence is about something else"),
        _reported("not_in_evidence", "What was asked for is not in the evidence"),
        _reported("recalled", "Something on the way was recalled", "Do not use the product."),
        _reported("key_compromised", "An event was signed while its key was in other hands"),
        _reported("proof_malformed", "The receipt is not a tlog-proof"),
        _reported("note_malformed", "The text is not a signed note"),
        _reported("note_signature_bad", "A signature on the note does not fit"),
        _reported("entry_bundle_malformed", "An entry bundle is cut off"),
        _reported("vkey_malformed", "The text is not a verifier key", "Copy it again."),
        _reported("pins_malformed", "The pins cannot be read", "Correct the file."),
    ),
)
