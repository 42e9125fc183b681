"""The form of an export (docs/adr/0019): what is signed, the entries, the attachments.

    nguon-export/1
    from N

then, without anything between, the checkpoint note after its length in 16 bits; the entries N to
size - 1, each after its length in 16 bits (an entry bundle of tlog-tiles of any length); the
attachments, each after its length in 32 bits; and 32 bits that are all set, which end the stream.
Lengths are big-endian. Nothing in it is believed: the note is signed, and leads to all the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from nguon_ledger.encoding.integers import parse_integer
from nguon_ledger.errors import NguonError
from nguon_ledger.events.event import MAX_ATTACHMENT
from nguon_ledger.log.checkpoint import Checkpoint, parse_checkpoint
from nguon_ledger.log.note import parse_note

_FORMAT = b"nguon-export/1\n"
_FROM = b"from "
_MAX_LINE = 32
_END = 2**32 - 1


@dataclass(frozen=True)
class UnverifiedHeader:
    """How an export begins: ``note`` is signed, but by whom nobody has looked at."""

    note: bytes
    checkpoint: Checkpoint
    start: int


def write_header(target: BinaryIO, *, note: bytes, start: int) -> None:
    """Begin an export of the entries from ``start`` on."""
    target.write(_FORMAT + _FROM + f"{start}\n".encode())
    write_entry(target, note)


def write_entry(target: BinaryIO, data: bytes) -> None:
    """Write an entry, or the note, of at most 65,535 bytes."""
    target.write(len(data).to_bytes(2, "big") + data)


def write_attachment(target: BinaryIO, data: bytes) -> None:
    """Write a photo or paper."""
    target.write(len(data).to_bytes(4, "big") + data)


def write_end(target: BinaryIO) -> None:
    """End an export."""
    target.write(_END.to_bytes(4, "big"))


def read_header(source: BinaryIO) -> UnverifiedHeader:
    """Read how an export begins. Raises NguonError ``export_malformed``."""
    if source.read(len(_FORMAT)) != _FORMAT:
        raise malformed("it does not begin as one")
    line = source.readline(_MAX_LINE)
    if not (line.startswith(_FROM) and line.endswith(b"\n")):
        raise malformed("it does not say where it begins")
    try:
        start = parse_integer(line[len(_FROM) : -1].decode("ascii", "replace"))
        note = _frame(source, 2)
        checkpoint = parse_checkpoint(parse_note(note).text)
    except NguonError as e:
        raise malformed(e.detail) from e
    if start > checkpoint.size:
        raise malformed(f"it begins at {start} and signs {checkpoint.size} entries")
    return UnverifiedHeader(note, checkpoint, start)


def read_entries(source: BinaryIO, header: UnverifiedHeader) -> Iterator[bytes]:
    """Yield the entries in order. Raises NguonError ``export_malformed`` where one is cut off."""
    for _ in range(header.start, header.checkpoint.size):
        yield _frame(source, 2)


def read_attachments(source: BinaryIO) -> Iterator[bytes]:
    """Yield the attachments, to the end. Raises NguonError ``export_malformed``."""
    while (size := int.from_bytes(_exactly(source, 4), "big")) != _END:
        if size > MAX_ATTACHMENT:
            raise malformed("an attachment is too long")
        yield _exactly(source, size)
    if source.read(1):
        raise malformed("something follows its end")


def malformed(why: str) -> NguonError:
    """Return the error for a stream that is no export, or is cut off."""
    return NguonError("export_malformed", f"not a whole export: {why}")


def _frame(source: BinaryIO, width: int) -> bytes:
    return _exactly(source, int.from_bytes(_exactly(source, width), "big"))


def _exactly(source: BinaryIO, size: int) -> bytes:
    data = source.read(size)
    if len(data) != size:
        raise malformed("it is cut off")
    return data
