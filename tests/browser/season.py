"""A union's spring in the real engine: two ledgers, and members who are late, silent or flagged.

The union reads it in the report. Who it is about is nobody; the communes are real.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from browser.impostor import Impostor
from browser.serving import Serving
from browser.shop import KEYS, WEB_ROOT
from nguon_api.app import create_app
from nguon_ledger.encoding.rfc3339 import format_time, parse_time
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger, Recorded
from support.forge import HOST, HOUR, Payload
from support.story import (
    CARRIER,
    CERTIFIER,
    JAR,
    Story,
    credential,
    genesis,
    lot,
    participant,
    product,
)

DAY = 24 * HOUR
SPRING, OTHER = "ca-mau", "tuyen-quang"
ORIGINS = {name: f"{HOST}/log/{name}" for name in (SPRING, OTHER)}
MEMBERS = 16  # cooperatives; two of them record nothing
SILENT = (11, 12)
SENDER = "coop5"
_COMMUNES = ("Đầm Dơi", "Năm Căn", "Tân Thuận", None)
_BEGIN = parse_time("2026-02-28T22:00:00Z")  # the first of March, five in the morning
_DAYS = 31
_LATE = (3, 7, 8, 19)  # days on which what happened long ago was recorded


@dataclass(frozen=True)
class Spring:
    """Two ledgers that are being served, the first of which was written in March 2026."""

    host: Host
    impostor: Impostor
    serving: Serving

    @property
    def url(self) -> str:
        """Where the report of March is."""
        return f"{self.serving.url}/report.html?ledger={SPRING}&from=2026-03-01&to=2026-03-31"

    def address(self, answer: str, ledger: str = SPRING) -> str:
        """Return the path of one of the server's answers."""
        return f"/log/{ledger}/{answer}"


