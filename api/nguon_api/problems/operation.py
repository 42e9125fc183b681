"""What the commands of whoever runs a ledger report."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "Running a ledger",
    "Reported by the commands that create and open ledgers; the server does not answer with these.",
    (
        ProblemKind(
            "database_taken",
            None,
            "The data folder has another database already",
            "Use a new folder, or move the ledgers with nguon export and nguon import.",
        ),
        ProblemKind(
            "database_unsupported",
            None,
            "This cannot be done with that database",
            "Use sqlite:///FILE or postgresql://USER@HOST/NAME; back a server up by its tools.",
        ),
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
            "schema_newer",
            None,
            "The database was made or migrated by a newer program",
            "Use that program, or one that is newer still.",
        ),
        ProblemKind(
            "schema_outdated",
            None,
            "The database has the tables of an older program",
            "Stop the server, make a backup, and run nguon migrate.",
        ),
        ProblemKind(
            "store_not_durable",
            None,
            "The database server does not write to disk what it commits (fsync is off)",
            "Turn fsync on in the server's configuration and restart it.",
        ),
        ProblemKind(
            "name_malformed",
            None,
            "The text is not a ledger's name or origin",
            "Use lower-case letters, digits and hyphens; the origin is host/log/name.",
        ),
    ),
)
