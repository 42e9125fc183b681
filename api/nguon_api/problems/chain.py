"""Problems of an event beside what is recorded already (docs/verification.md, 9 to 11)."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "The chain of events",
    "How an event fits those before it (docs/verification.md, steps 9 to 11).",
    (
        ProblemKind(
            "event_exists",
            409,
            "An event with this eventID is recorded",
            "Nothing needs to be done if it is the same event; else choose a new eventID.",
        ),
        ProblemKind(
            "lot_exists",
            409,
            "This lot or unit was made before",
            "Choose a new number, or add to the lot with bizStep creating_class_instance.",
        ),
        ProblemKind(
            "input_missing",
            422,
            "Something is used that was not made before",
            "Record first the step that made it, or correct the identifier.",
        ),
        ProblemKind(
            "cycle",
            409,
            "A lot would be made out of itself",
            "Give what comes out a new lot number.",
        ),
        ProblemKind(
            "unit_mismatch",
            409,
            "The unit cannot be compared with what the lot is counted in",
            "Use the lot's own unit, or register the product's netContent.",
        ),
        ProblemKind(
            "overdrawn",
            409,
            "More is taken out of a lot than is in it",
            "Check the quantity; the detail says what is left.",
        ),
        ProblemKind(
            "overserialised",
            409,
            "More serials are given than the lot has pieces",
            "Check the serials, or the number of pieces that was recorded.",
        ),
        ProblemKind(
            "already_spent",
            409,
            "The unit was used up, sold or destroyed before",
            "Check the serial; the same piece cannot leave twice.",
        ),
        ProblemKind(
            "correction_unknown",
            422,
            "There is no such event to take back",
            "Check the eventID; an event is taken back once.",
        ),
        ProblemKind(
            "correction_differs",
            409,
            "The correction does not repeat the recorded event unchanged",
            "Send the recorded event with only errorDeclaration added.",
        ),
        ProblemKind(
            "correction_foreign",
            403,
            "Somebody else recorded the event that is taken back",
            "Have it corrected by whoever recorded it, or by the operator.",
        ),
        ProblemKind(
            "correction_blocked",
            409,
            "Something was made out of what the correction would take back",
            "Correct the later events first, beginning with the last.",
        ),
        ProblemKind(
            "recall_foreign",
            403,
            "Somebody else made what is recalled",
            "Have it recalled by the maker of the lot, or by the operator.",
        ),
    ),
)
