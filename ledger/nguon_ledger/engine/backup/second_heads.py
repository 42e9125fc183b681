"""The checkpoint that was signed last, in a second place that a restore does not roll back.

One file a ledger, ``LEDGER.checkpoint``: the note, plain. The writer replaces it; whoever checks
or restores only reads.
"""

from __future__ import annotations

from pathlib import Path

from nguon_ledger.errors import NguonError
from nguon_ledger.log.note import MAX_NOTE

ENDING = ".checkpoint"


def read_second_head(folder: Path, ledger: str) -> bytes | None:
    """Return a ledger's note, None if there is none. Raises NguonError ``file_unreadable``."""
    path = folder / f"{ledger}{ENDING}"
    try:
        with path.open("rb") as file:
            return file.read(MAX_NOTE + 1)
    except FileNotFoundError:
        return None
    except OSError as e:
        raise NguonError("file_unreadable", f"{path}: {e.strerror}", field="--heads") from None


def remembered_ledgers(folder: Path) -> list[str]:
    """Return the ledgers that have a second head here, by name."""
    return sorted(path.name.removesuffix(ENDING) for path in folder.glob(f"*{ENDING}"))
