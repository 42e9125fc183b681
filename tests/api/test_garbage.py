"""Garbage at every door: never a 500, never a traceback, always a problem document.

Requests are made below the HTTP client, so that nothing tidies them up on the way: raw paths,
raw queries, raw headers, bodies of any bytes; and statements that are signed rightly over JSON
that is wrong in every way Hypothesis can think of. Every run tries others; NGUON_GARBAGE_TIMES
makes it longer.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, unquote

import anyio
import pytest
from anyio.from_thread import BlockingPortal, start_blocking_portal
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from starlette.types import ASGIApp, Message

from api.conftest import WEB_ROOT
from api.world import (
    CARRIER,
    COOP,
    CRAB,
    GTIN,
    OPERATOR,
    PLACE,
    SALT,
    SSCC,
    World,
    event,
    harvest,
    key,
    lot,
    open_world,
    participant,
    salting,
)
from nguon_api.app import create_app
from nguon_api.problems import PROBLEMS
from nguon_ledger.statement import EVENT_TYP, REGISTRY_TYP
from nguon_ledger.trace.bundle import MEDIA_TYPE

STATEMENTS = "/log/ca-mau/statements"
TIMES = int(os.environ.get("NGUON_GARBAGE_TIMES", "1"))
# Not shrunk: that would send thousands of failing requests, each with its traceback in the log.
_BASE = settings(deadline=None, database=None, phases=[Phase.generate])


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[bytes, bytes]
    body: bytes


@dataclass(frozen=True)
class Door:
    """The application, entered without a client."""

    app: ASGIApp
    portal: BlockingPortal
    world: World

    def knock(
        self,
        method: str,
        raw_path: bytes,
        *,
        query: bytes = b"",
        headers: list[tuple[bytes, bytes]] | None = None,
        body: bytes = b"",
    ) -> Answer:
        """Send one request as a server would hand it over."""
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": unquote(raw_path.decode("ascii")),
            "raw_path": raw_path,
            "query_string": query,
            "root_path": "",
            "headers": headers or [],
            "client": ("127.0.0.1", 1),
            "server": ("testserver", 80),
        }
        answer: Answer = self.portal.call(self._serve, scope, body)
        return answer

    async def _serve(self, scope: dict[str, Any], body: bytes) -> Answer:
        sent: list[Message] = []

        unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def receive() -> Message:
            if not unread:
                await anyio.sleep_forever()  # the client stays and waits
            return unread.pop()

        async def send(message: Message) -> None:
            sent.append(message)

        await self.app(scope, receive, send)
        content = b"".join(message.get("body", b"") for message in sent[1:])
        return Answer(sent[0]["status"], dict(sent[0]["headers"]), content)


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Door]:
    world = open_world(tmp_path_factory.mktemp("garbage") / "ledger.sqlite")
    world.record(world.sign(harvest("A", 1e6)), world.sign(salting("A", "B")))
    with start_blocking_portal() as portal:
        yield Door(create_app(world.host, web_root=WEB_ROOT), portal, world)
    world.host.close()


def check(answer: Answer) -> None:
    """Require a good answer, or a problem document with a code of the table."""
    assert answer.status < 500, answer.body
    assert b"Traceback" not in answer.body
    assert len(answer.headers[b"x-request-id"]) == 32
    if answer.status >= 400 and answer.body:
        assert answer.headers[b"content-type"] == b"application/problem+json"
        problem = json.loads(answer.body)
        assert PROBLEMS[problem["code"]].status == answer.status == problem["status"]


_WORDS = """
log ca-mau statements batch tile entries proof checkpoint trace 0 000 000.p 1 x001 63 01 10 21 22
00 p muoi verify app.js problems overdrawn .well-known nguon.json readyz .. . %00 %ff %2e%2e %2F
%0d%0aX:1 A B openapi.json
"""
words = st.sampled_from([*_WORDS.split(), GTIN, ""])
ascii_bytes = st.binary(max_size=40).map(lambda b: bytes(c & 0x7F for c in b))
segments = words.map(str.encode) | ascii_bytes
free = st.lists(segments, max_size=8).map(lambda parts: b"/" + b"/".join(parts))
_DOORS = b"""
/log/ca-mau/tile/ /log/ca-mau/tile/0/ /log/ca-mau/tile/entries/ /log/ca-mau/entries/ /log/ca-mau/
/log/ca-mau/trace /log/ca-mau/attachments/ /log/ /01/ /p/ /00/ /verify/ /problems/ /readyz
/log/ca-mau/statements /log/ca-mau/statements/batch /log/ca-mau/attachments /.well-known/nguon.json
/log/ca-mau/recall-scope /log/ca-mau/shipments /log/ca-mau/flags /log/ca-mau/report
/log/ca-mau/report.csv /log/ca-mau/report.xlsx
"""
tails = st.lists(segments, max_size=3).map(b"/".join)
near = st.tuples(st.sampled_from(_DOORS.split()), st.just(b"") | tails).map(b"".join)
paths = near | free
queries = st.binary(max_size=60) | st.sampled_from(
    [b""] * 9 + [b"id=" + CRAB.encode() + b"/10/B", b"id=", b"id&id", b"%ff=%fe", b"x[]=1"]
)
asked = st.sampled_from(
    [
        b"id",
        b"from",
        b"to",
        b"table",
        b"rule",
        b"participant",
        b"after",
        b"limit",
        b"older_than_hours",
    ]
)
_ANSWERS = [b"1970-01-01T00:00:00Z", b"9999-12-31T23:59:59.999999Z", b"2026-03-01T00:00:00+07:00"]
_ANSWERS += [b"2026-03-01T00:00:00%2B14:00", b"late", b"cooperatives", b"0", b"17-3", b"1000"]
_ANSWERS += [CRAB.encode() + b"/10/A", COOP.encode()]
answered = st.sampled_from(_ANSWERS) | st.binary(max_size=20).map(lambda b: quote(b).encode())
questions = st.lists(st.tuples(asked, answered).map(b"=".join), max_size=4).map(b"&".join)
_VALUES = [b"text/html", b"*/*;q=", b"gzip;q=x", b'W/"', b"application/jose", b"9" * 30]
values = st.binary(max_size=40) | st.sampled_from([*_VALUES, MEDIA_TYPE.encode()])
_NAMES = b"""
accept accept-encoding accept-language content-type content-encoding content-length if-none-match
origin access-control-request-method host cookie
"""
names = st.sampled_from(_NAMES.split())
headers = st.lists(st.tuples(names, values), max_size=6)
methods = st.sampled_from(["GET"] * 4 + ["POST"] * 3 + ["HEAD", "OPTIONS", "PUT", "\x00", "get"])


@settings(_BASE, max_examples=500 * TIMES)
@given(method=methods, path=paths, query=queries, fields=headers, body=st.binary(max_size=200))
def test_any_request(
    door: Door,
    method: str,
    path: bytes,
    query: bytes,
    fields: list[tuple[bytes, bytes]],
    body: bytes,
) -> None:
    check(door.knock(method, path, query=query, headers=fields, body=body))


_READING = b"""
recall-scope shipments flags report report.csv report.xlsx trace downstream
"""


@settings(_BASE, max_examples=300 * TIMES)
@given(path=st.sampled_from(_READING.split()), query=questions, fields=headers)
def test_any_question(
    door: Door, path: bytes, query: bytes, fields: list[tuple[bytes, bytes]]
) -> None:
    check(door.knock("GET", b"/log/ca-mau/" + path, query=query, headers=fields))


JOSE = [(b"content-type", b"application/jose")]


@settings(_BASE, max_examples=150 * TIMES)
@given(body=st.binary(max_size=300), batch=st.booleans())
def test_any_body(door: Door, body: bytes, *, batch: bool) -> None:
    path = STATEMENTS + ("/batch" if batch else "")
    check(door.knock("POST", path.encode(), headers=JOSE, body=body))


@settings(_BASE, max_examples=200 * TIMES)
@given(at=st.integers(0, 2000), piece=st.binary(max_size=4), cut=st.integers(0, 4))
def test_a_signed_statement_with_a_piece_replaced(
    door: Door, at: int, piece: bytes, cut: int
) -> None:
    statement = door.world.sign(harvest("A"))
    at %= len(statement)
    spoiled = statement[:at] + piece + statement[at + cut :]
    answer = door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=spoiled)
    check(answer)


junk = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda f: float(f"{f:.6g}"))
    | st.text(max_size=30)
)
_WORDS_OF_EVENTS = """
ADD OBSERVE DELETE KGM GRM H87 LTR commissioning packing shipping creating_class_instance recalled
ObjectEvent TransformationEvent AggregationEvent KeyRevoked LocationRegistered producer suspended
2026-01-01T00:00:00Z 2099-01-01T00:00:00+07:00 1970-01-01T00:00:00-14:00 +00:00 -05:30 urn:x:event
"""
words_of_events = st.sampled_from(_WORDS_OF_EVENTS.split())
numbers = st.sampled_from([1, 0.5, 1e-6, 1e12, 7, 120])
things = (
    st.sampled_from([CRAB, SALT, COOP, CARRIER, PLACE, f"https://id.gs1.org/00/{SSCC}"])
    | st.tuples(st.sampled_from([CRAB, SALT]), st.sampled_from("ABCDE")).map("/10/".join)
    | st.tuples(st.sampled_from([CRAB, SALT]), st.sampled_from("ABCDE")).map("/21/".join)
)
plausible = words_of_events | numbers | things
_FITTING = {
    "action": st.sampled_from(["ADD", "OBSERVE", "DELETE"]),
    "uom": st.sampled_from(["KGM", "GRM", "H87", "LTR"]),
    "bizStep": st.sampled_from(["packing", "creating_class_instance", "destroying"]),
    "eventTime": st.sampled_from(["2099-01-01T00:00:00Z", "2026-01-01T00:00:00+07:00"]),
    "eventTimeZoneOffset": st.sampled_from(["+07:00", "-05:30"]),
    "role": st.sampled_from(["producer", "carrier"]),
}


def fitting(at: object, old: object) -> st.SearchStrategy[Any]:
    """Return what might stand in a leaf's place and pass its schema."""
    if at in _FITTING:
        return _FITTING[str(at)]
    if isinstance(old, int | float):
        return numbers
    return things if isinstance(old, str) and old.startswith("https://") else st.just(old)


