"""Examples for the API's description. They are real: a test verifies the receipt in them."""

from __future__ import annotations

from typing import Any

from nguon_api.problems.kind import ProblemKind

ORIGIN = "ledger.example/log/ca-mau"
VKEY = "ledger.example/log/ca-mau+277aa99e+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"
LOT = "https://id.gs1.org/01/08938501234568/10/BK-2026-03"
COOPERATIVE = "https://coop.example/ba-khia"
STATEMENT = (
    "eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoiVUREUmVPWmwxaXBYQWZwOXdZc20xM3NEQk1LNW9nLS1RV2RCanp1ZjZvNCIs"
    "InR5cCI6InZuZC5uZ3Vvbi5yZWdpc3RyeStqc29uIiwibG9nIjoibGVkZ2VyLmV4YW1wbGUvbG9nL2NhLW1hdSJ9.eyJ"
    "0eXBlIjoiTG9jYXRpb25SZWdpc3RlcmVkIiwibG9jYXRpb24iOiJodHRwczovL2lkLmdzMS5vcmcvNDE0Lzg5Mzg1MDE"
    "yMzQ1NjgiLCJvd25lciI6Imh0dHBzOi8vY29vcC5leGFtcGxlL2JhLWtoaWEiLCJuYW1lIjoixJDhuqdtIETGoWkifQ."
    "k2mDYNAba7NADq4wK7g6R9ghNwiv5OmrlfphjzqZbw0ggevyy9C9SIDuDI0eWTwnblTiWDhiT0OCRBpgIu0nCg"
)
LEAF = "NhYubw4QTaVEgZnn+S3NxDNwC9rLq2Fgb4nMSbnXIII="
_FIRST = "l9T5vjjQNVZR284mf52MAjsCEG2yL56MkwKtoQqhufI="
CHECKPOINT = (
    f"{ORIGIN}\n2\nmOtQQYB1a3sFWocquJfAdxqahngCrf9SLvD7sWI0sfA=\n\n"
    f"\u2014 {ORIGIN} "
    "J3qpnnXTMMgp5JLA0nuDZsIxFjaFXBodsRYwiwMaRkX+R4koHdrw8ZGcNGOxBGMiEDkp28GEIpCSFKB26d3lOjDY1Qc=\n"
)
PROOF = f"c2sp.org/tlog-proof@v1\nindex 1\n{_FIRST}\n\n{CHECKPOINT}"

RECEIPT = {"index": 1, "leaf_hash": LEAF, "proof": PROOF}
LEDGERS = {"ledgers": [{"name": "ca-mau", "origin": ORIGIN, "prefix": "/log/ca-mau", "vkey": VKEY}]}
ATTACHMENT = {"sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"}
TRACE = {
    "format": "nguon-trace/1",
    "id": LOT,
    "checkpoint": CHECKPOINT,
    "entries": [{"index": 0, "statement": STATEMENT}],
    "nodes": [LEAF],
}
DOWNSTREAM = {
    "id": LOT,
    "things": ["https://id.gs1.org/01/08938501234568/21/0001"],
}
_COOP = {"id": COOPERATIVE, "name": "Hợp tác xã Ba khía"}
_CARRIER = {"id": "https://carrier.example/mekong", "name": "Mekong"}
RECALL_SCOPE = {
    "id": LOT,
    "things": [
        {
            "id": LOT,
            "kind": "lot",
            "maker": _COOP,
            "holder": _COOP,
            "receiver": None,
            "dimension": "mass",
            "made": "95",
            "left": "2.2",
            "units": 0,
            "gone": False,
        },
        {
            "id": "https://id.gs1.org/01/08938501234568/21/0001",
            "kind": "unit",
            "maker": _COOP,
            "holder": _COOP,
            "receiver": _CARRIER,
            "dimension": None,
            "made": None,
            "left": None,
            "units": None,
            "gone": False,
        },
    ],
    "holders": [{**_COOP, "lots": 1, "units": 1, "logistic_units": 0, "gone": 0}],
    "milliseconds": 0.8,
}
SHIPMENTS = {
    "shipments": [
        {
            "id": LOT,
            "holder": _COOP,
            "receiver": _CARRIER,
            "shipped_at": "2026-03-02T08:00:00Z",
            "shipped": "12.5",
            "dimension": "mass",
        }
    ]
}
FROM, TO = "2026-03-01T00:00:00+07:00", "2026-04-01T00:00:00+07:00"
_SALTED = "https://ledger.example/p/ba-khia-muoi"
_ACTIVITY = {
    "events": 12,
    "late": 1,
    "flags": 2,
    "volumes": [{"product": _SALTED, "dimension": "mass", "made": "95.25"}],
}
REPORT = {
    "from": "2026-02-28T17:00:00Z",
    "to": "2026-03-31T17:00:00Z",
    "cooperatives": [
        {
            **_COOP,
            "kind": "cooperative",
            "commune": "Đầm Dơi",
            "province": "Cà Mau",
            "status": "active",
            **_ACTIVITY,
            "last_recorded": "2026-03-02T08:00:00Z",
            "silent": False,
        }
    ],
    "products": [
        {
            "id": _SALTED,
            "name": {"vi": "Ba khía muối"},
            "owner": _COOP,
            "events": 12,
            "volumes": _ACTIVITY["volumes"],
            "lots": 1,
            "units": 0,
        }
    ],
    "communes": [
        {
            "commune": "Đầm Dơi",
            "province": "Cà Mau",
            "cooperatives": 1,
            "silent": 0,
            **_ACTIVITY,
        }
    ],
    "flags": [
        {
            "rule": "late",
            "sentence": "Written down … hours after it happened, later than 72 hours.",
            "flags": 1,
            "events": 1,
            "participants": 1,
        }
    ],
    "certificates": [
        {
            "id": "https://certifier.example/ocop-1",
            "subject": _SALTED,
            "subject_name": {"vi": "Ba khía muối"},
            "issuer": {"id": "https://certifier.example/", "name": "OCOP"},
            "scheme": "OCOP",
            "number": "01/QĐ",
            "level": "4",
            "valid_from": "2023-05-01T00:00:00Z",
            "valid_until": "2026-05-01T00:00:00Z",
            "expired": False,
            "renewed": False,
        }
    ],
    "days": [{"day": "2026-03-02", "events": 12, "late": 1}],
}
CSV = "commune,province,cooperatives,silent\r\nĐầm Dơi,Cà Mau,1,0\r\n"
FLAGS = {
    "flags": [
        {
            "rule": "late",
            "index": 17,
            "values": {"hours": "80"},
            "sentence": "Written down 80 hours after it happened, later than 72 hours.",
            "participant": _COOP,
            "step": "harvest",
            "happened": "2026-03-01T00:00:00Z",
            "recorded": "2026-03-04T08:00:00Z",
        }
    ],
    "next": "17-0",
}


def outcome_lines() -> str:
    """Write two outcomes of a batch, as they are sent."""
    refused = '{"status":403,"code":"unknown_key","detail":"nobody has this key","field":"kid"}'
    return f'{{"status":201,"index":1,"leaf_hash":"{LEAF}","proof":"..."}}\n{refused}\n'


def problem_example(kind: ProblemKind) -> dict[str, Any]:
    """Write a problem document of this kind."""
    return {
        "type": f"/problems/{kind.code}",
        "title": kind.title,
        "status": kind.status,
        "detail": kind.title.lower(),
        "code": kind.code,
    }
