"""What must hold after every statement: rows, evidence and browser say what the model says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from economy.acts import Amount, Item
from economy.browser import Browser, as_browser_says
from economy.deeds import product_of
from economy.goods import Good
from economy.rows import Row, check_alike, stored_flags, stored_things
from economy.way import Way
from economy.world import Economy
from engine.workbench import Workbench, rows_of
from nguon_ledger.errors import NguonError
from nguon_ledger.rules.finding import Finding
from nguon_ledger.trace.verify import Report, examine_bundle
from support.forge import seeded_key


@dataclass
class Watch:
    """Looks at an engine that was told an economy."""

    bench: Workbench
    economy: Economy
    browser: Browser

    def check_rows(self) -> dict[str, Row]:
        """Look for one row a thing, the same as in the model; return the rows."""
        stored = stored_things(self.bench.path)
        goods = self.economy.world.goods.all
        assert stored.keys() == goods.keys()
        for name, row in stored.items():
            assert row == as_row(goods[name]), name
            self._check_made(row)
        return stored

    def _check_made(self, row: Row) -> None:
        """Nothing out of nothing: what was made is taken, packed, numbered or still loose."""
        if row["dimension"] is None:
            return
        made, taken, packed = row["made"], row["taken"], row["packed"]
        assert min(made, taken, packed, row["serials"]) >= 0
        assert made >= taken + packed
        came, went = self._came_and_went(row["id"], row["dimension"])
        assert came - went == made - taken, row["id"]

    def _came_and_went(self, lot: str, dimension: str) -> tuple[Fraction, Fraction]:
        """Add up from the deeds, piece by piece as they were counted when they were recorded."""
        came = went = Fraction(0)
        for at, deed in self.economy.world.deeds.items():
            content = self.economy.contents_at(product_of(lot), at)
            new = [item for item in deed.created if item.id == lot]
            gone = [item for item in (*deed.inputs, *deed.removed) if item.id == lot]
            came += sum(_counted(item, dimension, content) for item in new)
            went += sum(_counted(item, dimension, content) for item in gone)
        return came, went

    def check_rebuild(self) -> None:
        before = rows_of(self.bench.path)
        self.bench.host.rebuild(self.bench.name)
        assert rows_of(self.bench.path) == before

    def check_evidence(self, things: Iterable[str]) -> None:
        """Server = evidence = browser, for each of some things."""
        stored = self.check_rows()
        flags = stored_flags(self.bench.path)
        times = self._times()
        for asked in sorted(things):
            if asked in stored:
                bundle = self.bench.ledger.trace(asked)
                report = examine_bundle(bundle, pins=self.bench.pins, asked=asked)
                way = Way(self.economy, asked, times)
                self._check_report(report, way, flags)
                self._check_holdings(report, way, stored)
                said = self.browser.examine(bundle, pins=self.bench.pins_json, asked=asked)
                assert said == as_browser_says(report), asked
            else:
                assert self._is_unknown(asked)

    def _check_report(self, report: Report, way: Way, flags: dict[int, list[Finding]]) -> None:
        failure, expected = report.failure, way.failure
        if expected is None:
            assert failure is None, (way.asked, failure)
        else:
            code, index, subject = expected
            subject = seeded_key(subject).kid if code == "key_compromised" else subject
            assert failure is not None, (way.asked, expected)
            assert (failure.step, failure.code) == (11, code), (way.asked, failure)
            assert (failure.index, failure.subject) == (index, subject)
        ended = [f for f in report.flags if f.rule == "signer_ended"]
        assert [(f.index, f.subject, f.values["status"]) for f in ended] == way.ended
        lasting = [f for f in report.flags if f.rule != "signer_ended"]
        of_the_way = [flag for at in way.flagged for flag in flags.get(at, [])]
        assert lasting == [f for f in of_the_way if way.says(f.rule, f.subject)], way.asked

    def _check_holdings(self, report: Report, way: Way, stored: dict[str, Row]) -> None:
        if report.trace is not None:
            assert report.trace.chain.things == way.things
            assert report.trace.chain.containers == way.containers
            assert report.trace.holdings.things.keys() == way.subjects
            check_alike(report.trace.holdings.things, stored)

    def _times(self) -> dict[int, int]:
        times: dict[int, int] = {}
        for _, index, first, time in rows_of(self.bench.path)["seal"]:
            for at in range(first, index):
                times[at] = time
        return times

    def _is_unknown(self, asked: str) -> bool:
        try:
            failing = self.bench.failing(asked)
        except NguonError as e:
            return e.code == "unknown_id"
        return failing == "not_in_evidence"


def _counted(item: Item, dimension: str, content: Amount | None) -> Fraction:
    """Return an amount in the base unit of a dimension; pieces by what one of them holds."""
    assert item.amount is not None
    if item.amount.dimension == dimension:
        return item.amount.base
    assert content is not None
    return item.amount.base * content.base


def as_row(good: Good) -> Row:
    """Return what the store should say of a thing of the model."""
    book = good.book
    return {
        "id": good.id,
        "maker": good.maker,
        "holder": good.holder,
        "made_at": good.made_at,
        "dimension": book.dimension if book else None,
        "made": book.made if book else None,
        "taken": book.taken if book else None,
        "packed": book.packed if book else None,
        "serials": book.serials if book else None,
        "receiver": good.receiver,
        "shipped": good.shipped,
        "lot": good.lot,
        "container": good.container,
        "gone": good.gone,
        "closed_until": good.closed_until,
        "harvested_at": good.harvested_at,
        "blocked": good.blocked,
        "recalled": good.recalled,
        "recaller": good.recaller,
    }
