"""The report as a spreadsheet (Office Open XML): a sheet a table, for whoever sorts and sums."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from nguon_api.report_csv import is_run
from nguon_api.report_headings import heading_of
from nguon_api.report_tables import Cell, Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WIDEST = 50  # characters
# No file is written but the answer, and nothing that is text is guessed to be anything else.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 (the format has no time zones)


def write_xlsx(tables: Sequence[Table], *, language: str, made: int) -> bytes:
    """Write one sheet a table, headings frozen; ``made`` (microseconds) is the file's own date.

    The same report gives the same bytes. Amounts are numbers of a spreadsheet, so of 15 digits;
    the CSV and the JSON have them all.
    """
    file = io.BytesIO()
    book = Workbook(file, _OPTIONS)
    book.set_properties({"created": _EPOCH + timedelta(microseconds=made)})
    bold = book.add_format({"bold": True, "bottom": 1})
    quoted = book.add_format({"quote_prefix": True})
    for table in tables:
        sheet = book.add_worksheet(heading_of(table.name, language))
        _write(sheet, table, [heading_of(c, language) for c in table.columns], bold, quoted)
    book.close()
    return file.getvalue()


def _write(
    sheet: Worksheet, table: Table, headings: Sequence[str], bold: Format, quoted: Format
) -> None:
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
        texts = (len(str(row[column])) for row in table.rows if row[column] is not None)
        sheet.set_column(column, column, min(max(len(heading), *texts, 4) + 2, _WIDEST))
    for number, row in enumerate(table.rows, 1):
        for column, cell in enumerate(row):
            _write_cell(sheet, number, column, cell, quoted)
    sheet.freeze_panes(1, 0)
    if table.rows:
        sheet.autofilter(0, 0, len(table.rows), len(headings) - 1)


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, quoted: Format) -> None:
    match cell:
        case None:
            return
        case bool():
            sheet.write_boolean(row, column, cell)
        case int() | Decimal():
            sheet.write_number(row, column, cell)
        case _:  # text, also after somebody opens the cell and leaves it again
            sheet.write_string(row, column, cell, quoted if is_run(cell) else None)
