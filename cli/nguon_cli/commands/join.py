"""``nguon join``: a participant's home."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from nguon_cli.home import Profile
from nguon_cli.identifiers import complete, host_of
from nguon_cli.options import DEFAULT_HOME, HomeFolder, Json, KeyName, open_home
from nguon_cli.session import Session, session_of
from nguon_ledger.errors import NguonError
from nguon_signer.client import LedgerInfo, discover


def join(
    context: typer.Context,
    *,
    url: Annotated[str, typer.Argument(help="Address of the server.", metavar="URL")],
    participant: Annotated[
        str,
        typer.Option(help="Your identifier, such as /participants/dam-doi.", metavar="ID"),
    ],
    ledger: Annotated[
        str | None, typer.Option(help="Which ledger, if the server has several.", metavar="NAME")
    ] = None,
    key: KeyName = None,
    home: HomeFolder = DEFAULT_HOME,
    _json: Json = False,
) -> None:
    """Choose a ledger, and pin its key.

    The key is trusted on first use and shown: compare it with what the operator has published.
    If the server ever shows another one, that is refused with log_key_changed.
    """
    session = session_of(context)
    info = _choose(discover(url), ledger)
    identifier = complete(participant, host=host_of(info.origin))
    profile = Profile(url.rstrip("/"), info.name, info.origin, identifier, key)
    open_home(home).join(profile, info.vkey)
    result = {
        "ledger": info.name,
        "origin": info.origin,
        "vkey": info.vkey,
        "participant": identifier,
        "home": str(home),
    }
    session.show(result, lambda: _tell(session, profile, info.vkey))


def _choose(ledgers: Sequence[LedgerInfo], wanted: str | None) -> LedgerInfo:
    names = ", ".join(info.name for info in ledgers) or "none"
    if wanted is None:
        if len(ledgers) == 1:
            return ledgers[0]
        raise NguonError("ledger_ambiguous", f"the server has: {names}", field="--ledger")
    for info in ledgers:
        if info.name == wanted:
            return info
    what = f"the server has no ledger {wanted[:80]!r}; it has: {names}"
    raise NguonError("unknown_ledger", what, field="--ledger")


def _tell(session: Session, profile: Profile, vkey: str) -> None:
    session.say(f"{profile.participant} records in {profile.origin}. The pinned key:")
    session.say()
    session.say(f"    {vkey}")
    session.say()
    session.say("Compare it with the one that the operator has published. Then make a key, and")
    session.say("give its public half to the operator:")
    session.say("    nguon key new NAME")
    session.say("    nguon key show NAME --json > NAME.json")
