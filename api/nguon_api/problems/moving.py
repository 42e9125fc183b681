"""What the commands report that copy a ledger, put it back, or move it."""

from __future__ import annotations

from nguon_api.problems.kind import ProblemKind, Section

SECTION = Section(
    "Backups, and moving to another database",
    "Reported by nguon backup, restore, export, import and fsck; nothing was changed or served.",
    (
        ProblemKind(
            "backup_malformed",
            None,
            "The file is no backup, or is damaged",
            "Take another backup.",
        ),
        ProblemKind(
            "fork",
            None,
            "The backup holds another history than the one that was signed here",
            "Never serve it. Find out who went on from an old copy, and tell the witnesses.",
        ),
        ProblemKind(
            "second_head_malformed",
            None,
            "The second head is not a checkpoint that this ledger's key has signed",
            "Find out who altered it; compare with a witness before anything is restored.",
        ),
        ProblemKind(
            "database_in_use",
            None,
            "Another process has the database open",
            "Stop the server first.",
        ),
        ProblemKind(
            "export_malformed",
            None,
            "The file is no export, or is cut off or garbled",
            "Export again, or copy the file again; the import goes on where it stopped.",
        ),
        ProblemKind(
            "export_refused",
            None,
            "An entry of the export could not have been recorded",
            "Copy the file again. If it is the same, run nguon fsck where it comes from.",
        ),
        ProblemKind(
            "export_differs",
            None,
            "The export is not what was signed, or not what is here already",
            "Take an export of this ledger; remove what is here with nguon import --discard.",
        ),
        ProblemKind(
            "export_gap",
            None,
            "The export does not begin where the entries that are here end",
            "Export again with the --from that the message names.",
        ),
        ProblemKind(
            "file_exists",
            None,
            "A file of that name is there already, and is never overwritten",
            "Name another file.",
        ),
        ProblemKind(
            "file_unreadable",
            None,
            "A file cannot be read",
            "Look at the file that is named, and at who may read it.",
        ),
        ProblemKind(
            "file_unwritable",
            None,
            "A file cannot be written",
            "Look at the disk's room, and at who may write into the folder that is named.",
        ),
    ),
)
