"""Problems of the HTTP request itself."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "The request",
    "The server did not get as far as reading what was signed.",
    (
        ProblemKind(
            "not_found",
            404,
            "Nothing stands at this address",
            "Check the path; for entries and tiles, ask the checkpoint how far the log reaches.",
        ),
        ProblemKind(
            "unknown_ledger",
            404,
            "This server has no ledger of that name",
            "Take the name from /.well-known/nguon.json.",
        ),
        ProblemKind(
            "unknown_id",
            404,
            "No ledger here has recorded this lot, unit or logistic unit",
            "Compare the identifier with the label, and ask on the server that the label names.",
        ),
        ProblemKind(
            "lot_missing",
            404,
            "The address names a product but no lot or unit of it",
            "Add /10/ and the lot, or /21/ and the serial, that stand on the label.",
        ),
        ProblemKind(
            "method_not_allowed",
            405,
            "This address does not answer that method",
            "Use one of the methods in the Allow header.",
        ),
        ProblemKind(
            "unsupported_media_type",
            415,
            "The body is not of a media type that is read here",
            "Send one statement as application/jose, without Content-Encoding.",
        ),
        ProblemKind(
            "statement_too_large",
            413,
            "A statement has more than 65,535 bytes",
            "Keep photos and papers outside and name them by their hash.",
        ),
        ProblemKind(
            "batch_too_large",
            413,
            "The batch has more than 4,096 lines or 16 MiB",
            "Send it in parts.",
        ),
        ProblemKind(
            "attachment_too_large",
            413,
            "The photo or paper has more than 2 MiB",
            "Scale the picture down before it is hashed and signed.",
        ),
        ProblemKind(
            "attachment_unknown",
            422,
            "No recorded event names a photo or paper with this SHA-256",
            "Record the event first, and send exactly the bytes that were hashed.",
        ),
        ProblemKind(
            "batch_empty", 400, "The batch has no line", "Send one statement a line, at least one."
        ),
        ProblemKind(
            "body_incomplete",
            400,
            "The body ended before the length that was announced",
            "Send it again; nothing of it was recorded.",
        ),
        ProblemKind(
            "body_too_slow",
            408,
            "The body did not arrive in time",
            "Send it again, in smaller parts if the connection is weak.",
        ),
        ProblemKind(
            "head_too_slow",
            408,
            "The request's head did not arrive in time",
            "Open the connection when there is something to send.",
        ),
        ProblemKind(
            "head_too_large",
            431,
            "The request's head has more than 64 KiB",
            "Leave out cookies and other headers; nothing here asks for them.",
        ),
        ProblemKind(
            "quota_exceeded",
            429,
            "This key has sent more statements than its quota allows",
            "Send the same bytes again after the time in Retry-After.",
        ),
        ProblemKind(
            "unknown_parameter",
            400,
            "The query has a parameter that this address does not know",
            "Remove it or correct its spelling; nothing is silently ignored here.",
        ),
        ProblemKind(
            "repeated_parameter",
            400,
            "A query parameter stands twice",
            "Give each parameter once.",
        ),
        ProblemKind(
            "parameter_missing",
            400,
            "A query parameter that this address needs is missing",
            "Add the parameter that the field names.",
        ),
        ProblemKind(
            "parameter_malformed",
            400,
            "A part of the address does not have its form",
            "Correct the part that the field names; numbers are plain digits.",
        ),
        ProblemKind(
            "period_empty",
            400,
            "The period ends before it begins",
            "Give a time in to that is later than the one in from.",
        ),
        ProblemKind(
            "request_malformed",
            400,
            "The request cannot be read",
            "Check it against /openapi.json.",
        ),
        ProblemKind(
            "tile_path_malformed",
            400,
            "The path is not that of a tile",
            "Write it as C2SP tlog-tiles does, such as tile/0/x001/x234/067.p/8.",
        ),
    ),
)
