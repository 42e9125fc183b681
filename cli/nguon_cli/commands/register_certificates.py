"""``nguon register``: certificates."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nguon_cli.files import hash_file
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
from nguon_cli.session import session_of
from nguon_cli.signing import open_signer
from nguon_cli.times import parse_moment
from nguon_signer.registry_builder import credential_issued, credential_revoked
from nguon_signer.sealing import sign_registry

CertificateId = Annotated[str, typer.Argument(help="Such as /certificates/ocop-17.", metavar="ID")]


def certificate(  # noqa: PLR0913 (the command's options)
    context: typer.Context,
    *,
    identifier: CertificateId,
    subject: Annotated[str, typer.Option(help="Participant or product.", metavar="ID")],
    scheme: Annotated[str, typer.Option(help="Such as OCOP or VietGAP.", metavar="TEXT")],
    valid_from: Annotated[str, typer.Option(help="RFC 3339, or now.", metavar="TIME")],
    valid_until: Annotated[str, typer.Option(help="RFC 3339.", metavar="TIME")],
    number: Annotated[str | None, typer.Option(help="Its number.", metavar="TEXT")] = None,
    level: Annotated[
        str | None, typer.Option(help="Its level, such as 4 (stars).", metavar="TEXT")
    ] = None,
    document: Annotated[
        Path | None,
        typer.Option(help="The paper; its SHA-256 is recorded, it stays here.", metavar="FILE"),
    ] = None,
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Certify a participant or a product. For certifiers, or the operator."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    profile = signer.profile
    payload = credential_issued(
        credential=complete(identifier, host=profile.host),
        issuer=profile.participant,
        subject=complete(subject, host=profile.host),
        scheme=scheme,
        valid_from=parse_moment(valid_from, field="--valid-from"),
        valid_until=parse_moment(valid_until, field="--valid-until"),
        number=number,
        level=level,
        document_hash=hash_file(document, field="--document") if document is not None else None,
    )
    return signer.record(payload, sign_registry, {"certificate": payload["credential"]})


def revoke_certificate(
    context: typer.Context,
    *,
    identifier: CertificateId,
    reason: Annotated[str, typer.Option(help="Why, for the public.", metavar="TEXT")],
    home: HomeFolder = DEFAULT_HOME,
    key: KeyName = None,
    passphrase_file: PassphraseFile = None,
    dry_run: DryRun = False,
    _language: Language = None,
    _json: Json = False,
) -> int:
    """Take a certificate back. For its issuer, or the operator."""
    signer = open_signer(
        session_of(context), home, key=key, passphrase_file=passphrase_file, dry_run=dry_run
    )
    payload = credential_revoked(
        credential=complete(identifier, host=signer.profile.host), reason=reason
    )
    return signer.record(payload, sign_registry, {"certificate": payload["credential"]})
