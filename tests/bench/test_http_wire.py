"""The generator knows where an answer ends, whichever way the server says it."""

from __future__ import annotations

import pytest
from bench.http_wire import body_of, header, is_whole, post, status_of

COUNTED = b"HTTP/1.1 201 Created\r\nContent-Length: 5\r\nX: y\r\n\r\nhello"
CHUNKED = (
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"
    b'9\r\n{"a": 1}\n\r\nA\r\n{"b": 10}\n\r\n0\r\n\r\n'
)


@pytest.mark.parametrize("answer", [COUNTED, CHUNKED])
def test_an_answer_is_whole_at_its_last_byte_and_not_before(answer: bytes) -> None:
    assert is_whole(answer)
    assert [n for n in range(len(answer)) if is_whole(answer[:n])] == []


def test_bodies_come_out_of_both_framings() -> None:
    assert body_of(COUNTED) == b"hello"
    assert body_of(CHUNKED) == b'{"a": 1}\n{"b": 10}\n'


def test_a_line_that_ends_with_a_zero_is_no_end() -> None:
    assert not is_whole(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\n0\n\r\n")


def test_the_status_is_read_and_headers_are_found_in_any_case() -> None:
    assert (status_of(COUNTED), status_of(CHUNKED)) == (201, 200)
    assert header(COUNTED.partition(b"\r\n\r\n")[0], b"content-length") == b"5"
    assert header(CHUNKED.partition(b"\r\n\r\n")[0], b"content-length") is None


def test_a_request_tells_the_length_of_its_body() -> None:
    request = post("/x", b"body", host="ledger.example")
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /x HTTP/1.1\r\n")
    assert header(head, b"content-length") == b"4"
    assert body == b"body"