class _Writing(Story):
    """Statements of a ledger, submitted a batch at a time to the real engine."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger.origin, rules=2)
        self._ledger = ledger
        self._waiting: list[Future[Recorded]] = []

    def raw(self, data: bytes) -> int:
        self._waiting.append(self._ledger.submit(data))
        return super().raw(data)

    def done(self) -> None:
        """Wait until all of it is recorded."""
        for future in self._waiting:
            future.result(timeout=60)
        self._waiting.clear()


def build(file: Path) -> None:
    """Write both ledgers in a new file."""
    clock = [_BEGIN]
    with closing(Host(file, now=lambda: clock[0])) as host:
        for name, origin in ORIGINS.items():
            clock[0] = _BEGIN
            _Spring(_found(host, name, origin), clock).tell(_DAYS if name == SPRING else 0)


@contextmanager
def opened(file: Path) -> Iterator[Spring]:
    """Serve a file that ``build`` made."""
    with closing(Host(file, now=lambda: _BEGIN + 40 * DAY)) as host:
        host.open(dict.fromkeys(ORIGINS, KEYS))
        impostor = Impostor(create_app(host, web_root=WEB_ROOT))
        serving = Serving(impostor)
        try:
            yield Spring(host, impostor, serving)
        finally:
            serving.stop()


def _found(host: Host, name: str, origin: str) -> Ledger:
    founding = Story(origin, rules=2)
    index = founding.registry(genesis(founding.log.vkey, origin, rules=2), "union")
    first = founding.entries[index]
    return host.create(name=name, origin=origin, keys=KEYS, genesis=first)


class _Spring:
    """What is done in a day, in the story's own words."""

    def __init__(self, ledger: Ledger, clock: list[int]) -> None:
        self._clock = clock
        self._book = _Writing(ledger)
        self._book.time = _BEGIN

    def tell(self, days: int) -> None:
        """Register everybody, then let days pass."""
        self._register()
        for day in range(days):
            self._clock[0] = self._book.time = _BEGIN + day * DAY + HOUR
            self._work(day)
            self._book.done()

    def _register(self) -> None:
        for member in range(1, MEMBERS + 1):
            commune = _COMMUNES[member % len(_COMMUNES)]
            where = {"commune": commune} if commune else {}
            name = f"Hợp tác xã thử nghiệm {member}"
            people = participant(_member(member), f"coop{member}", "cooperative", "producer")
            self._book.registry(people | {"name": name} | where, "union")
        carrier = participant(CARRIER, "carrier", "carrier", "carrier")
        self._book.registry(carrier | {"commune": "Năm Căn"}, "union")
        self._book.registry(participant(CERTIFIER, "certifier", "certifier", "certifier"), "union")
        self._book.done()
        for member in range(1, MEMBERS + 1):
            for payload in _products(member):
                self._book.registry(payload, f"coop{member}")
        content = {"quantity": 400, "uom": "GRM"}
        jar = product(JAR, _member(5), "Ba khía muối hũ 400 g", netContent=content)
        self._book.registry(jar, SENDER)
        self._book.done()
        self._certify(1, "2026-03-20T00:00:00Z")
        self._certify(2, "2026-05-15T00:00:00Z")
        self._certify(3, "2028-01-01T00:00:00Z")
        self._book.done()

    def _certify(self, member: int, until: str) -> None:
        number = {"credential": f"https://{HOST}/credentials/{member}", "number": f"{member}/QĐ"}
        payload = credential(_member(member), **number, validUntil=until)
        self._book.registry(payload, "certifier")

    def _work(self, day: int) -> None:
        for member in range(1, MEMBERS + 1):
            if member in SILENT or (day * member) % 4 == 3 or day % 7 == 6:
                continue
            late = 5 * DAY if day in _LATE and member % 2 else 0
            self._harvest(member, day, late)
            if member % 3 == 0:
                self._salt(member, day)
        if day in (21, 28):
            self._ship(day)

    def _harvest(self, member: int, day: int, late: int) -> None:
        certified = {"certificationInfo": [f"https://{HOST}/credentials/1"]} if member == 1 else {}
        time = {"eventTime": format_time(self._book.time - late)}
        event = self._book.head("ObjectEvent", "harvest", action="ADD", disposition="active")
        listed = {"quantityList": [lot(_lot(member, "song", day), 20 + 7 * member + day)]}
        self._book.event(event | time | listed | certified, f"coop{member}")

    def _salt(self, member: int, day: int) -> None:
        """Salt what was harvested; on some days more comes out than went in."""
        made = 60.5 if day % 5 == 0 else 12.25
        event = self._book.head("TransformationEvent", "salting") | {
            "inputQuantityList": [lot(_lot(member, "song", day), 20)],
            "outputQuantityList": [lot(_lot(member, "muoi", day), made)],
        }
        self._book.event(event, f"coop{member}")

    def _ship(self, day: int) -> None:
        """Pack a lot of jars and send it off; nobody will say that it came."""
        jars = lot(f"{JAR}/10/J{day + 1}", 8 * day, "H87")
        made = self._book.head("ObjectEvent", "packing", action="ADD", disposition="active")
        self._book.event(made | {"quantityList": [jars]}, SENDER)
        self._book.done()
        sent: dict[str, Any] = {
            "bizStep": "shipping",
            "destinationList": [{"type": "possessing_party", "destination": CARRIER}],
            "quantityList": [jars],
        }
        event = self._book.head("ObjectEvent", "shipping", action="OBSERVE")
        self._book.event(event | sent, SENDER)


def _member(member: int) -> str:
    return f"https://{HOST}/participants/coop{member}"


def _product(member: int, what: str) -> str:
    return f"https://{HOST}/p/{what}-{member}"


def _lot(member: int, what: str, day: int) -> str:
    return f"{_product(member, what)}/10/D{day + 1}"


def _products(member: int) -> list[Payload]:
    names = {"song": "Ba khía sống", "muoi": "Ba khía muối"}
    return [
        product(_product(member, what), _member(member), f"{name} {member}")
        for what, name in names.items()
    ]
