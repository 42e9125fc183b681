"""Text that PostgreSQL cannot keep (NUL) or has no room for gets the answer that SQLite gives.

SQLite takes any text into any column; PostgreSQL fails the statement. So whatever a request brings
into a query or a row must have been judged before: with the same code, and never a 503.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.client import Client, open_client
from engine.steps import plain
from engine.workbench import NAME, Workbench
from fuzz.seeds import key_of
from nguon_api.app import create_app
from nguon_ledger.statement import EVENT_TYP, SEAL_TYP, parse_statement, sign_statement
from support.forge import Payload, seeded_key
from support.story import (
    CARRIER,
    CARTON,
    CRAB,
    CRAB_LOT,
    POND,
    SALT_LOT,
    SALTED,
    SALTED_LOT,
    UNIT,
    lot,
)

NUL, SURROGATE, LONG = "\0", "\ud800", "x" * 10_000
LOG = f"/log/{NAME}"
Signed = tuple[str, str, Payload]  # the key's thumbprint, typ, payload
Answer = tuple[int, str | None, str | None]  # status, code, field


@pytest.fixture
def benches(template: Workbench, tmp_path: Path) -> Iterator[list[Workbench]]:
    """Tell the same story to a file and to a server."""
    file = Workbench(f"sqlite:///{tmp_path}/nguon.db", origin=template.origin)
    file.tell()
    both = [file, template.copy(tmp_path / "server")]
    for bench in both:
        bench.registry({"type": "RulesRaised", "version": 2}, "union")
    yield both
    for bench in both:
        bench.close()


def seeds(bench: Workbench) -> Iterator[Signed]:
    """Yield statements of every kind, with every member that a rule or an index looks at."""
    for data in list(bench.sent.values())[1:]:
        said = parse_statement(data, log=bench.origin)
        if said.typ not in {SEAL_TYP, EVENT_TYP}:
            yield said.kid, said.typ, plain(said.payload)
    receiver: Payload = {"destinationList": [{"type": "possessing_party", "destination": CARRIER}]}
    rich: Payload = {
        "quantityList": [lot(f"{CRAB}/10/NEW", 1)],
        "readPoint": {"id": POND},
        "certificationInfo": ["https://ledger.example/certificate"],
        "nguon:attachments": [{"sha256": "a" * 64, "mediaType": "image/jpeg"}],
        "ilmd": {"cbvmda:lotNumber": "NEW", "nguon:grownFrom": [CRAB_LOT]},
        "nguon:results": [{"test": "a", "value": 1, "limit": 2, "kind": "min"}],
    }
    work: Payload = {"quantityList": [lot(CRAB_LOT, 1)], "nguon:a": "words", "nguon:b": {"c": "d"}}
    taken: Payload = {
        "inputQuantityList": [lot(SALT_LOT, 0.001)],
        "outputQuantityList": [lot(f"{SALTED}/10/NEW", 0.001)],
    }
    sent: Payload = {"quantityList": [lot(SALTED_LOT, 1)], **receiver}
    packed: Payload = {"parentID": CARTON, "childEPCs": [UNIT]}
    for event in (
        bench.head("ObjectEvent", "harvest", action="ADD", **rich),
        bench.head("ObjectEvent", "work", action="OBSERVE", bizStep="other", **work),
        bench.head("TransformationEvent", "salting", transformationID="urn:x:NEW", **taken),
        bench.head("ObjectEvent", "shipping", action="OBSERVE", bizStep="shipping", **sent),
        bench.head("AggregationEvent", "packing", action="ADD", bizStep="packing", **packed),
    ):
        yield seeded_key("coop").kid, EVENT_TYP, event


def strange(value: Any) -> Iterator[Any]:
    """Yield a document with each of its texts and names made strange, one at a time."""
    if isinstance(value, str):
        yield from (value + more for more in (NUL, SURROGATE, LONG))
        yield from (NUL, LONG)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            for other in strange(inner):
                yield [*value[:number], other, *value[number + 1 :]]
    elif isinstance(value, dict):
        yield value | {f"nguon:{NUL}": "x"}
        for name, inner in value.items():
            for other in strange(inner):
                yield value | {name: other}


def statements(bench: Workbench) -> Iterator[bytes]:
    numbers = count(10**6)
    for kid, typ, payload in seeds(bench):
        for changed in strange(payload):
            number = next(numbers)
            text = json.dumps(changed).replace("NEW", f"N{number}")
            if "eventID" in payload and changed["eventID"] == payload["eventID"]:
                fresh = f"urn:uuid:00000000-0000-4000-8000-{number:012d}"
                text = text.replace(payload["eventID"], fresh)
            yield sign_statement(typ=typ, log=bench.origin, payload=text.encode(), key=key_of(kid))


def addresses() -> Iterator[str]:
    """Yield requests with strange text in every parameter and part of a path."""
    for text in ("%00", "%ED%A0%80", "%FF", LONG, quote("é") * 3000, "%EF%BF%BF"):
        for start in ("", quote(CRAB_LOT, safe="")):
            odd = start + text
            for name in ("trace", "downstream", "recall-scope"):
                yield f"{LOG}/{name}?id={odd}"
            yield f"{LOG}/shipments?participant={odd}"
            yield f"{LOG}/shipments?older_than_hours={odd}"
            for name in ("participant", "rule", "after", "limit", "from"):
                yield f"{LOG}/flags?{name}={odd}"
            yield f"{LOG}/report?from={odd}&to={odd}"
        for path in ("attachments/", "entries/", "tile/0/", "tile/entries/"):
            yield f"{LOG}/{path}{text}"
        yield from (f"/log/{text}/checkpoint", f"/01/08938501234568/10/{text}", f"/p/{text}")


def recorded(client: Client, bench: Workbench) -> list[Answer]:
    kind = {"Content-Type": "text/plain"}
    body = b"\n".join(statements(bench))
    answer = client.post(f"{LOG}/statements/batch", content=body, headers=kind)
    assert answer.status_code == 200, answer.text
    lines = [json.loads(line) for line in answer.text.splitlines()]
    return [(line["status"], line.get("code"), line.get("field")) for line in lines]


def answered(client: Client) -> list[Answer]:
    found = []
    for address in addresses():
        answer = client.get(address)
        is_json = "json" in answer.headers.get("content-type", "")
        document = answer.json() if is_json else {}
        found.append((answer.status_code, document.get("code"), document.get("field")))
    return found


def ask_both(benches: list[Workbench], ask: Any) -> list[Answer]:
    """Return the answers of both, which must be the same, and none of them a failure."""
    found: list[list[Answer]] = []
    for bench in benches:
        with open_client(create_app(bench.host)) as client:
            found.append(ask(client, bench))
            assert client.get("/readyz").status_code == 200
    on_file, on_server = found
    assert on_file == on_server
    assert {status for status, _, _ in on_server if status >= 500} == set()
    return on_server


def test_statements_with_strange_text_are_refused_or_recorded_alike(
    benches: list[Workbench],
) -> None:
    found = ask_both(benches, recorded)
    assert len(found) > 500
    assert {201, 400} <= {status for status, _, _ in found}  # free text may hold anything


def test_questions_with_strange_text_get_the_same_answer(benches: list[Workbench]) -> None:
    found = ask_both(benches, lambda client, _: answered(client))
    assert {code for _, code, _ in found} >= {
        "identifier_malformed",
        "parameter_malformed",
        "unknown_ledger",
        "unknown_participant",
    }
