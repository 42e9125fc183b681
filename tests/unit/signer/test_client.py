"""What the client believes: nothing that it has not checked."""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import httpx
import pytest

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.merkle import leaf_hash
from nguon_signer.client import Client, LedgerInfo, Recorded, discover
from nguon_signer.transport import Transport, TryLater
from unit.signer.log_server import Log, serving

URL = "https://ledger.example/base"
STATEMENT = b"eyJh.eyJi.c2ln"
Handler = Callable[[httpx.Request], httpx.Response]


def client(handler: Handler, log: Log | None = None) -> Client:
    vkey = (log or Log()).vkey
    return Client(URL, "cm", vkey, transport=httpx.MockTransport(handler))


def answering(status: int, value: object = None, **headers: str) -> Handler:
    media = {"Content-Type": "application/json"} | {
        name.replace("_", "-"): text for name, text in headers.items()
    }
    body = value if isinstance(value, bytes) else json.dumps(value).encode()
    return lambda _: httpx.Response(status, headers=media, content=body)


def problem(status: int, code: object, **more: object) -> Handler:
    value = {"type": "about:blank", "status": status, "code": code, **more}
    return answering(status, value, Content_Type="application/problem+json; charset=utf-8")


def receipt(log: Log, *statements: bytes) -> dict[str, Any]:
    for statement in statements:
        index, _ = log.add(statement)
    return log.receipt(index)


def submit_error(handler: Handler, log: Log | None = None) -> NguonError:
    with client(handler, log) as c, pytest.raises(NguonError) as caught:
        c.submit(STATEMENT)
    return caught.value


@pytest.mark.parametrize(("status", "is_new"), [(201, True), (200, False)])
def test_a_statement_with_a_good_receipt_is_recorded(status: int, is_new: bool) -> None:  # noqa: FBT001
    log = Log()
    answer = receipt(log, b"one", b"two", STATEMENT)
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answering(status, answer)(request)

    with client(handler, log) as c:
        recorded = c.submit(STATEMENT)
    assert (recorded.index, recorded.is_new) == (2, is_new)
    assert recorded.proof.decode() == answer["proof"]
    assert recorded.receipt.checkpoint.size == 3
    [request] = seen
    assert (request.method, str(request.url)) == ("POST", f"{URL}/log/cm/statements")
    assert request.headers["content-type"] == "application/jose"
    assert request.content == STATEMENT


def _lies() -> list[tuple[str, dict[str, Any]]]:
    log, other = Log(), Log(Ed25519SigningKey.generate())
    good = receipt(log, b"one", STATEMENT)
    elsewhere = receipt(Log(), b"one", b"not it")
    stranger = receipt(other, b"one", STATEMENT)
    flipped = good["proof"].replace(good["proof"].split("\n")[2], b64_encode(bytes(32)))
    return [
        ("no proof", {n: v for n, v in good.items() if n != "proof"}),
        ("proof of another type", good | {"proof": 7}),
        ("proof that is none", good | {"proof": "trust me"}),
        ("another log's key", stranger),
        ("another statement's proof", elsewhere | {"leaf_hash": good["leaf_hash"]}),
        ("a hash of the path changed", good | {"proof": flipped}),
        ("another index", good | {"index": 0}),
        ("an index as text", good | {"index": "1"}),
        ("another leaf", good | {"leaf_hash": b64_encode(leaf_hash(b"not it"))}),
        ("no index", {n: v for n, v in good.items() if n != "index"}),
        ("half a surrogate", good | {"proof": good["proof"] + "\x00"}),
    ]


@pytest.mark.parametrize(("lie", "answer"), _lies(), ids=[lie for lie, _ in _lies()])
def test_a_lying_server_is_not_believed(lie: str, answer: dict[str, Any]) -> None:
    error = submit_error(answering(201, answer))
    assert error.code == "receipt_bad", lie
    assert isinstance(error, TryLater)


def test_the_pinned_key_decides_which_log_is_believed() -> None:
    log = Log(Ed25519SigningKey.generate())
    answer = receipt(log, STATEMENT)
    with client(answering(201, answer), log) as c:
        assert c.submit(STATEMENT).index == 0
    assert submit_error(answering(201, answer), Log()).code == "receipt_bad"


def test_a_refusal_has_the_ledgers_code() -> None:
    error = submit_error(problem(409, "overdrawn", detail="120 kg of 95", field="x/0"))
    assert (error.code, error.detail, error.field) == ("overdrawn", "120 kg of 95", "x/0")
    assert not isinstance(error, TryLater)


