"""Photos and papers on their way: kept on disk by their hash until the ledger has them."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_signer.private_file import read_private, replace_private


class AttachmentStore(Protocol):
    """What the box needs of a client."""

    def store_attachment(self, data: bytes) -> str:
        """Send a photo; return its SHA-256 in hex."""


@dataclass(frozen=True)
class PhotoReport:
    """What became of the photos: hashes of the sent ones, and why the others wait."""

    sent: tuple[str, ...]
    waiting: dict[str, NguonError]


@dataclass(frozen=True)
class PhotoBox:
    """A folder of photos that are not with the ledger yet, each named by its SHA-256."""

    folder: Path

    def keep(self, data: bytes) -> str:
        """Keep a photo; it is on disk when this returns. Return its SHA-256 in hex.

        Raises NguonError ``attachment_too_large`` or as private_file.replace_private.
        """
        if len(data) > MAX_ATTACHMENT:
            what = f"{len(data)} bytes; a photo has at most {MAX_ATTACHMENT}: make it smaller"
            raise NguonError("attachment_too_large", what)
        digest = sha256(data).hexdigest()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        replace_private(self.folder / digest, data)
        return digest

    def send(self, client: AttachmentStore) -> PhotoReport:
        """Send every photo; what the ledger has is removed here.

        A photo whose step is not recorded yet is refused (``attachment_unknown``) and stays.
        """
        sent, waiting = [], {}
        for path in sorted(self.folder.glob("[0-9a-f]" * 64)):
            try:
                client.store_attachment(read_private(path, max_bytes=MAX_ATTACHMENT))
            except NguonError as e:
                waiting[path.name] = e
            else:
                path.unlink()
                sent.append(path.name)
        return PhotoReport(tuple(sent), waiting)
