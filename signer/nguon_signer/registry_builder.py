"""Payloads of registry statements (docs/formats.md, 5). Pure; sealing checks and signs them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.registry.statements import Area
from nguon_signer.template import Template

Payload = dict[str, Any]


def genesis(  # noqa: PLR0913 (the statement's members)
    *,
    origin: str,
    time: str,
    log_vkeys: Sequence[str],
    seal_key: PublicKey,
    participant: str,
    name: str,
    contact: str,
    province: str,
    keys: Sequence[PublicKey],
    rules: int = 1,
) -> Payload:
    """Entry 0: the ledger's origin, its keys, and the operator who registers everybody else."""
    operator = {
        "participant": participant,
        "name": name,
        "contact": contact,
        "province": province,
        "keys": [key.jwk() for key in keys],
    }
    return {
        "type": "Genesis",
        "origin": origin,
        "time": time,
        "logKeys": list(log_vkeys),
        "sealKey": seal_key.jwk(),
        "operator": operator,
        "rules": rules,
    }


def participant_registered(  # noqa: PLR0913 (the statement's members)
    *,
    participant: str,
    name: str,
    kind: str,
    roles: Sequence[str],
    province: str,
    contact: str,
    keys: Sequence[PublicKey],
    commune: str | None = None,
    address: str | None = None,
) -> Payload:
    """Admit a participant with its first keys."""
    return _payload(
        "ParticipantRegistered",
        participant=participant,
        name=name,
        kind=kind,
        roles=list(roles),
        province=province,
        contact=contact,
        keys=[key.jwk() for key in keys],
        commune=commune,
        address=address,
    )


def status_changed(
    *, participant: str, status: str, effective: str, reason: str, into: Sequence[str] = ()
) -> Payload:
    """Suspend, reinstate (``active``), dissolve, merge, split or convert a participant.

    ``into`` are the participants that go on for it.
    """
    return _payload(
        "ParticipantStatusChanged",
        participant=participant,
        status=status,
        effective=effective,
        reason=reason,
        into=list(into) or None,
    )


def key_added(*, participant: str, key: PublicKey) -> Payload:
    """Give a participant one more key."""
    return _payload("KeyAdded", participant=participant, key=key.jwk())


def key_revoked(*, kid: str, reason: str, compromised_since: str | None = None) -> Payload:
    """Take a key away; ``compromised_since`` marks earlier events as suspect."""
    return _payload("KeyRevoked", key=kid, reason=reason, compromisedSince=compromised_since)


def product_registered(
    *,
    product: str,
    owner: str,
    name: Mapping[str, str],
    description: Mapping[str, str] | None = None,
    net_content: tuple[Decimal | int, str] | None = None,
    recipe: str | None = None,
) -> Payload:
    """Register a product; ``net_content`` is the quantity and unit in one piece.

    ``recipe`` is that of a recipe registered before, by which it is made.
    """
    content = net_content and {"quantity": net_content[0], "uom": net_content[1]}
    return _payload(
        "ProductRegistered",
        product=product,
        owner=owner,
        name=dict(name),
        description=dict(description) if description else None,
        netContent=content,
        recipe=recipe,
    )


def location_registered(
    *,
    location: str,
    owner: str,
    name: str,
    geo: str | None = None,
    province: str | None = None,
    area: Area | None = None,
) -> Payload:
    """Register a place; ``geo`` is ``geo:lat,lon``, as coarse as the owner wants it public."""
    return _payload(
        "LocationRegistered",
        location=location,
        owner=owner,
        name=name,
        geo=geo,
        province=province,
        area=area and {name: getattr(area, name) for name in ("south", "west", "north", "east")},
    )


def credential_issued(  # noqa: PLR0913 (the statement's members)
    *,
    credential: str,
    issuer: str,
    subject: str,
    scheme: str,
    valid_from: str,
    valid_until: str,
    number: str | None = None,
    level: str | None = None,
    document_hash: str | None = None,
) -> Payload:
    """Certify a participant or product; ``document_hash`` is the paper's SHA-256 in hex."""
    return _payload(
        "CredentialIssued",
        credential=credential,
        issuer=issuer,
        subject=subject,
        scheme=scheme,
        number=number,
        level=level,
        validFrom=valid_from,
        validUntil=valid_until,
        documentHash=document_hash,
    )


def credential_revoked(*, credential: str, reason: str) -> Payload:
    """Take a credential back."""
    return _payload("CredentialRevoked", credential=credential, reason=reason)


def recipe_registered(*, recipe: str, owner: str, template: Template) -> Payload:
    """Register a template's steps with what bounds their yield and their hours."""
    steps = [
        {"step": step.name}
        | _present(yieldMax=step.yield_max, hoursMin=step.hours_min, hoursMax=step.hours_max)
        for step in template.steps
    ]
    return _payload(
        "RecipeRegistered", recipe=recipe, owner=owner, name=dict(template.title), steps=steps
    )


def rules_raised(*, version: int) -> Payload:
    """Judge what comes after by this version of the rules (docs/rules.md)."""
    return _payload("RulesRaised", version=version)


def _payload(kind: str, /, **members: Any) -> Payload:  # noqa: ANN401 (JSON values)
    return {"type": kind} | _present(**members)


def _present(**members: Any) -> Payload:  # noqa: ANN401 (JSON values)
    return {name: value for name, value in members.items() if value is not None}
