"""The union's report for a person: who recorded what, who did not, and what stands out."""

from __future__ import annotations

from rich.table import Table

from nguon_cli.session import Session, clean
from nguon_cli.times import show_moment
from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError
from nguon_signer.transport import TryLater

_TABLES = ("cooperatives", "flags", "certificates")


def read_report(data: bytes) -> m.Object:
    """Read a ledger's report. Raises TryLater ``answer_unreadable``."""
    try:
        document = parse_object(data)
        for name in ("from", "to"):
            m.need(document, name, m.time)
        for name in _TABLES:
            m.need(document, name, m.list_of(m.an_object))
    except NguonError as e:
        what = f"the ledger's report cannot be read: {e.detail}"
        raise TryLater("answer_unreadable", what) from None
    return document


def tell_report(session: Session, document: m.Object) -> None:
    """Print the cooperatives, the flags and the certificates that end.

    Raises TryLater ``answer_unreadable``.
    """
    try:
        tables = (
            _cooperatives(document),
            _flags(document),
            _certificates(document, session.language),
        )
    except NguonError as e:
        what = f"the ledger's report cannot be read: {e.detail}"
        raise TryLater("answer_unreadable", what) from None
    begin, end = (show_moment(m.need(document, name, m.time)) for name in ("from", "to"))
    session.say(f"Recorded from {begin} to {end}:")
    for table in tables:
        if table.row_count:
            session.draw(table)


def _cooperatives(document: m.Object) -> Table:
    headings = ("Cooperative", "Commune", "Status", "Events", "Late", "Flags", "Last recorded")
    table = _table("Cooperatives", *headings)
    for row in _rows(document, "cooperatives"):
        last = row.get("last_recorded")
        table.add_row(
            clean(m.need(row, "name", m.text)),
            clean(_text_or_none(row, "commune")),
            "SILENT" if row.get("silent") is True else clean(m.need(row, "status", m.text)),
            *(str(m.need(row, name, m.whole)) for name in ("events", "late", "flags")),
            "-" if last is None else show_moment(m.time(last)),
        )
    return table


def _flags(document: m.Object) -> Table:
    table = _table("Flags", "Rule", "What", "Events", "Participants")
    for row in _rows(document, "flags"):
        table.add_row(
            clean(m.need(row, "rule", m.text)),
            clean(m.need(row, "sentence", m.text)),
            *(str(m.need(row, name, m.whole)) for name in ("events", "participants")),
        )
    return table


def _certificates(document: m.Object, language: str | None) -> Table:
    table = _table("Certificates that end", "Of", "Scheme", "Number", "Until")
    for row in _rows(document, "certificates"):
        names = m.need(row, "subject_name", m.language_map)
        until = show_moment(m.need(row, "valid_until", m.time))[:10]
        table.add_row(
            clean(names.get(language or "") or next(iter(names.values()))),
            clean(m.need(row, "scheme", m.text)),
            clean(_text_or_none(row, "number")),
            f"{until} EXPIRED" if row.get("expired") is True else until,
        )
    return table


def _rows(document: m.Object, name: str) -> tuple[m.Object, ...]:
    return m.need(document, name, m.list_of(m.an_object))


def _text_or_none(row: m.Object, name: str) -> str:
    value: Json = row.get(name)
    return "-" if value is None else m.text(value)


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left", show_lines=False)
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
