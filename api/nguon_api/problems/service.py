"""Problems of the server."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "The server",
    "Nothing was acknowledged. The same bytes may be sent again without making a second entry.",
    (
        ProblemKind(
            "storage_unavailable",
            503,
            "The ledger cannot write or read its storage now",
            "Send the same bytes again after the time in Retry-After.",
        ),
        ProblemKind(
            "busy",
            503,
            "Too many statements are waiting",
            "Send the same bytes again after the time in Retry-After.",
        ),
        ProblemKind(
            "overloaded",
            503,
            "The server has as many requests in hand as it can hold",
            "Send the same bytes again after the time in Retry-After.",
        ),
        ProblemKind(
            "checkpoint_stale",
            503,
            "Statements wait, and no checkpoint has been published for a while",
            "Keep what is to be recorded; the operator has to see what holds up the storage.",
        ),
        ProblemKind(
            "writer_missing",
            503,
            "No process records at present",
            "Keep what is to be recorded; the operator has to start a server that can write.",
        ),
        ProblemKind(
            "store_inconsistent",
            503,
            "The ledger has stopped, because its storage does not fit what it signed",
            "Keep what is to be recorded; the operator has to look into it.",
        ),
        ProblemKind(
            "store_rolled_back",
            503,
            "The ledger has stopped, because its storage is older than what it signed",
            "Keep what is to be recorded; the operator has to bring back the missing entries.",
        ),
        ProblemKind(
            "ledger_frozen",
            503,
            "The operator has made the ledger read-only for now",
            "Keep what is to be recorded, and send it when the ledger is writable again.",
        ),
        ProblemKind(
            "lease_lost",
            503,
            "Another process writes the ledger now",
            "Send the same bytes again after the time in Retry-After.",
        ),
        ProblemKind(
            "projections_outdated",
            503,
            "The ledger's tables were written by another version of the software",
            "Keep what is to be recorded; the operator has to run nguon rebuild once.",
        ),
        ProblemKind(
            "keys_mismatch",
            503,
            "The ledger's keys are not those that its Genesis names",
            "Keep what is to be recorded; the operator has to give the ledger's own key file.",
        ),
        ProblemKind(
            "clock_reversed",
            503,
            "The server's clock is behind the last seal, and time does not go back in a ledger",
            "Keep what is to be recorded; the operator has to set the clock.",
        ),
        ProblemKind(
            "trace_too_large",
            422,
            "More than 10,000 entries are about this lot or unit",
            "Ask for a smaller lot, or read the log itself.",
        ),
        ProblemKind(
            "internal_error",
            500,
            "The server failed in a way that nobody foresaw",
            "Send the same bytes again later, and report the X-Request-Id to the operator.",
        ),
    ),
)
