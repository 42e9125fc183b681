"""Where the frauds are told: real people of a food chain, their land, their products.

Places are real; the participants are nobody's. ``refused`` and ``flagged`` say what must become
of a fraud at the door and in evidence, in Python and in JavaScript.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from economy.browser import Browser, as_browser_says
from engine.workbench import Workbench, rows_of
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.rules.catalog import LANGUAGES, find_rule
from nguon_ledger.rules.finding import Finding
from nguon_ledger.rules.refusal import RuleBrokenError
from nguon_ledger.statement import SEAL_TYP, parse_statement
from nguon_ledger.trace.verify import Report, examine_bundle
from support.forge import HOST, HOUR, Forge, Payload
from support.story import (
    CARRIER,
    CERTIFIER,
    COOP,
    CRAB,
    JAR,
    PACKER,
    POND,
    SALT,
    SALTED,
    WORKSHOP,
    credential,
    genesis,
    participant,
    place,
    product,
)

DAY = 24 * HOUR
NEIGHBOUR = f"https://{HOST}/participants/neighbour"
SHOP, STALL = f"https://{HOST}/participants/shop", f"https://{HOST}/participants/stall"
FIELD = f"https://{HOST}/places/cua"
PEPPER, DRIED = f"https://{HOST}/p/tieu-tuoi", f"https://{HOST}/p/tieu-kho"
PLOT, OTHER_POND = f"https://{HOST}/p/vuon-tieu", f"https://{HOST}/p/vuong-lang-gieng"
OTHER_CRAB = f"https://{HOST}/p/ba-khia-lang-gieng"
SALTING, DRYING = f"https://{HOST}/recipes/salting", f"https://{HOST}/recipes/drying"
FOREIGN_SEAL = f"https://{HOST}/credentials/vietgap-lang-gieng"
OCOP = f"https://{HOST}/credentials/ocop-jar"
GOOD_UNTIL = "2026-04-01T00:00:00Z"
# Values of refusals and flags that every sentence says.
_NUMBERS = {"left", "asked", "loose", "hours", "days", "most", "least", "value", "limit"}
CONTENT = {"quantity": 400, "uom": "GRM"}


class Stage(Workbench):
    """A ledger under the newest rules, unless ``version`` says otherwise; a browser beside it."""

    browser: Browser
    version = 2

    def twin(self, path: Path, browser: Browser) -> Stage:
        """Go on with a copy of this closed ledger."""
        other = Stage(self.stores.copy(self.path, path), origin=self.origin)
        other.browser = browser
        other.time, other._count = self.time, self._count
        other.clock.time = self.time
        other.sent, other.receipts = dict(self.sent), dict(self.receipts)
        other.open()
        return other

    def found(self) -> None:
        """Register everybody and everything."""
        self.registry(genesis(self.log.vkey, self.origin, rules=self.version), "union")
        for payload in (
            participant(COOP, "coop", "cooperative", "producer", "processor"),
            participant(NEIGHBOUR, "neighbour", "cooperative", "producer", "processor"),
            participant(PACKER, "packer", "processor", "processor"),
            participant(CARRIER, "carrier", "carrier", "carrier"),
            participant(SHOP, "shop", "retailer", "retailer"),
            participant(STALL, "stall", "retailer", "retailer"),
            participant(CERTIFIER, "certifier", "certifier", "certifier"),
        ):
            self.registry(payload, "union")
        self._register_things()
        self.seal()

    def _register_things(self) -> None:
        self._recipe(SALTING, {"step": "salting", "yieldMax": 0.9, "hoursMin": 24, "hoursMax": 240})
        self._recipe(DRYING, {"step": "drying", "yieldMax": 0.4, "hoursMin": 12})
        for identifier, owner, name, more in (
            (CRAB, COOP, "Ba khía sống", {}),
            (SALT, COOP, "Muối", {}),
            (SALTED, COOP, "Ba khía muối", {"recipe": SALTING}),
            (JAR, COOP, "Ba khía muối hũ 400 g", {"netContent": CONTENT}),
            (PLOT, COOP, "Vườn tiêu", {}),
            (PEPPER, COOP, "Tiêu tươi", {}),
            (DRIED, COOP, "Tiêu khô", {"recipe": DRYING}),
            (OTHER_CRAB, NEIGHBOUR, "Ba khía láng giềng", {}),
            (OTHER_POND, NEIGHBOUR, "Vuông láng giềng", {}),
        ):
            self.registry(product(identifier, owner, name, **more), "union")
        self.registry(place(POND, COOP, "Rừng ngập mặn Đầm Dơi"), "union")
        self.registry(place(WORKSHOP, COOP, "Xưởng muối"), "union")
        self.registry(place(FIELD, NEIGHBOUR, "Cùa"), "union")
        foreign = {"credential": FOREIGN_SEAL, "scheme": "VietGAP", "number": "07/VG"}
        self.registry(credential(OTHER_CRAB, **foreign), "certifier")
        ocop = {"credential": OCOP, "validUntil": GOOD_UNTIL}
        self.registry(credential(JAR, **ocop), "certifier")

    def _recipe(self, identifier: str, *steps: Payload) -> None:
        recipe = {"recipe": identifier, "owner": COOP, "name": {"vi": "Quy trình"}, "steps": steps}
        self.registry({"type": "RecipeRegistered"} | recipe, "union")

    def later(self, *, days: float = 0, hours: float = 0) -> None:
        """Let time pass."""
        self.seal(after=int(days * DAY + hours * HOUR))

    def ago(self, *, days: float = 0, hours: float = 0) -> str:
        """Return a time in the past, as an event writes it."""
        return format_time(self.time - int(days * DAY + hours * HOUR))

    def reported(self, asked: str) -> Report:
        """Examine the server's evidence in both languages, which agree."""
        return self._agreed(self.ledger.trace(asked), asked)

    def _agreed(self, bundle: bytes, asked: str) -> Report:
        report = examine_bundle(bundle, pins=self.pins, asked=asked)
        said = self.browser.examine(bundle, pins=self.pins_json, asked=asked)
        assert said == as_browser_says(report)
        return report

    def stored_flags(self) -> list[Finding]:
        """Return every flag in the store."""
        rows = sorted(rows_of(self.path)["flag"], key=lambda row: row[1:3])
        return [Finding(row[3], row[1], row[4]) for row in rows]

    def clean(self, asked: str) -> None:
        """Nothing at all is said against the story, at the door or in evidence."""
        assert self.stored_flags() == []
        report = self.reported(asked)
        assert report.failure is None, report.failure
        assert report.flags == ()

    def flagged(self, index: int, rule: str, subject: str | None, *, asked: str) -> None:
        """One flag stands in the store, and the same in evidence, which verifies."""
        expected = [Finding(rule, index, subject)]
        assert self.stored_flags() == expected
        report = self.reported(asked)
        assert report.failure is None, report.failure
        assert [Finding(f.rule, f.index, f.subject) for f in report.flags] == expected
        self._is_sayable(rule, report.flags[0].values)

    @contextmanager
    def cannot(
        self, code: str, subject: str | None = None, *, asked: str, evidence: str | None = None
    ) -> Iterator[None]:
        """Expect what is told inside to be refused by one rule; nothing is stored, or flagged.

        A server that records it all the same cannot hide it: evidence about ``asked`` fails with
        the same code, or with ``evidence`` where that has another word for it.
        """
        with self.unsent() as statements:
            yield
        (statement,) = statements
        before = rows_of(self.path)
        error = self.refused(statement)
        assert error.code == code, error
        assert subject is None or error.field == subject, error
        assert rows_of(self.path) == before
        assert self.stored_flags() == []
        if isinstance(error, RuleBrokenError):
            self._is_sayable(code, error.values)
        failure = self._agreed(self._recorded_by_a_liar(statement, asked), asked).failure
        assert failure is not None
        assert failure.code == (evidence or code), failure

    def _recorded_by_a_liar(self, statement: bytes, asked: str) -> bytes:
        """Return the evidence of a server that lets anybody write anything."""
        liar = Forge(self.origin)
        for entry in self.log_entries():
            index = liar.raw(entry)
            if parse_statement(entry, log=self.origin).typ == SEAL_TYP:
                liar._seals.append(index)
                liar._sealed = index + 1
        liar.raw(statement)
        liar.time = self.time
        liar.seal()
        return liar.bundle(asked)

    def _is_sayable(self, rule: str, values: dict[str, str]) -> None:
        """Check that a clerk reads it in the four languages, with the numbers."""
        filled = values | {"subject": "x"}
        for language in LANGUAGES:
            sentence = find_rule(rule).sentence(language, filled)
            numbers = [values[name] for name in values.keys() & _NUMBERS]
            assert all(number in sentence for number in numbers), sentence
