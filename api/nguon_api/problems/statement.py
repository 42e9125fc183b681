"""Problems of a statement and its signature (docs/formats.md, 3)."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "The statement and its signature",
    "A statement is a JWS in compact serialization (docs/formats.md, 3).",
    (
        ProblemKind(
            "jws_malformed",
            400,
            "The statement is not three base64url parts with dots between",
            "Send the JWS in compact serialization, without padding, spaces or line breaks.",
        ),
        ProblemKind(
            "header_malformed",
            400,
            "The protected header does not have exactly alg, kid, typ and log",
            "Sign again with these four members, all of them strings, and no other.",
        ),
        ProblemKind(
            "unknown_type",
            400,
            "The statement's typ is not one that is recorded",
            "Use vnd.nguon.event+json or vnd.nguon.registry+json; seals are the ledger's own.",
        ),
        ProblemKind(
            "wrong_log",
            400,
            "The statement was signed for another ledger",
            "Submit it to the ledger that its header names, or sign it again for this one.",
        ),
        ProblemKind(
            "algorithm_mismatch",
            400,
            "The header's alg is not one of the signing key's",
            "Use Ed25519 with an Ed25519 key and ES256 with a P-256 key.",
        ),
        ProblemKind(
            "signature_bad",
            403,
            "The signature does not fit the text and the key",
            "Sign the exact bytes that are sent, with the key that kid names.",
        ),
        ProblemKind(
            "unknown_key",
            403,
            "Nobody here has the key that is named",
            "Have the key registered first: ParticipantRegistered or KeyAdded.",
        ),
        ProblemKind(
            "key_revoked",
            403,
            "The key was revoked",
            "Sign with a key that is in force, or have a new one added.",
        ),
        ProblemKind(
            "participant_inactive",
            403,
            "The signer is suspended, dissolved, merged or split",
            "Ask the operator of the ledger to make the participant active again.",
        ),
    ),
)
