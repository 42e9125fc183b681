"""Events that fit the profile, and ways to break each of its rules."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from typing import Any

from nguon_schemas import CBVMDA_NAMESPACE, EPCIS_CONTEXT, NGUON_NAMESPACE

LOT = "https://ledger.example/p/crab/10/L1"
UNIT = "https://ledger.example/p/jar/21/A1"
CARTON = "https://id.gs1.org/00/106141412345678908"
PARTY = "https://ledger.example/party/dam-doi"
SHA256 = "0123456789abcdef" * 4
LONG_URI = "https://ledger.example/" + "a" * 200

_HEAD = {
    "@context": [EPCIS_CONTEXT, {"nguon": NGUON_NAMESPACE, "cbvmda": CBVMDA_NAMESPACE}],
    "eventID": "urn:uuid:1b4e28ba-2fa1-41d2-883f-0016d3cca427",
    "eventTime": "2026-03-14T21:30:00.5+07:00",
    "eventTimeZoneOffset": "+07:00",
    "recordTime": "2026-03-14T14:30:01Z",
    "bizStep": "commissioning",
    "disposition": "active",
    "persistentDisposition": {"set": ["recalled"], "unset": ["https://coop.example/disp/kept"]},
    "readPoint": {"id": "geo:8.99,105.15"},
    "bizLocation": {"id": "https://id.gs1.org/414/8930000000002"},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:uuid:1"}],
    "sourceList": [{"type": "possessing_party", "source": PARTY}],
    "destinationList": [{"type": "owning_party", "destination": PARTY}],
    "certificationInfo": ["https://certifier.example/1"],
    "errorDeclaration": {
        "declarationTime": "2026-03-15T08:00:00+07:00",
        "reason": "incorrect_data",
        "nguon:note": "cân lại",
        "correctiveEventIDs": ["urn:uuid:2b4e28ba-2fa1-41d2-883f-0016d3cca427"],
    },
    "sensorElementList": [
        {
            "sensorMetadata": {
                "time": "2026-03-14T21:30:00+07:00",
                "startTime": "2026-03-14T21:00:00+07:00",
                "endTime": "2026-03-14T22:00:00+07:00",
                "deviceID": "urn:dev:1",
                "deviceMetadata": "https://device.example/1",
                "rawData": "https://device.example/1/raw",
                "dataProcessingMethod": "https://device.example/method",
                "bizRules": "https://device.example/rules",
                "nguon:note": "ok",
            },
            "sensorReport": [
                {
                    "type": "Temperature",
                    "value": Decimal("4.25"),
                    "minValue": 3,
                    "maxValue": 5,
                    "meanValue": 4,
                    "sDev": Decimal("0.1"),
                    "percRank": 50,
                    "percValue": 4,
                    "uom": "CEL",
                    "time": "2026-03-14T21:30:00+07:00",
                    "deviceID": "urn:dev:1",
                    "deviceMetadata": "https://device.example/1",
                    "rawData": "https://device.example/1/raw",
                    "dataProcessingMethod": "https://device.example/method",
                    "microorganism": "https://taxonomy.example/1126011",
                    "chemicalSubstance": "https://chemistry.example/1",
                    "component": "x",
                    "coordinateReferenceSystem": "urn:ogc:def:crs:EPSG::4326",
                    "nguon:note": "ok",
                },
                {"exception": "ALARM_CONDITION", "booleanValue": True, "stringValue": "open"},
                {"type": "Count", "value": 3, "hexBinaryValue": "0aFF", "uriValue": "urn:x:1"},
            ],
            "nguon:note": "ok",
        }
    ],
    "nguon:step": "harvest",
    "nguon:attachments": [{"sha256": SHA256, "mediaType": "image/jpeg"}],
    "nguon:reason": "thiếu nhãn",
    "nguon:instructions": "Mang lại cửa hàng để hoàn tiền.",
    "nguon:isolationDays": 14,
    "nguon:results": [
        {"test": "histamin, mg/kg", "value": Decimal("38.5"), "limit": 100},
        {"test": "NaCl, %", "value": 22, "limit": 18, "kind": "min"},
    ],
    "nguon:extra": {"list": [1, None, {"@value": "1"}]},
}
_ILMD = {"cbvmda:lotNumber": "L1", "nguon:method": "hand"}


def lot(quantity: object = Decimal("120.5"), **more: object) -> dict[str, object]:
    return {"epcClass": LOT, "quantity": quantity, "uom": "KGM", **more}


def object_event() -> dict[str, Any]:
    """Return an ObjectEvent that uses every member of the profile."""
    lists = {"epcList": [UNIT], "quantityList": [lot()], "ilmd": _ILMD, "nguon:grownFrom": [LOT]}
    return deepcopy({**_HEAD, "type": "ObjectEvent", "action": "ADD", **lists})


def transformation() -> dict[str, Any]:
    lists = {
        "inputEPCList": [UNIT],
        "inputQuantityList": [lot()],
        "outputEPCList": [UNIT + "2"],
        "outputQuantityList": [lot(epcClass=LOT + "2")],
        "transformationID": "urn:uuid:3",
        "ilmd": _ILMD,
    }
    return deepcopy({**_HEAD, "type": "TransformationEvent", **lists})


def aggregation() -> dict[str, Any]:
    lists = {"parentID": CARTON, "childEPCs": [UNIT], "childQuantityList": [lot()]}
    return deepcopy({**_HEAD, "type": "AggregationEvent", "action": "ADD", **lists})
