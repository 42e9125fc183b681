"""``nguon register``: participants and their keys."""

from __future__ import annotations

from typing import Annotated

import typer

from nguon_cli.commands.register_options import ParticipantId, PublicKeyFile, PublicKeyFiles
from nguon_cli.identifiers import complete
from nguon_cli.options import (
    DEFAULT_HOME,
    DryRun,
    HomeFolder,
    Json,
    KeyName,
    Language,
    PassphraseFile,
)
from nguon_cli.public_keys import read_public_key
from nguon_cli.session import session_of
from nguon_cli.signing import open_signer
from nguon_cli.times import parse_moment
from nguon_signer.registry_builder import (
    key_added,
    key_revoked,
    participant_registered,
    status_changed,
)
from nguon_signer.sealing import sign_registry


def participant(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: ParticipantId,
    name: Annotated[str, typer.Option(help="Its name.", metavar="TEXT")],
    kind: Annotated[
        str,
        typer.Option(
            help="cooperative, household, processor, carrier, retailer, certifier, laboratory "
            "or union.",
            metavar="KIND",
        ),
    ],
    role: Annotated[
        list[str],
        typer.Option(
            help="What it may record: producer, processor, carrier, retailer, certifier; "
            "repeat it.",
            metavar="ROLE",
        ),
    ],
    province: Annotated[str, typer.Option(help="Its province.", metavar="TEXT")],
    contact: Annotated[str, typer.Option(help="mailto:, tel: or https:.", metavar="URI")],
    public_key: PublicKeyFiles,
    commune: Annotated[str | None, typer.Option(help="Its commune.", metavar="TEXT")] = None,
    address: Annotated[str | None, typer.Option(help="Its address.", metavar="TEXT")] = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Admit a participant with its first key. For the operator."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    payload = participant_registered(
        participant=complete(identifier, host=signer.profile.host),
        name=name,
        kind=kind,
        roles=role,
        province=province,
        contact=contact,
        keys=[read_public_key(path, field="--public-key") for path in public_key],
        commune=commune,
        address=address,
    )
    return signer.record(payload, sign_registry, {"participant": payload["participant"]})


def status(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: ParticipantId,
    new_status: Annotated[
        str,
        typer.Argument(
            help="active, suspended, dissolved, merged, split or converted.", metavar="STATUS"
        ),
    ],
    reason: Annotated[str, typer.Option(help="Why, for the public.", metavar="TEXT")],
    effective: Annotated[
        str, typer.Option(help="Since when: RFC 3339 or now.", metavar="TIME")
    ] = "now",
    into: Annotated[
        list[str] | None,
        typer.Option(help="Participant that goes on for it; repeat it.", metavar="ID"),
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Change a participant's status. For the operator."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    host = signer.profile.host
    payload = status_changed(
        participant=complete(identifier, host=host),
        status=new_status,
        effective=parse_moment(effective, field="--effective"),
        reason=reason,
        into=[complete(other, host=host) for other in into or ()],
    )
    return signer.record(payload, sign_registry, {"participant": payload["participant"]})


def add_key(
    context: typer.Context,
    *,
    public_key: PublicKeyFile,
    participant: Annotated[
        str | None, typer.Option(help="Whose key it is; else yours.", metavar="ID")
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Add a key to a participant. For itself, or the operator."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    profile = signer.profile
    public = read_public_key(public_key, field="--public-key")
    payload = key_added(
        participant=complete(participant or profile.participant, host=profile.host), key=public
    )
    return signer.record(payload, sign_registry, {"kid": public.kid})


def revoke_key(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    kid: Annotated[str, typer.Argument(help="The key's thumbprint.", metavar="KID")],
    reason: Annotated[
        str, typer.Option(help="superseded, lost, stolen or ceased.", metavar="REASON")
    ],
    compromised_since: Annotated[
        str | None,
        typer.Option(
            help="What it signed from then on is not to be trusted: RFC 3339 or now.",
            metavar="TIME",
        ),
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Take a key away. For its participant, or the operator."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    since = compromised_since and parse_moment(compromised_since, field="--compromised-since")
    payload = key_revoked(kid=kid, reason=reason, compromised_since=since)
    return signer.record(payload, sign_registry, {"kid": kid})
