"""How much of a body that nobody wants is read before the server hangs up."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from starlette.responses import Response
from starlette.types import Message, Receive, Scope, Send

from nguon_api.unread import Unread

CHUNK = 2**16
SCOPE = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"9" * 9)]}


def serve(
    status: int, *, chunks: int, headers: Any = SCOPE["headers"]
) -> tuple[int, list[Message]]:
    """Answer at once with ``status``; return how many chunks were read, and what was sent."""
    read = 0
    sent: list[Message] = []

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        await Response(status_code=status)(scope, receive, send)

    async def receive() -> Message:
        nonlocal read
        read += 1
        return {"type": "http.request", "body": b"x" * CHUNK, "more_body": read < chunks}

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(Unread(answer)({**SCOPE, "headers": headers}, receive, send))
    return read, sent


def hangs_up(sent: list[Message]) -> bool:
    return (b"connection", b"close") in sent[0]["headers"]


def test_a_flood_is_read_for_one_mib() -> None:
    read, sent = serve(413, chunks=10**9)
    assert read * CHUNK == 2**20
    assert hangs_up(sent)


def test_a_short_rest_is_read_to_its_end() -> None:
    read, sent = serve(413, chunks=3)
    assert read == 3
    assert not hangs_up(sent)


def test_a_client_that_was_too_slow_is_not_waited_for_again() -> None:
    read, sent = serve(408, chunks=3)
    assert read == 0
    assert hangs_up(sent)


@pytest.mark.parametrize("headers", [[], [(b"content-length", b"0")]])
def test_a_request_without_a_body_is_left_alone(headers: list[tuple[bytes, bytes]]) -> None:
    read, sent = serve(404, chunks=3, headers=headers)
    assert read == 0
    assert not hangs_up(sent)
