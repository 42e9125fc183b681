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
