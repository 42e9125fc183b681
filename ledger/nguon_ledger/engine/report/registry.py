"""The rows of a report that the registry has a say in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from nguon_ledger.engine.report.count import Count, Tally
from nguon_ledger.engine.report.names import Names
from nguon_ledger.engine.report.rows import (
    CertificateRow,
    CommuneRow,
    CooperativeRow,
    ProductRow,
)
from nguon_ledger.registry.records import CredentialRecord, ParticipantRecord
from nguon_ledger.registry.state import Registry
from nguon_ledger.rules.timing import DAY

COUNTED_KINDS = frozenset({"cooperative", "household", "processor", "carrier", "retailer"})
SOON = 90 * DAY  # how long before its end a certificate is spoken of
_ACTIVE = "active"


class Registered:
    """The registry as the entries before ``end`` leave it.

    The writer goes on registering meanwhile, so what is walked through is copied first.
    """

    def __init__(self, registry: Registry, end: int) -> None:
        self._registry = registry
        self._end = end
        self._names = Names(registry)

    def without_events(self, count: Count) -> bool:
        """Tell whether a cooperative has no event in the period."""
        return any(
            record.registration.participant not in count.participants
            for record in self._cooperatives()
        )

    def cooperatives(self, count: Count, last: Mapping[str, int]) -> tuple[CooperativeRow, ...]:
        """Return a row each; ``last``: when others than those counted last recorded an event."""
        rows = (self._cooperative(record, count, last) for record in self._cooperatives())
        return tuple(sorted(rows, key=lambda row: (row.name, row.id)))

    def products(self, count: Count, made: Mapping[str, int]) -> tuple[ProductRow, ...]:
        """Return a row each; ``made`` counts lots and units by what stands before their number."""
        return tuple(
            self._product(product, tally, made) for product, tally in sorted(count.products.items())
        )

    def communes(self, cooperatives: Iterable[CooperativeRow]) -> tuple[CommuneRow, ...]:
        """Return a row each, those of a province together."""
        groups: dict[tuple[str, str | None], list[CooperativeRow]] = {}
        for row in cooperatives:
            groups.setdefault((row.province, row.commune), []).append(row)
        keys = sorted(groups, key=lambda key: (key[0], key[1] or ""))
        return tuple(_commune(province, name, groups[province, name]) for province, name in keys)

    def certificates(self, at: int) -> tuple[CertificateRow, ...]:
        """Return those that have expired at a time, or will soon, the first to end first."""
        known = [
            record
            for record in list(self._registry.credentials.values())
            if record.index < self._end and not self._is_revoked(record)
        ]
        longest: dict[tuple[str, str], int] = {}
        for record in known:
            key = record.credential.subject, record.credential.scheme
            longest[key] = max(longest.get(key, 0), record.credential.valid_until)
        ending = [record for record in known if record.credential.valid_until <= at + SOON]
        ending.sort(key=lambda record: (record.credential.valid_until, record.index))
        return tuple(self._certificate(record, at, longest) for record in ending)

    def _cooperatives(self) -> Iterable[ParticipantRecord]:
        for record in list(self._registry.participants.values()):
            if record.index < self._end and record.registration.kind in COUNTED_KINDS:
                yield record

    def _cooperative(
        self, record: ParticipantRecord, count: Count, last: Mapping[str, int]
    ) -> CooperativeRow:
        said = record.registration
        tally = count.participants.get(said.participant, Tally())
        status = record.status_at(self._end)
        return CooperativeRow(
            id=said.participant,
            name=said.name,
            kind=said.kind,
            commune=said.commune,
            province=said.province,
            status=status,
            events=tally.events,
            late=tally.late,
            flags=tally.flags,
            volumes=tally.sorted_volumes(),
            last_recorded=tally.last if tally.last is not None else last.get(said.participant),
            silent=tally.events == 0 and status == _ACTIVE,
        )

    def _product(self, product: str, tally: Tally, made: Mapping[str, int]) -> ProductRow:
        registered = self._registry.product_at(product, self._end)
        return ProductRow(
            id=product,
            names=registered.name,
            owner=self._names.of(registered.owner),
            events=tally.events,
            volumes=tally.sorted_volumes(),
            lots=made.get(f"{product}/10/", 0),
            units=made.get(f"{product}/21/", 0),
        )

    def _is_revoked(self, record: CredentialRecord) -> bool:
        return record.revoked is not None and record.revoked < self._end

    def _certificate(
        self, record: CredentialRecord, at: int, longest: Mapping[tuple[str, str], int]
    ) -> CertificateRow:
        said = record.credential
        return CertificateRow(
            id=said.credential,
            subject=said.subject,
            subject_names=self._names_of(said.subject),
            issuer=self._names.of(said.issuer),
            scheme=said.scheme,
            number=said.number,
            level=said.level,
            valid_from=said.valid_from,
            valid_until=said.valid_until,
            expired=said.valid_until <= at,
            renewed=longest[said.subject, said.scheme] > said.valid_until,
        )

    def _names_of(self, subject: str) -> dict[str, str]:
        """Return what a participant or product is called; a participant's name has no language."""
        if subject in self._registry.products:
            return self._registry.product_at(subject, self._end).name
        return {"": self._names.of(subject).name}


def _commune(province: str, commune: str | None, rows: Sequence[CooperativeRow]) -> CommuneRow:
    total = Tally()
    for row in rows:
        total.add(_tally(row))
    return CommuneRow(
        commune=commune,
        province=province,
        cooperatives=len(rows),
        silent=sum(row.silent for row in rows),
        events=total.events,
        late=total.late,
        flags=total.flags,
        volumes=total.sorted_volumes(),
    )


def _tally(row: CooperativeRow) -> Tally:
    volumes = {(v.product, v.dimension): v.made for v in row.volumes}
    return Tally(row.events, row.late, row.flags, None, volumes)
