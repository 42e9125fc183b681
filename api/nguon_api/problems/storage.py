"""What the places where bytes are kept refuse."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "Storing and publishing",
    "Reported by the commands of whoever runs a ledger; the server does not answer with these.",
    (
        ProblemKind(
            "head_moved",
            None,
            "Another writer has replaced the checkpoint in between",
            "Read again what is stored; a server and a publisher do so by themselves.",
        ),
        ProblemKind(
            "blob_differs",
            None,
            "Other bytes are stored under this name already, and are never replaced",
            "Find out who wrote them; publish to an empty place, or restore the altered file.",
        ),
        ProblemKind(
            "blob_name_malformed",
            None,
            "The text cannot name stored bytes",
            "Use parts of letters, digits, '.', '_' and '-' between slashes, none only dots.",
        ),
        ProblemKind(
            "storage_unsupported",
            None,
            "The object store lacks conditional writes, and without them writers overwrite",
            "Use a store that honours If-Match and If-None-Match, or a folder.",
        ),
        ProblemKind(
            "store_address_malformed",
            None,
            "The text is not the address of a folder or an object store",
            "Write a path, or a URL: file:///path, s3://bucket/path, gs://, az://.",
        ),
        ProblemKind(
            "publish_forked",
            None,
            "What is published there is not of this log's past",
            "Publish nothing until it is clear which of the two is the log; compare witnesses.",
        ),
        ProblemKind(
            "publish_behind",
            None,
            "More entries are published than the store holds: it is an older copy",
            "Do not serve this store; bring the missing entries back first.",
        ),
    ),
)
