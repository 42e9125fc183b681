"""``nguon report``: what was recorded in a period, by whom, and what is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.files import write_file
from nguon_cli.home import Home
from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, Language, open_home
from nguon_cli.reporting import read_report, tell_report
from nguon_cli.session import Session, session_of
from nguon_cli.times import parse_period
from nguon_ledger.errors import NguonError

CSV, XLSX, JSON = ".csv", ".xlsx", ".json"
TABLES = ("cooperatives", "volumes", "products", "communes", "flags", "certificates")
# \b keeps the lines as they are.
EXAMPLES = """\b
Examples:
  nguon report --from 2026-01-01 --to 2026-03-31
  nguon report --from 2026-01-01 --to 2026-03-31 --xlsx -o quarter.xlsx
  nguon report --from 2026-03-01 --to 2026-03-31 --csv --table flags -o flags.csv"""


def report(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    first: Annotated[
        str, typer.Option("--from", help="First day, or RFC 3339.", metavar="DATE|TIME")
    ],
    last: Annotated[str, typer.Option("--to", help="Last day, or RFC 3339.", metavar="DATE|TIME")],
    csv: Annotated[bool, typer.Option("--csv", help="One table as CSV.")] = False,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="All tables as a spreadsheet.")] = False,
    table: Annotated[
        str, typer.Option(help=f"Of --csv: {', '.join(TABLES)}.", metavar="NAME")
    ] = TABLES[0],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="What to write.", metavar="FILE")
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    _language: Language = None,
    _json: Json = False,
) -> None:
    """Report what was recorded in a period, by whom.

    Also what is missing: cooperatives that were silent, certificates that end. Events count by
    the time of recording; a day begins at this machine's midnight. What the file holds follows
    from --csv or --xlsx, else from its name: .csv, .xlsx or .json.
    """
    session = session_of(context)
    form = _form(csv=csv, xlsx=xlsx, out=out)
    if table not in TABLES:
        raise typer.BadParameter(f"one of {', '.join(TABLES)}", param_hint="--table")
    if form == XLSX and out is None:
        raise typer.BadParameter("needed for a spreadsheet", param_hint="--out")
    period = parse_period(first, last)
    data = _fetch(session, open_home(home), period, form=form, table=table)
    if out is not None:
        write_file(out, data, field="--out")
        told = {"out": str(out), "bytes": len(data), "from": period[0], "to": period[1]}
        session.show(told, lambda: session.say(f"The report is in {out}."))
    elif form == CSV:
        session.pass_on(data)
    else:
        document = read_report(data)
        session.show(document, lambda: tell_report(session, document))


def _form(*, csv: bool, xlsx: bool, out: Path | None) -> str:
    if csv and xlsx:
        raise typer.BadParameter("give --csv or --xlsx, not both", param_hint="--xlsx")
    if csv or xlsx:
        return CSV if csv else XLSX
    if out is None:
        return JSON
    suffix = out.suffix.lower()
    if suffix not in {CSV, XLSX, JSON}:
        what = f"{suffix or 'no ending'}: the file's name ends in .csv, .xlsx or .json"
        raise NguonError("format_unknown", what, field="--out")
    return suffix


def _fetch(
    session: Session, home: Home, period: tuple[str, str], *, form: str, table: str
) -> bytes:
    with home.client(session.language) as client:
        if form == CSV:
            return client.report_csv(*period, table=table)
        return client.report_xlsx(*period) if form == XLSX else client.report(*period)
