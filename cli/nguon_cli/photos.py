"""Photos and papers that are kept outside of the database, beside a backup."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from nguon_cli.exits import OK, WRONG
from nguon_cli.session import Session
from nguon_ledger.engine.backup.attachments import Carried
from nguon_ledger.store.blobs.contract import Blobs
from nguon_ledger.store.places import open_blobs

# Why some that are named are not there.
LEFT_OUT = "left out as asked, or never sent"
UNKNOWN = "never sent, or kept where the server's --attachments says: name that here too"
_TOLD = 10  # photos that were altered


def photos_beside(backup: Path) -> Path:
    """Return the folder of the photos of all backups that lie beside each other.

    It has the form of any other --attachments.
    """
    return backup.parent / "photos"


def beside(backup: Path, *, to_read: bool = True) -> Callable[[str], Blobs]:
    """Return how a ledger's photos beside a backup are opened."""
    place = str(photos_beside(backup))
    return lambda ledger: open_blobs(place, ledger, to_read=to_read)


def tell_carried(session: Session, ledger: str, carried: Carried, *, where: str, hint: str) -> None:
    """Tell what became of a ledger's photos; loudly, on stderr, of those that stay behind."""
    if carried.copied or carried.there:
        held = f"{carried.copied:,} copied to {where}, {carried.there:,} were there"
        session.say(f"  {ledger}: photos and papers: {held}")
    if carried.missing:
        of = f"{carried.missing:,} of {carried.named:,} photos and papers that entries name"
        session.warn(f"{ledger}: WITHOUT {of}: {hint}")
    for digest in carried.altered[:_TOLD]:
        session.warn(f"{ledger}: WRONG: {digest} was altered where it is kept, and is not copied")
    if len(carried.altered) > _TOLD:
        session.warn(f"{ledger}: WRONG: and {len(carried.altered) - _TOLD:,} more")


def code_of(carried: Mapping[str, Carried]) -> int:
    """Return the exit code: wrong if any photo was altered."""
    return WRONG if any(one.altered for one in carried.values()) else OK
