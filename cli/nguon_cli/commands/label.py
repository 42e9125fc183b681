"""``nguon label``: QR codes to print."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from nguon_cli import labelling
from nguon_cli.files import write_file
from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, open_home
from nguon_cli.serials import parse_serials
from nguon_cli.session import session_of
from nguon_ledger.errors import NguonError

# \b keeps the lines as they are.
EXAMPLES = """\b
Example:
  nguon label /p/jar/10/J1 --serials 1-232 --name "Ba khía muối" \\
      --packed-on 2026-03-14 --out labels.pdf"""


def label(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: Annotated[
        str,
        typer.Argument(help="A lot, unit or carton, or the URL to print.", metavar="ID|URL"),
    ],
    out: Annotated[Path, typer.Option(help="What to write: .png, .svg or .pdf.", metavar="FILE")],
    serials: Annotated[
        str | None,
        typer.Option(help="A label for each serial of the lot, such as 1-232.", metavar="RANGE"),
    ] = None,
    layout: Annotated[
        str,
        typer.Option(
            help="Sheet of a .pdf: 3x8, 4x10, 3x7, or COLUMNSxROWS:WIDTHxHEIGHT in mm.",
            metavar="LAYOUT",
        ),
    ] = "3x8",
    name: Annotated[
        str | None, typer.Option(help="The product's name, on a .pdf.", metavar="TEXT")
    ] = None,
    lot: Annotated[
        str | None,
        typer.Option(help="Lot number, on a .pdf, if not that of the ID.", metavar="TEXT"),
    ] = None,
    packed_on: Annotated[
        str | None, typer.Option(help="Date, on a .pdf, such as 2026-03-14.", metavar="DATE")
    ] = None,
    best_before: Annotated[
        str | None, typer.Option(help="Date, on a .pdf.", metavar="DATE")
    ] = None,
    language: Annotated[
        str, typer.Option("--lang", help="Words on a .pdf: vi or en.", metavar="LANG")
    ] = "vi",
    skip: Annotated[
        int, typer.Option(help="Places of a begun sheet to leave blank.", min=0, metavar="N")
    ] = 0,
    cut_marks: Annotated[
        bool, typer.Option("--cut-marks", help="Mark the corners, for plain paper.")
    ] = False,
    dpi: Annotated[
        int, typer.Option(help="Dots an inch of the printer, for .png.", metavar="N")
    ] = 203,
    dots: Annotated[
        int, typer.Option(help="Dots a module of the code, for .png.", metavar="N")
    ] = 4,
    home: HomeFolder = DEFAULT_HOME,
    _json: Json = False,
) -> None:
    """Write a QR code, or an A4 sheet of labels.

    An identifier becomes an address on the server of your profile; a URL is printed as it is.
    Print at 100 %, never "fit to page".
    """
    session = session_of(context)
    url = labelling.label_url(identifier, open_home(home))
    numbers = parse_serials(serials, field="--serials") if serials is not None else []
    urls = labelling.with_serials(url, numbers)
    if out.suffix.lower() == ".pdf":
        sheet = labelling.Sheet(
            layout=layout,
            name=_needed(name, "--name"),
            lot=_needed(lot or url.lot, "--lot"),
            packed_on=_date(_needed(packed_on, "--packed-on"), "--packed-on"),
            best_before=_date(best_before, "--best-before") if best_before else None,
            language=language,
            skip=skip,
            cut_marks=cut_marks,
        )
        data = sheet.draw(urls)
    else:
        data = labelling.draw_one(urls, out.suffix.lower(), dpi=dpi, dots=dots)
    write_file(out, data, field="--out")
    warnings = urls[0].warnings
    for warning in warnings:
        session.warn(f"{warning.code}: {warning.detail}")
    session.show(
        {
            "out": str(out),
            "labels": len(urls),
            "first": urls[0].url,
            "warnings": [vars(w) for w in warnings],
        },
        lambda: session.say(f"{len(urls)} label(s) in {out}; the first leads to {urls[0].url}"),
    )


def _needed(value: str | None, option: str) -> str:
    if value is None:
        raise typer.BadParameter("needed for a .pdf", param_hint=option)
    return value


def _date(text: str, option: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.isoformat() != text:
        what = f"{text[:40]!r} is not a date; write it like 2026-03-14"
        raise NguonError("date_malformed", what, field=option)
    return found
