"""What the ledger says of a recall's reach and of shipments, read strictly."""

from __future__ import annotations

import json
from copy import deepcopy
from decimal import Decimal
from typing import Any

import httpx
import pytest

from nguon_ledger.encoding.rfc3339 import parse_time
from nguon_signer.client import Client
from nguon_signer.scope import Affected, Holder, Named, RecallScope, Shipment
from nguon_signer.transport import TryLater
from unit.schemas.broken_events import ABSENT, edit
from unit.signer.log_server import Log

COOP = {"id": "https://ledger.example/participants/coop", "name": "HTX Đầm Dơi"}
SHOP = {"id": "https://ledger.example/participants/shop", "name": "Cửa hàng"}
LOT = "https://ledger.example/p/jar/10/J1"
UNIT = "https://ledger.example/p/jar/21/0001"
SCOPE: dict[str, Any] = {
    "id": LOT,
    "things": [
        {
            "id": LOT,
            "kind": "lot",
            "maker": COOP,
            "holder": COOP,
            "receiver": None,
            "dimension": "pieces",
            "made": "232",
            "left": "0.5",
            "units": 231,
            "gone": False,
        },
        {
            "id": UNIT,
            "kind": "unit",
            "maker": COOP,
            "holder": COOP,
            "receiver": SHOP,
            "dimension": None,
            "made": None,
            "left": None,
            "units": None,
            "gone": True,
        },
    ],
    "holders": [COOP | {"lots": 1, "units": 231, "logistic_units": 0, "gone": 7}],
    "milliseconds": 1.5,
}
SHIPMENTS: dict[str, Any] = {
    "shipments": [
        {
            "id": LOT,
            "holder": COOP,
            "receiver": SHOP,
            "shipped_at": "2026-03-14T21:30:00+07:00",
            "shipped": "12.5",
            "dimension": "mass",
        },
        {
            "id": UNIT,
            "holder": COOP,
            "receiver": SHOP,
            "shipped_at": "2026-03-14T21:30:00Z",
            "shipped": None,
            "dimension": None,
        },
    ]
}


class Ledger:
    """Answers every question with the same document, and remembers what was asked."""

    def __init__(self, answer: object) -> None:
        self.answer = answer
        self.asked: list[httpx.URL] = []

    def client(self) -> Client:
        transport = httpx.MockTransport(self._handle)
        return Client("https://ledger.example", "cm", Log().vkey, transport=transport)

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url)
        body = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return httpx.Response(200, headers={"Content-Type": "application/json"}, content=body)


def test_a_recalls_reach_is_asked_for_and_read() -> None:
    ledger = Ledger(SCOPE)
    with ledger.client() as client:
        found = client.recall_scope(LOT)
    [url] = ledger.asked
    assert (url.path, dict(url.params)) == ("/log/cm/recall-scope", {"id": LOT})
    coop, shop = Named(**COOP), Named(**SHOP)
    lot = Affected(
        LOT, "lot", coop, coop, None, "pieces", Decimal(232), Decimal("0.5"), 231, gone=False
    )
    unit = Affected(UNIT, "unit", coop, coop, shop, None, None, None, None, gone=True)
    assert found == RecallScope(LOT, (lot, unit), (Holder(coop, 1, 231, 0, 7),), Decimal("1.5"))
    assert found.of_kind("lot") == (lot,)
    assert found.under_way == (unit,)


def test_shipments_are_asked_for_and_read() -> None:
    ledger = Ledger(SHIPMENTS)
    with ledger.client() as client:
        found = client.shipments(participant=COOP["id"], older_than_hours=48)
        client.shipments()
    coop, shop = Named(**COOP), Named(**SHOP)
    first = parse_time("2026-03-14T14:30:00Z")
    assert found[0] == Shipment(LOT, coop, shop, first, Decimal("12.5"), "mass")
    assert (found[1].shipped, found[1].dimension) == (None, None)
    narrow, all_of_them = ledger.asked
    assert narrow.path == all_of_them.path == "/log/cm/shipments"
    assert dict(narrow.params) == {"participant": COOP["id"], "older_than_hours": "48"}
    assert dict(all_of_them.params) == {}


def test_a_report_comes_as_it_is() -> None:
    ledger = Ledger(b"as it is")
    begin, end = "2026-01-01T00:00:00+07:00", "2026-04-01T00:00:00+07:00"
    with ledger.client() as client:
        assert client.report(begin, end) == b"as it is"
        assert client.report_csv(begin, end, table="flags") == b"as it is"
        assert client.report_xlsx(begin, end) == b"as it is"
    period = {"from": begin, "to": end}
    assert [(url.path, dict(url.params)) for url in ledger.asked] == [
        ("/log/cm/report", period),
        ("/log/cm/report.csv", period | {"table": "flags"}),
        ("/log/cm/report.xlsx", period),
    ]


_BROKEN_SCOPES: list[tuple[str, object]] = [
    *((f"/{name}", ABSENT) for name in SCOPE),
    *((f"/things/0/{name}", ABSENT) for name in ("id", "kind", "maker", "holder", "gone")),
    *((f"/holders/0/{name}", ABSENT) for name in ("id", "name", "lots", "units", "logistic_units")),
    ("/things/0/kind", "box"),
    ("/things/0/maker", "HTX"),
    ("/things/0/maker", {"id": COOP["id"]}),
    ("/things/0/holder", None),
    ("/things/0/dimension", "length"),
    ("/things/0/made", 232),
    ("/things/0/made", "many"),
    ("/things/0/left", "1e3"),
    ("/things/0/units", -1),
    ("/things/0/gone", 0),
    ("/holders/0/lots", "1"),
    ("/holders/0/gone", True),
    ("/milliseconds", "1.5"),
    ("/milliseconds", True),
    ("/things", {}),
]
_BROKEN_SHIPMENTS: list[tuple[str, object]] = [
    ("/shipments", ABSENT),
    *((f"/shipments/0/{name}", ABSENT) for name in ("id", "holder", "receiver", "shipped_at")),
    ("/shipments/0/receiver", None),
    ("/shipments/0/shipped_at", "yesterday"),
    ("/shipments/0/shipped", 12.5),
    ("/shipments/0/dimension", "KGM"),
]


def _broken(document: dict[str, Any], where: str, what: object) -> dict[str, Any]:
    found = deepcopy(document)
    edit(found, where, what)
    return found


@pytest.mark.parametrize(("where", "what"), _BROKEN_SCOPES)
def test_a_scope_that_lacks_something_is_not_shown(where: str, what: object) -> None:
    ledger = Ledger(_broken(SCOPE, where, what))
    with ledger.client() as client, pytest.raises(TryLater) as caught:
        client.recall_scope(LOT)
    assert caught.value.code == "answer_unreadable"


@pytest.mark.parametrize(("where", "what"), _BROKEN_SHIPMENTS)
def test_shipments_that_lack_something_are_not_shown(where: str, what: object) -> None:
    ledger = Ledger(_broken(SHIPMENTS, where, what))
    with ledger.client() as client, pytest.raises(TryLater) as caught:
        client.shipments()
    assert caught.value.code == "answer_unreadable"


def test_what_is_no_json_is_not_shown() -> None:
    with Ledger(b"<html>").client() as client, pytest.raises(TryLater) as caught:
        client.recall_scope(LOT)
    assert caught.value.code == "answer_unreadable"
