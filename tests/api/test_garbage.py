"""Garbage at every door: never a 500, never a traceback, always a problem document.

Requests are made below the HTTP client, so that nothing tidies them up on the way: raw paths,
raw queries, raw headers, bodies of any bytes; and statements that are signed rightly over JSON
that is wrong in every way Hypothesis can think of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
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
from api.world import COOP, CRAB, GTIN, SALT, World, harvest, key, open_world, participant, salting
from nguon_api.app import create_app
from nguon_api.problems import PROBLEMS
from nguon_ledger.statement import EVENT_TYP, REGISTRY_TYP
from nguon_ledger.trace.bundle import MEDIA_TYPE

STATEMENTS = "/log/ca-mau/statements"
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
paths = st.lists(segments, max_size=8).map(lambda parts: b"/" + b"/".join(parts))
queries = st.binary(max_size=60) | st.sampled_from(
    [b"id=" + CRAB.encode() + b"/10/B", b"id=", b"id&id", b"%ff=%fe", b"x[]=1"]
)
_VALUES = [b"text/html", b"*/*;q=", b"gzip;q=x", b'W/"', b"application/jose", b"9" * 30]
values = st.binary(max_size=40) | st.sampled_from([*_VALUES, MEDIA_TYPE.encode()])
_NAMES = b"""
accept accept-encoding content-type content-encoding content-length if-none-match origin
access-control-request-method host cookie
"""
names = st.sampled_from(_NAMES.split())
headers = st.lists(st.tuples(names, values), max_size=6)
methods = st.sampled_from(["GET", "HEAD", "POST", "PUT", "OPTIONS", "PATCH", "\x00", "get"])


@settings(_BASE, max_examples=1500)
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


JOSE = [(b"content-type", b"application/jose")]


@settings(_BASE, max_examples=400)
@given(body=st.binary(max_size=300), batch=st.booleans())
def test_any_body(door: Door, body: bytes, *, batch: bool) -> None:
    path = STATEMENTS + ("/batch" if batch else "")
    check(door.knock("POST", path.encode(), headers=JOSE, body=body))


@settings(_BASE, max_examples=500)
@given(at=st.integers(0, 2000), piece=st.binary(max_size=4), cut=st.integers(0, 4))
def test_a_signed_statement_with_a_piece_replaced(
    door: Door, at: int, piece: bytes, cut: int
) -> None:
    statement = door.world.sign(harvest("A"))
    at %= len(statement)
    spoiled = statement[:at] + piece + statement[at + cut :]
    answer = door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=spoiled)
    check(answer)


leaves = (
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False).map(lambda f: float(f"{f:.6g}"))
    | st.text(max_size=30)
    | st.sampled_from(
        [CRAB, f"{CRAB}/10/A", f"{SALT}/10/S", COOP, "ADD", "KGM", "2026-01-01T00:00:00Z"]
    )
)
anything = st.recursive(
    leaves,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=12), inner, max_size=3)
    ),
    max_leaves=8,
)
registrations = [
    participant("https://x.example/p", "producer", key(50)),
    {"type": "KeyAdded", "participant": COOP, "key": key(51).public.jwk()},
    {"type": "ProductRegistered", "product": f"{SALT}-2", "owner": COOP, "name": {"vi": "x"}},
    {"type": "CredentialRevoked", "credential": "https://x.example/c", "reason": "x"},
    {"type": "KeyRevoked", "key": key(52).kid, "reason": "lost"},
]


@st.composite
def mutated(draw: st.DrawFn, samples: list[dict[str, Any]]) -> dict[str, Any]:
    """Draw a payload with one to three members, at any depth, replaced or removed."""
    value: dict[str, Any] = json.loads(json.dumps(draw(st.sampled_from(samples))))
    for _ in range(draw(st.integers(1, 3))):
        target: Any = value
        while True:
            inner = [v for v in _children(target) if isinstance(v, dict | list) and v]
            if not inner or draw(st.booleans()):
                break
            target = draw(st.sampled_from(inner))
        if not target:
            continue
        at = draw(st.sampled_from(list(target) if isinstance(target, dict) else range(len(target))))
        if draw(st.booleans()):
            target[at] = draw(anything)
        else:
            del target[at]
    return value


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


@settings(_BASE, max_examples=800)
@given(payload=mutated([harvest("A"), salting("A", "B"), harvest("C", product=SALT)]))
def test_a_signed_event_that_is_wrong_somewhere(door: Door, payload: dict[str, Any]) -> None:
    statement = door.world.sign(payload, typ=EVENT_TYP)
    check(door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=statement))


@settings(_BASE, max_examples=400)
@given(payload=mutated(registrations))
def test_a_signed_registration_that_is_wrong_somewhere(door: Door, payload: dict[str, Any]) -> None:
    statement = door.world.sign(payload, door.world.operator, REGISTRY_TYP)
    check(door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=statement))


@settings(_BASE, max_examples=200)
@given(identifier=st.text(max_size=60) | st.sampled_from([CRAB, f"{CRAB}/10/A\n", f"{CRAB}/10/"]))
def test_any_identifier(door: Door, identifier: str) -> None:
    query = b"id=" + quote(identifier, errors="surrogatepass").encode()
    check(door.knock("GET", b"/log/ca-mau/trace", query=query))


def test_the_log_is_whole_after_all_that(door: Door) -> None:
    assert door.knock("GET", b"/readyz").status == 200
    statement = door.world.sign(harvest("AFTER"))
    answer = door.knock("POST", STATEMENTS.encode(), headers=JOSE, body=statement)
    assert answer.status == 201
