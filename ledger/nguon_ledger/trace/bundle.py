"""The trace bundle's form (docs/formats.md, 9): parse and format."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.base64s import b64_decode, b64_encode
from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import HASH_SIZE, Span, audit_path

FORMAT = "nguon-trace/1"
MEDIA_TYPE = "application/vnd.nguon.trace+json"
MAX_BUNDLE = 8 * 2**20
MAX_ENTRIES = 10_000
_MEMBERS = {"format", "id", "checkpoint", "entries", "nodes"}


@dataclass(frozen=True)
class Entry:
    """A log entry as a bundle carries it."""

    index: int
    data: bytes


@dataclass(frozen=True)
class UnverifiedBundle:
    """A bundle whose form is right. Nothing in it is verified."""

    id: str
    checkpoint_note: bytes
    entries: tuple[Entry, ...]
    nodes: tuple[bytes, ...]


def needed_nodes(indices: Iterable[int], size: int) -> list[Span]:
    """Return the tree nodes that prove these entries, in the order of the node table."""
    return sorted({span for index in indices for span in audit_path(index, size)})


def format_bundle(
    *, identifier: str, checkpoint_note: bytes, entries: Iterable[Entry], nodes: Sequence[bytes]
) -> bytes:
    """Write a bundle.

    An entry that is not ASCII (somebody altered the stored bytes) is carried with replacement
    characters: it can no longer match its leaf, and the verifier will name it.
    """
    value = {
        "format": FORMAT,
        "id": identifier,
        "checkpoint": checkpoint_note.decode(),
        "entries": [
            {"index": e.index, "statement": e.data.decode("utf-8", "replace")} for e in entries
        ],
        "nodes": [b64_encode(node) for node in nodes],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def parse_bundle(data: bytes) -> UnverifiedBundle:
    """Read a bundle.

    Raises NguonError ``bundle_too_large``, ``bundle_unreadable`` or ``bundle_version``.
    """
    if len(data) > MAX_BUNDLE:
        raise NguonError("bundle_too_large", f"more than {MAX_BUNDLE} bytes")
    try:
        value = parse_object(data)
        version = m.need(value, "format", m.text)
        if version == FORMAT:
            return _parse_members(value)
    except NguonError as e:
        raise NguonError("bundle_unreadable", e.detail, field=e.field) from None
    raise NguonError("bundle_version", f"evidence in a form not known here: {version[:40]!r}")


def _parse_members(value: m.Object) -> UnverifiedBundle:
    if value.keys() != _MEMBERS:
        raise NguonError("malformed", "exactly format, id, checkpoint, entries, nodes")
    entries = m.need(value, "entries", m.list_of(_entry, least=1))
    indices = [entry.index for entry in entries]
    if len(entries) > MAX_ENTRIES or any(a >= b for a, b in pairwise(indices)):
        raise NguonError("malformed", "entries ascend, and are not too many", field="entries")
    return UnverifiedBundle(
        id=m.need(value, "id", m.uri),
        checkpoint_note=m.need(value, "checkpoint", m.text).encode(),
        entries=entries,
        nodes=m.need(value, "nodes", m.list_of(_node)),
    )


def _entry(value: Json) -> Entry:
    p = m.an_object(value)
    if p.keys() != {"index", "statement"}:
        raise NguonError("malformed", "exactly index and statement")
    # An emptied statement is readable evidence, of an alteration: step 3 names it.
    return Entry(m.need(p, "index", m.whole), m.need(p, "statement", m.string).encode())


def _node(value: Json) -> bytes:
    node = b64_decode(m.text(value))
    if len(node) != HASH_SIZE:
        raise NguonError("malformed", "a node has 32 bytes")
    return node