def test_a_refusal_in_the_readers_language_goes_before_its_detail() -> None:
    vietnamese = "Lấy 120 kg, chỉ còn 95 kg"
    error = submit_error(problem(409, "overdrawn", detail="120 kg of 95", sentence=vietnamese))
    assert (error.code, error.detail) == ("overdrawn", vietnamese)


@pytest.mark.parametrize("language", ["vi", None])
def test_the_ledger_is_told_which_language_is_read(language: str | None) -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return problem(409, "overdrawn")(request)

    transport = httpx.MockTransport(handler)
    with Client(URL, "cm", Log().vkey, language=language, transport=transport) as c:
        with pytest.raises(NguonError):
            c.submit(STATEMENT)
        with pytest.raises(NguonError):
            c.trace("https://ledger.example/p/x/10/1")
    assert [request.headers.get("accept-language") for request in seen] == [language] * 2


def test_a_refusal_without_detail_still_has_its_code() -> None:
    error = submit_error(problem(422, "input_missing", detail=7, field=7))
    assert (error.code, error.detail, error.field) == (
        "input_missing",
        "the ledger gave no detail",
        None,
    )


def test_a_long_detail_is_cut() -> None:
    assert len(submit_error(problem(422, "input_missing", detail="x" * 9999)).detail) == 500


@pytest.mark.parametrize(
    ("handler", "code"),
    [
        (problem(503, "storage_unavailable"), "storage_unavailable"),
        (problem(500, "internal"), "internal"),
        (problem(408, "body_too_slow"), "body_too_slow"),
        (problem(425, "too_early"), "too_early"),
        (problem(429, "quota"), "quota"),
        (problem(404, "unknown_ledger"), "unknown_ledger"),
        (problem(404, "not_found"), "not_found"),
        (problem(405, "method_not_allowed"), "method_not_allowed"),
        (problem(415, "unsupported_media_type"), "unsupported_media_type"),
        (problem(400, "request_malformed"), "request_malformed"),
        (problem(400, "unknown_parameter"), "unknown_parameter"),
        (problem(400, "body_incomplete"), "body_incomplete"),
        (problem(400, "Not A Code"), "answer_unreadable"),
        (problem(400, 7), "answer_unreadable"),
        (answering(500, "oops"), "ledger_unavailable"),
        (answering(502, "bad gateway"), "ledger_unavailable"),
        (answering(429, "slow down"), "ledger_unavailable"),
        (answering(403, b"<html>log in to the wifi"), "answer_unreadable"),
        (
            answering(404, {"code": "overdrawn", "detail": "not a problem document"}),
            "answer_unreadable",
        ),
        (answering(400, b"{", Content_Type="application/problem+json"), "answer_unreadable"),
        (answering(200, b"<html>welcome to the hotel"), "answer_unreadable"),
        (answering(200, ["not", "an", "object"]), "answer_unreadable"),
        (answering(302, b"", Location="https://portal.example/"), "redirect_refused"),
        (answering(308, b"", Location=f"{URL}/elsewhere"), "redirect_refused"),
        (answering(201, b" " * ((1 << 20) + 1)), "answer_too_large"),
    ],
)
def test_what_says_nothing_about_the_statement_means_try_later(handler: Handler, code: str) -> None:
    error = submit_error(handler)
    assert error.code == code
    assert isinstance(error, TryLater)


def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.path)
        return answering(307, b"", Location="/elsewhere")(request)

    submit_error(handler)
    assert seen == ["/base/log/cm/statements"]


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"Retry_After": "7"}, 7.0),
        ({"Retry_After": "0"}, 0.0),
        ({"Retry_After": "-7"}, None),
        ({"Retry_After": "soon"}, None),
        ({"Retry_After": "9999999"}, None),
        ({"Retry_After": "Sat, 14 Mar 2026 14:31:00 GMT"}, None),
        (
            {
                "Retry_After": "Sat, 14 Mar 2026 14:31:00 GMT",
                "Date": "Sat, 14 Mar 2026 14:30:00 GMT",
            },
            60.0,
        ),
        (
            {
                "Retry_After": "Sat, 14 Mar 2026 14:29:00 GMT",
                "Date": "Sat, 14 Mar 2026 14:30:00 GMT",
            },
            0.0,
        ),
        ({}, None),
    ],
)
@pytest.mark.parametrize("kind", ["application/problem+json", "text/html"])
def test_retry_after_is_read(headers: dict[str, str], seconds: float | None, kind: str) -> None:
    value = {"code": "busy", "detail": "x"}
    error = submit_error(answering(503, value, **{**headers, "Content_Type": kind}))
    assert isinstance(error, TryLater)
    assert error.retry_after == seconds


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("no route"),
        httpx.ReadTimeout("slow"),
        httpx.RemoteProtocolError("cut off"),
        httpx.DecodingError("garbled"),
    ],
)
def test_a_broken_line_means_try_later(failure: Exception) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise failure

    error = submit_error(handler)
    assert (error.code, isinstance(error, TryLater)) == ("ledger_unreachable", True)
    assert error.detail == f"ledger.example: {failure}"


