"""Problems of custody, packing, shipping, quality and recalls (docs/rules.md, "Entering an event").

What they say of one case comes from the catalogue of rules: the problem document has its sentence
in the reader's language, and the numbers.
"""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "Custody, packing and quality",
    "What may be done with a thing, and by whom (docs/rules.md), where version 2 of the rules is"
    " in force.",
    (
        ProblemKind(
            "not_holder",
            403,
            "Somebody else holds this lot, unit or logistic unit",
            "Record its receipt first, or let the holder record the step.",
        ),
        ProblemKind(
            "in_transit",
            409,
            "It is on its way to somebody",
            "Let the receiver record its arrival, or call the shipment back.",
        ),
        ProblemKind(
            "already_packed",
            409,
            "It is packed in a logistic unit",
            "Unpack it first, or record the step for the logistic unit.",
        ),
        ProblemKind(
            "not_packed",
            409,
            "It is not in this logistic unit, or not as much of it",
            "Compare the code on the package with what was packed.",
        ),
        ProblemKind(
            "overpacked",
            409,
            "More of a lot is packed than is left of it unpacked",
            "Check the quantity; the values say what is left.",
        ),
        ProblemKind(
            "receiver_missing",
            422,
            "A shipment does not name exactly one registered receiver other than the sender",
            "Name the receiver as possessing_party in destinationList.",
        ),
        ProblemKind(
            "not_receiver",
            403,
            "It was sent to somebody else",
            "Let the receiver who was named record it; else the sender calls the shipment back.",
        ),
        ProblemKind(
            "not_in_transit",
            409,
            "It is not on its way",
            "Check the identifier; what was sent in a package is received as the package.",
        ),
        ProblemKind(
            "shipment_partial",
            409,
            "Less or more of a lot is shipped than all that is loose of it",
            "Ship the whole lot; to send a part, pack it in a package with a code of its own.",
        ),
        ProblemKind(
            "process_foreign",
            403,
            "Somebody else began this process",
            "Use a transformationID of your own.",
        ),
        ProblemKind(
            "lot_number_missing",
            422,
            "A unit is made without the number of its lot",
            "Give cbvmda:lotNumber in ilmd.",
        ),
        ProblemKind(
            "blocked",
            409,
            "An inspection holds it back",
            "Have a certifier or the operator inspect and release it; or destroy it.",
        ),
        ProblemKind(
            "inspection_foreign",
            403,
            "The signer may not fail this in an inspection",
            "Let the holder, a certifier or the operator record it.",
        ),
        ProblemKind(
            "release_foreign",
            403,
            "The signer may not release this",
            "Ask a certifier or the operator after an inspection, whoever recalled after a recall.",
        ),
        ProblemKind(
            "result_contradicts",
            422,
            "It is declared conformant with a result outside its limit",
            "Correct the result or the disposition.",
        ),
        ProblemKind(
            "recalled_moved",
            409,
            "It was recalled",
            "Send it back to its maker, destroy it, or wait for the release.",
        ),
    ),
)
