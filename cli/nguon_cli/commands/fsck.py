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
from nguon_cli.stores import (
    AttachmentsAt,
    Database,
    SecondHead,
    chosen,
    kept_at,
    opened,
    second_heads,
)
from nguon_ledger.engine.fsck.attachments import Attachments
from nguon_ledger.engine.fsck.check import Found, Ledger, LedgerReport, check_ledger
from nguon_ledger.engine.fsck.database import check_database
from nguon_ledger.engine.fsck.fault import Fault

_TOLD = 10  # photos that are missing


def fsck(
    context: typer.Context,
    *,
    data: DataFolderPath,
    ledger: Annotated[
        str | None, typer.Option(help="One ledger; else all of the folder.", metavar="NAME")
    ] = None,
    second_head: SecondHead = None,
    attachments: AttachmentsAt = None,
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
    second head; every row of every index; every photo. What differs first is named: table, key,
    what is stored and what should be. Tell it the same --second-head and --attachments as the
    server. May run beside it. Exit code 0: sound; 3: something differs.
    """
    session = session_of(context)
    folder = DataFolder(data)
    heads = second_heads(folder, second_head)
    kept = kept_at(attachments) if attachments else None
    with opened(folder, database) as engine:
        ledgers, faults = check_database(engine)
        reports = [
            check_ledger(
                engine,
                Ledger(name, origin, heads.read(name), kept(name) if kept else None),
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
        "second_head": report.found.second_head,
        "attachments": {
            "named": report.found.attachments.named,
            "missing": [named.plain() for named in report.found.attachments.missing],
        },
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
            _tell_standing(session, report.found)
        for fault in report.faults:
            session.say(f"{report.name}: WRONG: {fault.sentence}")
        _tell_missing(session, report.name, report.found.attachments)
    if not reports and not faults:
        session.say("There is no ledger in this database.")


def _tell_standing(session: Session, found: Found) -> None:
    if found.signed < found.entries:
        behind = found.entries - found.signed
        session.say(f"  the last {behind} are not signed yet; a server does that")
    if found.second_head is None:
        session.say("  no second head was found: whether this is an old copy was not checked")


def _tell_missing(session: Session, ledger: str, attachments: Attachments) -> None:
    missing = attachments.missing
    if not missing:
        return
    of = f"{len(missing):,} of {attachments.named:,} photos and papers that entries name"
    session.warn(f"{ledger}: {of} are missing: lost, never sent, or kept at another --attachments")
    for named in missing[:_TOLD]:
        session.warn(f"  entry {named.first}: {named.digest}")
    if len(missing) > _TOLD:
        session.warn(f"  and {len(missing) - _TOLD:,} more; --json names all")