leaves = junk | plausible
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)
registrations = [
    lambda: participant("https://x.example/p", "producer", key(50)),
    lambda: {"type": "KeyAdded", "participant": COOP, "key": key(51).public.jwk()},
    lambda: {
        "type": "ProductRegistered",
        "product": f"{SALT}-2",
        "owner": COOP,
        "name": {"vi": "x"},
        "netContent": {"quantity": 1, "uom": "KGM"},
    },
    lambda: {"type": "LocationRegistered", "location": PLACE, "owner": COOP, "name": "x"},
    lambda: {"type": "CredentialRevoked", "credential": "https://x.example/c", "reason": "x"},
    lambda: {"type": "KeyRevoked", "key": key(52).kid, "reason": "lost"},
    lambda: {
        "type": "CredentialIssued",
        "credential": "https://x.example/c",
        "issuer": OPERATOR,
        "subject": COOP,
        "scheme": "OCOP",
        "validFrom": "2026-01-01T00:00:00Z",
        "validUntil": "2029-01-01T00:00:00Z",
    },
]


@st.composite
def mutated(draw: st.DrawFn, samples: list[Callable[[], dict[str, Any]]]) -> dict[str, Any]:
    """Draw a payload with up to three leaves replaced, mostly by what might stand there."""
    value: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(samples))()))
    for _ in range(draw(st.integers(0, 3))):
        spots = list(_leaves(value))
        holder, at = draw(st.sampled_from(spots)) if spots else (value, "type")
        what = draw(st.integers(0, 19))
        if what == 0:
            del holder[at]
        elif what < 3:
            holder[at] = draw(anything)
        else:
            holder[at] = draw(fitting(at, holder[at]))
    return value


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (container, name or position) of everything that holds nothing itself."""
    places = value.items() if isinstance(value, dict) else enumerate(value)
    for at, inner in places:
        if isinstance(inner, dict | list) and inner:
            if at != "@context":
                yield from _leaves(inner)
        else:
            yield value, at


events = [
    lambda: harvest("A"),
    lambda: harvest("C", product=SALT),
    lambda: salting("A", "B"),
    lambda: salting("B", "D", taken=1, given=1),
    lambda: event("ObjectEvent", action="OBSERVE", quantityList=[lot(CRAB, "A", 1)]),
    lambda: event(
        "ObjectEvent",
        action="ADD",
        epcList=[f"{CRAB}/21/A", f"{CRAB}/21/B"],
        ilmd={"cbvmda:lotNumber": "A"},
    ),
    lambda: event(
        "AggregationEvent",
        action="ADD",
        parentID=f"https://id.gs1.org/00/{SSCC}",
        childEPCs=[f"{CRAB}/21/A"],
        childQuantityList=[lot(CRAB, "A", 1)],
    ),
]


@settings(_BASE, max_examples=300 * TIMES)
@given(payload=mutated(events))
def test_a_signed_event_that_is_wrong_somewhere(door: Door, payload: dict[str, Any]) -> None:
    statement = door.world.sign(payload, typ=EVENT_TYP)
    check(door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=statement))


@settings(_BASE, max_examples=150 * TIMES)
@given(payload=mutated(registrations))
def test_a_signed_registration_that_is_wrong_somewhere(door: Door, payload: dict[str, Any]) -> None:
    statement = door.world.sign(payload, door.world.operator, REGISTRY_TYP)
    check(door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=statement))


@settings(_BASE, max_examples=100 * TIMES)
@given(identifier=st.text(max_size=60) | st.sampled_from([CRAB, f"{CRAB}/10/A\n", f"{CRAB}/10/"]))
def test_any_identifier(door: Door, identifier: str) -> None:
    query = b"id=" + quote(identifier, errors="surrogatepass").encode()
    check(door.knock("GET", b"/log/ca-mau/trace", query=query))


def test_a_query_that_is_no_text_at_an_address_that_is_none(door: Door) -> None:
    answer = door.knock("GET", b"/nothing", query=b"\xff\x93")
    assert (answer.status, json.loads(answer.body)["code"]) == (404, "not_found")


def test_the_log_is_whole_after_all_that(door: Door) -> None:
    assert door.knock("GET", b"/readyz").status == 200
    statement = door.world.sign(harvest("AFTER"))
    answer = door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=statement)
    assert answer.status == 201
