"""Problems of JSON and of single values (docs/formats.md, 1)."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "JSON and single values",
    "Everything has one spelling, so that no two programs read two things (docs/formats.md, 1).",
    (
        ProblemKind(
            "utf8_malformed",
            400,
            "The text is not valid UTF-8",
            "Write the payload as UTF-8 without a byte order mark.",
        ),
        ProblemKind(
            "json_syntax", 400, "The text is not JSON", "Mend it at the character that is named."
        ),
        ProblemKind(
            "json_not_object",
            400,
            "The JSON is not an object",
            "Put the members into one object in braces.",
        ),
        ProblemKind(
            "json_duplicate_name",
            400,
            "A name stands twice in one JSON object",
            "Keep one of the two.",
        ),
        ProblemKind(
            "json_number",
            400,
            "A number is too long or too large to be kept exactly",
            "Use at most 15 significant digits and a magnitude of at most 2^53.",
        ),
        ProblemKind(
            "json_surrogate",
            400,
            "A string holds half of a surrogate pair",
            "Write the character itself, or both halves of its escape.",
        ),
        ProblemKind(
            "json_too_deep",
            400,
            "The JSON is nested more than 32 levels deep",
            "Flatten it.",
        ),
        ProblemKind(
            "malformed",
            400,
            "A value does not have its form",
            "Correct the field that is named.",
        ),
        ProblemKind(
            "base64_malformed",
            400,
            "A value is not base64 in its only spelling",
            "Encode it again: the standard alphabet has padding, the URL alphabet has none.",
        ),
        ProblemKind(
            "integer_malformed",
            400,
            "A value is not a decimal integer in its only spelling",
            "Write ASCII digits without sign or leading zero.",
        ),
        ProblemKind(
            "time_malformed",
            400,
            "A value is not an RFC 3339 time with an offset",
            "Write it like 2026-03-01T04:30:00+07:00.",
        ),
        ProblemKind(
            "jwk_malformed",
            400,
            "A value is not a public key",
            "Give a JWK of an Ed25519 or P-256 key with only its required members.",
        ),
    ),
)
