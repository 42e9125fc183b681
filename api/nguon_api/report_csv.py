"""A table as CSV (RFC 4180), for programs and for spreadsheets that open it by themselves."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from nguon_api.report_tables import Cell, Table
from nguon_ledger.events.quantities import plain

# Without it a spreadsheet takes UTF-8 for something else, and Vietnamese names go to pieces.
BYTE_ORDER_MARK = "\ufeff"
# Spreadsheets run text that begins so (OWASP, "CSV Injection"); the wide ones are typed in East
# Asia, and count there.
_RUN = tuple("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")


def write_csv(table: Table) -> bytes:
    """Write columns and rows, lines ended by CRLF."""
    text = io.StringIO()
    text.write(BYTE_ORDER_MARK)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(table.columns)
    writer.writerows([_shown(cell) for cell in row] for row in table.rows)
    return text.getvalue().encode()


def is_run(text: str) -> bool:
    """Tell whether a spreadsheet would take text for a formula."""
    return text.startswith(_RUN)


def _shown(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "true" if cell else "false"
        case Decimal():
            return plain(cell)
        case int():
            return str(cell)
        case _:
            return f"'{cell}" if is_run(cell) else cell