def test_a_failure_without_words_is_named_by_its_kind() -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("")

    assert submit_error(handler).detail == "ledger.example: ReadTimeout"


def test_an_answer_may_be_as_long_as_its_bound_and_no_longer() -> None:
    with httpx.Client(transport=httpx.MockTransport(answering(200, b"x" * 10))) as http:
        transport, request = Transport(http, 10.0), http.build_request("GET", URL)
        assert transport.exchange(request, max_bytes=10).body == b"x" * 10
        with pytest.raises(TryLater, match="answer_too_large"):
            transport.exchange(request, max_bytes=9)


def test_an_answer_that_drips_without_end_is_given_up() -> None:
    ticks = iter(range(1000))

    def drip(_: httpx.Request) -> httpx.Response:
        return httpx.Response(200, content=(b" " for _ in range(100)))

    with httpx.Client(transport=httpx.MockTransport(drip)) as http:
        transport = Transport(http, 10.0, clock=lambda: float(next(ticks)))
        with pytest.raises(TryLater, match="did not end in time"):
            transport.exchange(http.build_request("GET", URL), max_bytes=1000)
    assert next(ticks) < 20


def test_over_a_real_connection_a_cut_answer_is_not_recorded_and_a_second_try_is() -> None:
    with serving(Log()) as server, Client(server.url, "cm", server.log.vkey) as c:
        for word in ("drop_before", "drop_after", "half"):
            server.plan.append(word)
            with pytest.raises(TryLater, match="ledger_unreachable"):
                c.submit(word.encode())
        again = c.submit(b"half")
        assert (again.index, again.is_new) == (1, False)
        assert server.log.entries == [b"drop_after", b"half"]


def _batch(log: Log, *words: str) -> tuple[list[bytes], bytes]:
    """Return statements and the answer's lines: a receipt, or what the word says."""
    statements = [f"s{i}".encode() for i in range(len(words))]
    for statement, word in zip(statements, words, strict=True):
        if word in {"ok", "old", "liar"}:
            log.add(statement)
    lines = []
    for statement, word in zip(statements, words, strict=True):
        if word in {"ok", "old", "liar"}:
            value = {"status": 200 if word == "old" else 201, **log.receipt(log.add(statement)[0])}
            value |= {"index": 99} if word == "liar" else {}
        elif word == "junk":
            value = {"status": "503", "code": "busy"}
        else:
            status = {"busy": 503, "overdrawn": 409}[word]
            value = {"status": status, "code": word, "detail": "d", "field": "f"}
        lines.append(json.dumps(value).encode() + b"\n")
    return statements, b"".join(lines)


def test_a_batch_has_an_outcome_a_line_in_order() -> None:
    log = Log()
    statements, answer = _batch(log, "ok", "overdrawn", "old", "busy", "liar", "junk")
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answering(200, answer, Content_Type="application/x-ndjson")(request)

    with client(handler, log) as c:
        found = c.submit_batch(statements)
    assert [(f.index, f.is_new) for f in found if isinstance(f, Recorded)] == [
        (0, True),
        (1, False),
    ]
    errors = [(i, f.code, type(f)) for i, f in enumerate(found) if isinstance(f, NguonError)]
    assert errors == [
        (1, "overdrawn", NguonError),
        (3, "busy", TryLater),
        (4, "receipt_bad", TryLater),
        (5, "answer_unreadable", TryLater),
    ]
    [request] = seen
    assert str(request.url) == f"{URL}/log/cm/statements/batch"
    assert request.headers["content-type"] == "application/jose"
    assert request.content == b"".join(s + b"\n" for s in statements)


