"""What the report and the recorded flags look like as JSON. Amounts are exact decimals in text.

Members that may be null have a default, since FastAPI leaves nulls out of examples.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from pydantic import Field

from nguon_api.documents import Document
from nguon_api.holdings import NamedDocument, named
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.report.flags import FlaggedEvent, Place
from nguon_ledger.engine.report.rows import (
    CertificateRow,
    CommuneRow,
    CooperativeRow,
    DayRow,
    ProductRow,
    Report,
    RuleRow,
    Volume,
)
from nguon_ledger.events.quantities import plain
from nguon_ledger.rules.catalog import find_rule

_EPOCH = date(1970, 1, 1)
_TIME = "RFC 3339, in UTC."


class VolumeDocument(Document):
    """How much of a product was made."""

    product: str
    dimension: str = Field(description="mass (kg), volume (l) or pieces.")
    made: str


class ActivityDocument(Document):
    """How much was recorded."""

    events: int
    late: int = Field(description="Events recorded more than 72 hours after they happened.")
    flags: int = Field(description="All flags, lateness among them.")
    volumes: list[VolumeDocument]


class CooperativeDocument(ActivityDocument):
    """A participant that makes, carries or sells food."""

    id: str
    name: str
    kind: str
    commune: str | None = None
    province: str
    status: str = Field(description="At the end of the period.")
    last_recorded: str | None = Field(default=None, description=f"Before the end. {_TIME}")
    silent: bool = Field(description="Active, and without an event in the period.")


class ProductDocument(Document):
    """A product that something was recorded about."""

    id: str
    name: dict[str, str]
    owner: NamedDocument
    events: int
    volumes: list[VolumeDocument]
    lots: int
    units: int


class CommuneDocument(ActivityDocument):
    """The cooperatives of a commune."""

    commune: str | None = Field(default=None, description="null: of those that name none.")
    province: str
    cooperatives: int
    silent: int


class RuleDocument(Document):
    """How often a rule flagged something."""

    rule: str
    sentence: str = Field(description="In the language of Accept-Language; … for its values.")
    flags: int
    events: int
    participants: int


class CertificateDocument(Document):
    """A certificate that has expired at the end of the period, or will within 90 days of it."""

    id: str
    subject: str
    subject_name: dict[str, str] = Field(description="Of a participant: under an empty language.")
    issuer: NamedDocument
    scheme: str
    number: str | None = None
    level: str | None = None
    valid_from: str
    valid_until: str
    expired: bool
    renewed: bool = Field(description="Another of the scheme is valid for longer.")


class DayDocument(Document):
    """A day in the offset that the period begins in; days without events are left out."""

    day: str
    events: int
    late: int


class ReportDocument(Document):
    """What was recorded in a period, by whom and of what."""

    since: str = Field(alias="from")
    until: str = Field(alias="to")
    cooperatives: list[CooperativeDocument]
    products: list[ProductDocument]
    communes: list[CommuneDocument]
    flags: list[RuleDocument]
    certificates: list[CertificateDocument]
    days: list[DayDocument]


class FlagDocument(Document):
    """A recorded flag."""

    rule: str
    index: int = Field(description="The entry that it is about.")
    subject: str | None = None
    values: dict[str, str]
    sentence: str = Field(description="In the language of Accept-Language.")
    participant: NamedDocument
    step: str
    happened: str
    recorded: str


class FlagsDocument(Document):
    """Recorded flags, in the order of the log."""

    flags: list[FlagDocument]
    next: str | None = Field(default=None, description="Give it as after to read on.")


def report_document(report: Report, language: str) -> dict[str, Any]:
    """Write a ReportDocument."""
    return {
        "from": format_time(report.period.since),
        "to": format_time(report.period.until),
        "cooperatives": [_cooperative(row) for row in report.cooperatives],
        "products": [_product(row) for row in report.products],
        "communes": [_commune(row) for row in report.communes],
        "flags": [_rule(row, language) for row in report.flags],
        "certificates": [_certificate(row) for row in report.certificates],
        "days": [_day(row) for row in report.days],
    }


def flags_document(
    flags: Iterable[FlaggedEvent], *, after: Place | None, language: str
) -> dict[str, Any]:
    """Write a FlagsDocument; ``after`` is where the next page begins."""
    return {
        "flags": [_flag(flag, language) for flag in flags],
        "next": f"{after.entry}-{after.number}" if after is not None else None,
    }


def rule_in_general(rule: str, language: str) -> str:
    """Return a rule's sentence without the values of one case."""
    return find_rule(rule).sentences[language].format_map(_Ellipses())


class _Ellipses(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return "…"


def _volumes(volumes: Iterable[Volume]) -> list[dict[str, str]]:
    return [
        {"product": v.product, "dimension": v.dimension, "made": plain(v.made)} for v in volumes
    ]


def _time(time: int | None) -> str | None:
    return format_time(time) if time is not None else None


def _cooperative(row: CooperativeRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "kind": row.kind,
        "commune": row.commune,
        "province": row.province,
        "status": row.status,
        "events": row.events,
        "late": row.late,
        "flags": row.flags,
        "volumes": _volumes(row.volumes),
        "last_recorded": _time(row.last_recorded),
        "silent": row.silent,
    }


def _product(row: ProductRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.names,
        "owner": named(row.owner),
        "events": row.events,
        "volumes": _volumes(row.volumes),
        "lots": row.lots,
        "units": row.units,
    }


def _commune(row: CommuneRow) -> dict[str, Any]:
    return {
        "commune": row.commune,
        "province": row.province,
        "cooperatives": row.cooperatives,
        "silent": row.silent,
        "events": row.events,
        "late": row.late,
        "flags": row.flags,
        "volumes": _volumes(row.volumes),
    }


def _rule(row: RuleRow, language: str) -> dict[str, Any]:
    return {
        "rule": row.rule,
        "sentence": rule_in_general(row.rule, language),
        "flags": row.flags,
        "events": row.events,
        "participants": row.participants,
    }


def _certificate(row: CertificateRow) -> dict[str, Any]:
    return {
        "id": row.id,
        "subject": row.subject,
        "subject_name": row.subject_names,
        "issuer": named(row.issuer),
        "scheme": row.scheme,
        "number": row.number,
        "level": row.level,
        "valid_from": format_time(row.valid_from),
        "valid_until": format_time(row.valid_until),
        "expired": row.expired,
        "renewed": row.renewed,
    }


def _day(row: DayRow) -> dict[str, Any]:
    day = (_EPOCH + timedelta(days=row.day)).isoformat()
    return {"day": day, "events": row.events, "late": row.late}


def _flag(flag: FlaggedEvent, language: str) -> dict[str, Any]:
    values = flag.values | {"subject": flag.subject or ""}
    return {
        "rule": flag.rule,
        "index": flag.place.entry,
        "subject": flag.subject,
        "values": flag.values,
        "sentence": find_rule(flag.rule).sentence(language, values),
        "participant": named(flag.participant),
        "step": flag.step,
        "happened": format_time(flag.happened),
        "recorded": format_time(flag.recorded),
    }
