"""``nguon fsck``: everything checked again from the entries, without writing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from nguon_cli.data_folder import DataFolder
from nguon_cli.exits import OK, WRONG
from nguon_cli.options import DataFolderPath, Json
from nguon_cli.progress import Progress
from nguon_cli.session import Session, session_of
from nguon_cli.stores import Database, Heads, chosen, heads_folder, opened
from nguon_ledger.engine.backup.second_heads import read_second_head
from nguon_ledger.engine.fsck.check import Ledger, LedgerReport, check_ledger
from nguon_ledger.engine.fsck.database import check_database
from nguon_ledger.engine.fsck.fault import Fault


def fsck(
    context: typer.Context,
    *,
    data: DataFolderPath,
    ledger: Annotated[
        str | None, typer.Option(help="One ledger; else all of the folder.", metavar="NAME")
    ] = None,
    heads: Heads = None,
    database: Database = None,
    scratch: Annotated[
        Path | None,
        typer.Option(
            help="Where the scratch database goes, as large as a ledger. Else TMPDIR.",
            metavar="DIR",
        ),
    ] = None,
    _json: Json = False,
) -> int:
    """Check everything again from the entries, and change nothing.

    Signatures, authority, rules and seals of every entry; the root, the signed checkpoint and the
    second head; every row of every index. What differs first is named: table, key, what is
    stored and what should be. May run beside the server. Exit code 0: sound; 3: something differs.
    """
    session = session_of(context)
    folder = DataFolder(data)
    with opened(folder, database) as engine:
        ledgers, faults = check_database(engine)
        reports = [
            check_ledger(
                engine,
                Ledger(name, origin, read_second_head(heads_folder(folder, heads), name)),
                progress=Progress(session, name),
                folder=scratch,
            )
            for name, origin in chosen(ledgers, ledger, data).items()
        ]
    is_sound = not faults and all(report.is_sound for report in reports)
    result = {
        "sound": is_sound,
        "faults": [fault.plain() for fault in faults],
        "ledgers": [_plain(report) for report in reports],
    }
    session.show(result, lambda: _tell(session, faults, reports))
    return OK if is_sound else WRONG


def _plain(report: LedgerReport) -> dict[str, Any]:
    return {
        "name": report.name,
        "origin": report.origin,
        "sound": report.is_sound,
        "entries": report.found.entries,
        "signed": report.found.signed,
        "root": report.found.root.hex() if report.found.root is not None else None,
        "seconds": round(report.seconds, 3),
        "entries_per_second": round(report.found.entries / report.seconds),
        "faults": [fault.plain() for fault in report.faults],
    }


def _tell(session: Session, faults: list[Fault], reports: list[LedgerReport]) -> None:
    for fault in faults:
        session.say(f"WRONG: {fault.sentence}")
    for report in reports:
        speed = f"{report.seconds:.1f} s, {report.found.entries / report.seconds:,.0f} entries/s"
        if report.is_sound:
            session.say(f"{report.name}: sound. {report.found.entries:,} entries ({speed})")
            if report.found.signed < report.found.entries:
                behind = report.found.entries - report.found.signed
                session.say(f"  the last {behind} are not signed yet; a server does that")
        for fault in report.faults:
            session.say(f"{report.name}: WRONG: {fault.sentence}")
    if not reports and not faults:
        session.say("There is no ledger in this database.")