def test_a_batch_answer_that_is_cut_off_leaves_the_rest_for_later() -> None:
    log = Log()
    statements, answer = _batch(log, "ok", "ok", "ok")
    for cut in (len(answer) - 1, len(answer.split(b"\n")[0]) + 1, 0):
        with client(answering(200, answer[:cut]), log) as c:
            found = c.submit_batch(statements)
        whole = answer[:cut].count(b"\n")
        assert [isinstance(f, Recorded) for f in found] == [True] * whole + [False] * (3 - whole)
        assert all(isinstance(f, TryLater) for f in found[whole:])


def test_a_batch_with_receipts_in_the_wrong_order_is_not_believed() -> None:
    log = Log()
    statements, answer = _batch(log, "ok", "ok")
    first, second, _ = answer.split(b"\n")
    with client(answering(200, second + b"\n" + first + b"\n"), log) as c:
        found = c.submit_batch(statements)
    assert [f.code for f in found if isinstance(f, TryLater)] == ["receipt_bad"] * 2


def test_more_outcomes_than_statements_are_no_answer() -> None:
    log = Log()
    statements, answer = _batch(log, "ok")
    with (
        client(answering(200, answer * 2), log) as c,
        pytest.raises(TryLater, match="more outcomes"),
    ):
        c.submit_batch(statements)


@pytest.mark.parametrize("count", [0, 4097])
def test_a_batch_has_bounds(count: int) -> None:
    with client(answering(200)) as c, pytest.raises(NguonError, match="batch_size"):
        c.submit_batch([STATEMENT] * count)


def test_a_trace_is_asked_for_by_its_identifier() -> None:
    seen: list[httpx.URL] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(200, content=b"{}")

    asked = "https://id.gs1.org/01/08930000000002/10/L1"
    with client(handler) as c:
        assert c.trace(asked) == b"{}"
    [url] = seen
    assert (url.path, dict(url.params)) == ("/base/log/cm/trace", {"id": asked})


def test_a_photo_is_sent_and_its_hash_compared() -> None:
    digest = sha256(b"photo").hexdigest()
    with client(answering(201, {"sha256": digest})) as c:
        assert c.store_attachment(b"photo") == digest
    with (
        client(answering(201, {"sha256": "0" * 64})) as c,
        pytest.raises(NguonError, match=r"^answer_unreadable"),
    ):
        c.store_attachment(b"photo")


def test_a_photo_that_no_event_names_is_the_ledgers_refusal() -> None:
    with (
        client(problem(422, "attachment_unknown")) as c,
        pytest.raises(NguonError, match=r"^attachment_unknown"),
    ):
        c.store_attachment(b"photo")


def test_an_unknown_identifier_is_the_ledgers_answer() -> None:
    with client(problem(404, "unknown_id")) as c, pytest.raises(NguonError, match=r"^unknown_id"):
        c.trace("https://ledger.example/p/x/10/1")


LEDGER = {
    "name": "cm",
    "origin": "ledger.example/log/cm",
    "prefix": "https://ledger.example/log/cm",
    "vkey": Log().vkey,
}


def test_the_ledgers_of_a_server_are_discovered() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == f"{URL}/.well-known/nguon.json"
        return httpx.Response(200, json={"ledgers": [{**LEDGER, "later": 1}]})

    found = discover(URL, transport=httpx.MockTransport(handler))
    assert found == [LedgerInfo(**LEDGER)]


@pytest.mark.parametrize(
    "value", [{}, {"ledgers": {}}, {"ledgers": ["cm"]}, {"ledgers": [{**LEDGER, "vkey": 7}]}, []]
)
def test_a_discovery_that_is_none_is_refused(value: object) -> None:
    with pytest.raises(NguonError, match="answer_unreadable"):
        discover(URL, transport=httpx.MockTransport(answering(200, value)))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "ledger.example",
        "ftp://ledger.example",
        "https://",
        "https://a:b@c.example",
        "https://ledger.example/?q=1",
        "https://a\x00b",
    ],
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(NguonError, match="url_malformed"):
        Client(url, "cm", Log().vkey)
    with pytest.raises(NguonError, match="url_malformed"):
        discover(url)


@pytest.mark.parametrize("name", ["", "../x", "a/b", "đ", "a" * 101])
def test_a_ledger_name_is_plain(name: str) -> None:
    with pytest.raises(NguonError, match="ledger_name_malformed"):
        Client(URL, name, Log().vkey)


def test_a_key_that_is_none_is_refused() -> None:
    with pytest.raises(NguonError, match="vkey_malformed"):
        Client(URL, "cm", "ledger.example/log/cm+00000000+AQ==")
