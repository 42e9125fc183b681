"""What a clerk answers when a step is recorded."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, kw_only=True)
class Result:
    """What a laboratory measured, and the limit that it is held against.

    ``kind`` says which side of the limit is good: at most it (``max``) or at least it (``min``).
    """

    test: str
    value: Decimal | int
    limit: Decimal | int
    kind: str = "max"


Answer = str | int | Decimal | tuple[Result, ...]


@dataclass(frozen=True, kw_only=True)
class Amount:
    """So much of a lot: 120 kg of ``https://host/p/crab/10/L1``.

    ``role`` may be left out where the lot's product, or the step, leaves only one; ``uom`` where
    the template has one for the role.
    """

    lot: str
    quantity: Decimal | int | None
    uom: str | None = None
    role: str | None = None


@dataclass(frozen=True)
class Party:
    """Whom goods come from or go to, and where: URIs of a participant and of a place."""

    participant: str
    place: str | None = None


@dataclass(frozen=True)
class Attachment:
    """A photo or paper that stays outside, by its SHA-256 in hexadecimal and media type."""

    sha256: str
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Answers:
    """All that a step may ask. What a step does not ask must be left empty.

    inputs, outputs   lots with quantities; what a step only observes or removes is its input
    units             units and logistic units that the step makes, moves or packs
    lot_number        for units that are made: the number of their lot
    grown_from        lots of a crop, pond or flock that a harvest comes from
    container         the logistic unit (SSCC) that a carton step packs or unpacks
    read_point        where it happened: a place's URI or ``geo:lat,lon``
    location          where the goods are afterwards, if that is another place
    source            whom received goods come from
    destination       whom shipped goods go to
    fields            answers to the step's own questions, by the field's name
    adding            whether the outputs add to lots that exist already (of the same maker)
    process           URI that ties together the events of one process over days
    certificates      URIs of certificates that this step was done under
    """

    inputs: tuple[Amount, ...] = ()
    outputs: tuple[Amount, ...] = ()
    units: tuple[str, ...] = ()
    lot_number: str | None = None
    grown_from: tuple[str, ...] = ()
    container: str | None = None
    read_point: str | None = None
    location: str | None = None
    source: Party | None = None
    destination: Party | None = None
    fields: Mapping[str, Answer] = field(default_factory=dict)
    adding: bool = False
    process: str | None = None
    certificates: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
