"""What the commands of whoever runs a ledger report."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "Running a ledger",
    "Reported by the commands that create and open ledgers; the server does not answer with these.",
    (
        ProblemKind(
            "keys_missing",
            None,
            "The keys of a stored ledger were not given",
            "Give the key file that was made with the ledger.",
        ),
        ProblemKind(
            "ledger_exists",
            None,
            "A ledger of this name or origin is stored already",
            "Choose another name and origin.",
        ),
        ProblemKind(
            "name_malformed",
            None,
            "The text is not a ledger's name or origin",
            "Use lower-case letters, digits and hyphens; the origin is host/log/name.",
        ),
    ),
)
