"""The report as tables, for CSV and for a spreadsheet: a name, columns, and rows of cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeAlias

from nguon_api.report_document import rule_in_general
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.report.count import total_by_dimension
from nguon_ledger.engine.report.rows import Report, Volume

Cell: TypeAlias = str | int | Decimal | bool | None
_AMOUNTS = ("mass_kg", "volume_l", "pieces")


@dataclass(frozen=True)
class Table:
    """A table; every row has a cell for each column."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def report_table(name: str, report: Report, language: str) -> Table:
    """Return the table of a name in TABLES; names and sentences in ``language`` where there are."""
    columns, rows = TABLES[name]
    return Table(name, columns, tuple(rows(report, language)))


def named_in(names: Mapping[str, str], language: str) -> str:
    """Return a name in a language, else in Vietnamese, else the first."""
    return names.get(language) or names.get("vi") or next(iter(names.values()))


def _amounts(volumes: Iterable[Volume]) -> tuple[Cell, ...]:
    total = total_by_dimension(volumes)
    return tuple(total.get(dimension) for dimension in ("mass", "volume", "pieces"))


def _time(time: int | None) -> Cell:
    return format_time(time) if time is not None else None


def _cooperatives(report: Report, _: str) -> Iterable[tuple[Cell, ...]]:
    for row in report.cooperatives:
        where = (row.commune, row.province)
        counts = (row.events, row.late, row.flags)
        last = (_time(row.last_recorded), row.silent)
        yield row.id, row.name, row.kind, *where, row.status, *counts, *_amounts(row.volumes), *last


def _volumes(report: Report, language: str) -> Iterable[tuple[Cell, ...]]:
    names = {product.id: named_in(product.names, language) for product in report.products}
    for row in report.cooperatives:
        for volume in row.volumes:
            product = (volume.product, names[volume.product])
            yield row.id, row.name, *product, volume.dimension, volume.made


def _products(report: Report, language: str) -> Iterable[tuple[Cell, ...]]:
    for row in report.products:
        owner = (row.owner.id, row.owner.name)
        counts = (row.events, row.lots, row.units)
        yield row.id, named_in(row.names, language), *owner, *counts, *_amounts(row.volumes)


def _communes(report: Report, _: str) -> Iterable[tuple[Cell, ...]]:
    for row in report.communes:
        counts = (row.cooperatives, row.silent, row.events, row.late, row.flags)
        yield row.commune, row.province, *counts, *_amounts(row.volumes)


def _flags(report: Report, language: str) -> Iterable[tuple[Cell, ...]]:
    for row in report.flags:
        sentence = rule_in_general(row.rule, language)
        yield row.rule, sentence, row.flags, row.events, row.participants


def _certificates(report: Report, language: str) -> Iterable[tuple[Cell, ...]]:
    for row in report.certificates:
        subject = (row.subject, named_in(row.subject_names, language))
        said = (row.issuer.id, row.issuer.name, row.scheme, row.number, row.level)
        valid = (_time(row.valid_from), _time(row.valid_until))
        yield row.id, *subject, *said, *valid, row.expired, row.renewed


_Rows: TypeAlias = Callable[[Report, str], Iterable[tuple[Cell, ...]]]
_WHO = ("id", "name")
_COUNTS = ("events", "late", "flags")
_LAST = ("last_recorded", "silent")
_PAPER = ("scheme", "number", "level")
_VALIDITY = ("valid_from", "valid_until", "expired", "renewed")
TABLES: Mapping[str, tuple[tuple[str, ...], _Rows]] = {
    "cooperatives": (
        (*_WHO, "kind", "commune", "province", "status", *_COUNTS, *_AMOUNTS, *_LAST),
        _cooperatives,
    ),
    "volumes": (
        ("cooperative", "cooperative_name", "product", "product_name", "dimension", "made"),
        _volumes,
    ),
    "products": (
        (*_WHO, "owner", "owner_name", "events", "lots", "units", *_AMOUNTS),
        _products,
    ),
    "communes": (
        ("commune", "province", "cooperatives", "silent", *_COUNTS, *_AMOUNTS),
        _communes,
    ),
    "flags": (("rule", "sentence", "flags", "events", "participants"), _flags),
    "certificates": (
        ("id", "subject", "subject_name", "issuer", "issuer_name", *_PAPER, *_VALIDITY),
        _certificates,
    ),
}
