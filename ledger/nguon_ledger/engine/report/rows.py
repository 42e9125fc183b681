"""The rows of a report: plain values, ready to be written as JSON, CSV or a spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nguon_ledger.engine.report.names import Named
from nguon_ledger.engine.report.period import Period


@dataclass(frozen=True, slots=True)
class Volume:
    """How much of a product was made, in kg, litres or pieces, as ``dimension`` says."""

    product: str
    dimension: str
    made: Decimal


@dataclass(frozen=True, slots=True)
class CooperativeRow:
    """A participant that makes, carries or sells food.

    ``late`` of its events were recorded late; ``flags`` counts all, lateness too.
    ``last_recorded``: when it last recorded an event before the period's end, ever.
    ``silent``: active at the end of the period, and without an event in it.
    """

    id: str
    name: str
    kind: str
    commune: str | None
    province: str
    status: str
    events: int
    late: int
    flags: int
    volumes: tuple[Volume, ...]
    last_recorded: int | None
    silent: bool


@dataclass(frozen=True, slots=True)
class ProductRow:
    """A product that something was recorded about; lots and units that were made of it."""

    id: str
    names: dict[str, str]
    owner: Named
    events: int
    volumes: tuple[Volume, ...]
    lots: int
    units: int


@dataclass(frozen=True, slots=True)
class CommuneRow:
    """The cooperatives of a commune together; ``commune`` is None for those that name none."""

    commune: str | None
    province: str
    cooperatives: int
    silent: int
    events: int
    late: int
    flags: int
    volumes: tuple[Volume, ...]


@dataclass(frozen=True, slots=True)
class RuleRow:
    """How often a rule flagged something: flags, events that have them, and whose events."""

    rule: str
    flags: int
    events: int
    participants: int


@dataclass(frozen=True, slots=True)
class CertificateRow:
    """A certificate that has expired at the end of the period, or will soon; not revoked.

    ``renewed``: its subject has another of the scheme that is valid for longer.
    """

    id: str
    subject: str
    subject_names: dict[str, str]
    issuer: Named
    scheme: str
    number: str | None
    level: str | None
    valid_from: int
    valid_until: int
    expired: bool
    renewed: bool


@dataclass(frozen=True, slots=True)
class DayRow:
    """A day, by number since 1970 in the period's offset; days without events are left out."""

    day: int
    events: int
    late: int


@dataclass(frozen=True)
class Report:
    """What was recorded in a period, by whom and of what."""

    period: Period
    cooperatives: tuple[CooperativeRow, ...]
    products: tuple[ProductRow, ...]
    communes: tuple[CommuneRow, ...]
    flags: tuple[RuleRow, ...]
    certificates: tuple[CertificateRow, ...]
    days: tuple[DayRow, ...]
