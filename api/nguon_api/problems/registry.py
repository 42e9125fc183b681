"""Problems of registry statements and of authority (docs/formats.md, 5)."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "The registry",
    "Who may sign, and what exists (docs/formats.md, 5).",
    (
        ProblemKind(
            "registry_malformed",
            400,
            "The registry statement does not have its form",
            "Correct the field that is named.",
        ),
        ProblemKind(
            "weak_key",
            422,
            "A key is of small order, outside its group, or not in canonical form",
            "Generate a new key; under this one others could sign too.",
        ),
        ProblemKind(
            "not_authorized",
            403,
            "The signer may not say this",
            "Have it signed by the owner or by the operator of the ledger.",
        ),
        ProblemKind(
            "product_foreign",
            403,
            "Lots and units of a product are made by its owner",
            "Record it under a product of your own, or let the owner record it.",
        ),
        ProblemKind(
            "role_missing",
            403,
            "The signer has no role that may record this",
            "Ask the operator of the ledger for the role.",
        ),
        ProblemKind(
            "already_registered",
            409,
            "This identifier or key is registered already",
            "Use the one that is there, or choose another identifier.",
        ),
        ProblemKind(
            "statement_replayed",
            409,
            "The same statement is recorded already, under another signature",
            "Nothing needs to be done; to say it once more, add a member such as time.",
        ),
        ProblemKind(
            "genesis_misplaced",
            409,
            "The ledger has its Genesis already",
            "A ledger begins once; register participants instead.",
        ),
        ProblemKind(
            "unknown_participant",
            422,
            "The participant is not registered",
            "Register it first, or correct the identifier.",
        ),
        ProblemKind(
            "unknown_subject",
            422,
            "What the certificate is about is not registered",
            "Register the participant or product first.",
        ),
        ProblemKind(
            "unknown_credential",
            422,
            "No such certificate is in force",
            "Correct the identifier; a certificate is revoked once.",
        ),
        ProblemKind(
            "unknown_recipe",
            422,
            "The recipe that the product names is not registered",
            "Register the recipe first, or correct the identifier.",
        ),
        ProblemKind(
            "rules_lowered",
            409,
            "A version of the rules is not above the one in force",
            "Nothing needs to be done; the rules of a ledger are only raised.",
        ),
        ProblemKind(
            "rules_unknown",
            422,
            "This version of the rules is not known to the software",
            "Install a newer version of the software first.",
        ),
    ),
)
