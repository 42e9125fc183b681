"""Problems of an event by itself (docs/formats.md, 6 and 7)."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "The event",
    "What one event says (docs/formats.md, 6 and 7).",
    (
        ProblemKind(
            "schema_violation",
            400,
            "The payload does not fit its schema",
            "Correct the field that is named; the schemas are in nguon_schemas.",
        ),
        ProblemKind(
            "undeclared_prefix",
            400,
            "A member's prefix is not declared in @context",
            "Declare the prefix as the detail shows.",
        ),
        ProblemKind(
            "event_malformed",
            400,
            "The event does not have its form",
            "Correct the field that is named.",
        ),
        ProblemKind(
            "identifier_malformed",
            400,
            "An identifier is not that of a product, lot, unit or logistic unit",
            "Write it as in docs/formats.md, 6; there is no percent-encoding.",
        ),
        ProblemKind(
            "check_digit",
            400,
            "The check digit of a GTIN, SSCC or GLN is wrong",
            "Compare the number with the label; the detail names the digit that would fit.",
        ),
        ProblemKind(
            "quantity_malformed",
            400,
            "A quantity or its unit cannot be used",
            "Give a number above 0 with at most 6 decimals, and a unit that is listed.",
        ),
        ProblemKind(
            "time_offset",
            400,
            "The offsets of eventTime and eventTimeZoneOffset disagree",
            "Write eventTime with the same offset, or with Z.",
        ),
        ProblemKind(
            "future_event",
            422,
            "The event lies more than 5 minutes in the future",
            "Set the clock of the device, and record again.",
        ),
        ProblemKind(
            "unknown_product",
            422,
            "The product is not registered",
            "Register it first, or correct the identifier.",
        ),
        ProblemKind(
            "unknown_location",
            422,
            "The place is not registered",
            "Register it first, or use a geo: URI.",
        ),
    ),
)
