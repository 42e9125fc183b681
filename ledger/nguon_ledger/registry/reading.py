"""Reading registry payloads (docs/formats.md, 5)."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from nguon_ledger.encoding import members as m
from nguon_ledger.encoding.strict_json import Json
from nguon_ledger.errors import NguonError
from nguon_ledger.events.gs1 import parse_product
from nguon_ledger.events.quantities import Quantity, read_quantity
from nguon_ledger.registry.statements import (
    KINDS,
    OPERATOR,
    REVOCATIONS,
    ROLES,
    STATUSES,
    Area,
    CredentialIssued,
    CredentialRevoked,
    Genesis,
    KeyAdded,
    KeyRevoked,
    LocationRegistered,
    ParticipantRegistered,
    ParticipantStatusChanged,
    ProductRegistered,
    RecipeRegistered,
    RecipeStep,
    RegistryStatement,
    RulesRaised,
)

_contact = m.matching(r"(?:mailto:|tel:|https://)[!-~]{1,190}", "a mailto:, tel: or https: URI")
_kid = m.matching(r"[A-Za-z0-9_-]{43}", "a key's thumbprint")
_geo = m.matching(r"geo:-?[0-9]{1,2}(\.[0-9]{1,8})?,-?[0-9]{1,3}(\.[0-9]{1,8})?", "geo:lat,lon")
_sha256 = m.matching(r"[0-9a-f]{64}", "a SHA-256 in 64 lower-case hex digits")


def read_registry(payload: m.Object) -> RegistryStatement:
    """Read a payload. Raises NguonError ``registry_malformed`` with the field at fault."""
    with m.coded("registry_malformed"):
        read = _READERS[m.need(payload, "type", m.one_of(*_READERS))]
        return read(payload)


def _genesis(p: m.Object) -> Genesis:
    return Genesis(
        origin=m.need(p, "origin", m.text),
        time=m.need(p, "time", m.time),
        log_keys=m.need(p, "logKeys", m.list_of(m.text, least=1)),
        seal_key=m.need(p, "sealKey", m.jwk),
        operator=m.need(p, "operator", _operator),
        rules=m.need(p, "rules", m.whole),
    )


def _operator(value: Json) -> ParticipantRegistered:
    p = m.an_object(value)
    return ParticipantRegistered(
        participant=m.need(p, "participant", m.https_uri),
        name=m.need(p, "name", m.text),
        kind="union",
        roles=(OPERATOR,),
        province=m.need(p, "province", m.text),
        contact=m.need(p, "contact", _contact),
        keys=m.need(p, "keys", m.list_of(m.jwk, least=1)),
    )


def _participant(p: m.Object) -> ParticipantRegistered:
    return ParticipantRegistered(
        participant=m.need(p, "participant", m.https_uri),
        name=m.need(p, "name", m.text),
        kind=m.need(p, "kind", m.one_of(*KINDS)),
        roles=m.need(p, "roles", _roles),
        province=m.need(p, "province", m.text),
        contact=m.need(p, "contact", _contact),
        keys=m.need(p, "keys", m.list_of(m.jwk, least=1)),
        commune=m.maybe(p, "commune", m.text),
    )


def _roles(value: Json) -> tuple[str, ...]:
    roles = m.list_of(m.one_of(*ROLES), least=1)(value)
    if len(set(roles)) != len(roles):
        raise NguonError("malformed", "a role stands twice")
    return roles


def _status(p: m.Object) -> ParticipantStatusChanged:
    return ParticipantStatusChanged(
        participant=m.need(p, "participant", m.https_uri),
        status=m.need(p, "status", m.one_of(*STATUSES)),
        effective=m.need(p, "effective", m.time),
        reason=m.need(p, "reason", m.text),
        into=m.maybe(p, "into", m.list_of(m.https_uri)) or (),
    )


def _key_added(p: m.Object) -> KeyAdded:
    return KeyAdded(m.need(p, "participant", m.https_uri), m.need(p, "key", m.jwk))


def _key_revoked(p: m.Object) -> KeyRevoked:
    return KeyRevoked(
        kid=m.need(p, "key", _kid),
        reason=m.need(p, "reason", m.one_of(*REVOCATIONS)),
        compromised_since=m.maybe(p, "compromisedSince", m.time),
    )


def _product(p: m.Object) -> ProductRegistered:
    return ProductRegistered(
        product=m.need(p, "product", _product_id),
        owner=m.need(p, "owner", m.https_uri),
        name=m.need(p, "name", m.language_map),
        description=m.maybe(p, "description", m.language_map),
        net_content=m.maybe(p, "netContent", _net_content),
        recipe=m.maybe(p, "recipe", m.https_uri),
    )


def _product_id(value: Json) -> str:
    return parse_product(m.https_uri(value))


def _net_content(value: Json) -> Quantity:
    return read_quantity(m.an_object(value))


def _location(p: m.Object) -> LocationRegistered:
    return LocationRegistered(
        location=m.need(p, "location", m.https_uri),
        owner=m.need(p, "owner", m.https_uri),
        name=m.need(p, "name", m.text),
        geo=m.maybe(p, "geo", _geo),
        province=m.maybe(p, "province", m.text),
        area=m.maybe(p, "area", _area),
    )


def _area(value: Json) -> Area:
    p = m.an_object(value)
    if p.keys() != {"south", "west", "north", "east"}:
        raise NguonError("malformed", "exactly south, west, north and east")
    area = Area(
        m.need(p, "south", _degrees(90)),
        m.need(p, "west", _degrees(180)),
        m.need(p, "north", _degrees(90)),
        m.need(p, "east", _degrees(180)),
    )
    if area.south > area.north or area.west > area.east:
        raise NguonError("malformed", "an area runs from south to north and from west to east")
    return area


def _degrees(most: int) -> Callable[[Json], Decimal]:
    def read(value: Json) -> Decimal:
        is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if is_number and -most <= (degrees := Decimal(value)) <= most:  # type: ignore[arg-type]
            return degrees
        raise NguonError("malformed", f"degrees between -{most} and {most} are expected")

    return read


def _credential(p: m.Object) -> CredentialIssued:
    return CredentialIssued(
        credential=m.need(p, "credential", m.https_uri),
        issuer=m.need(p, "issuer", m.https_uri),
        subject=m.need(p, "subject", m.https_uri),
        scheme=m.need(p, "scheme", m.text),
        number=m.maybe(p, "number", m.text),
        level=m.maybe(p, "level", m.text),
        valid_from=m.need(p, "validFrom", m.time),
        valid_until=m.need(p, "validUntil", m.time),
        document_hash=m.maybe(p, "documentHash", _sha256),
    )


def _credential_revoked(p: m.Object) -> CredentialRevoked:
    return CredentialRevoked(m.need(p, "credential", m.https_uri), m.need(p, "reason", m.text))


def _recipe(p: m.Object) -> RecipeRegistered:
    return RecipeRegistered(
        recipe=m.need(p, "recipe", m.https_uri),
        owner=m.need(p, "owner", m.https_uri),
        name=m.need(p, "name", m.language_map),
        steps=m.need(p, "steps", m.list_of(_recipe_step)),
    )


def _recipe_step(value: Json) -> RecipeStep:
    p = m.an_object(value)
    return RecipeStep(
        step=m.need(p, "step", m.text),
        yield_max=m.maybe(p, "yieldMax", _positive),
        hours_min=m.maybe(p, "hoursMin", _positive),
        hours_max=m.maybe(p, "hoursMax", _positive),
    )


def _rules(p: m.Object) -> RulesRaised:
    return RulesRaised(m.need(p, "version", m.whole))


def _positive(value: Json) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool) and value > 0:
        return Decimal(value)
    raise NguonError("malformed", "a number above zero is expected")


_READERS: dict[str, Callable[[m.Object], RegistryStatement]] = {
    "Genesis": _genesis,
    "ParticipantRegistered": _participant,
    "ParticipantStatusChanged": _status,
    "KeyAdded": _key_added,
    "KeyRevoked": _key_revoked,
    "ProductRegistered": _product,
    "LocationRegistered": _location,
    "CredentialIssued": _credential,
    "CredentialRevoked": _credential_revoked,
    "RecipeRegistered": _recipe,
    "RulesRaised": _rules,
}
