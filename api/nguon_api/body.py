"""Reading a request's body within its limits, whatever Content-Length claims."""

from __future__ import annotations

import asyncio

from starlette.requests import ClientDisconnect, Request

from nguon_api.negotiate import media_type_of
from nguon_api.request_record import record_of
from nguon_ledger.errors import NguonError


def check_media_type(request: Request, *allowed: str) -> None:
    """Refuse a body of another type. Raises NguonError ``unsupported_media_type``."""
    found = media_type_of(request.headers)
    if found not in allowed:
        raise NguonError(
            "unsupported_media_type",
            f"{found or 'no media type'!r} where {' or '.join(allowed)} is expected",
            field="Content-Type",
        )
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise NguonError(
            "unsupported_media_type", "send the body uncompressed", field="Content-Encoding"
        )


async def read_body(request: Request, *, limit: int, seconds: float, too_large: str) -> bytes:
    """Read at most ``limit`` bytes within ``seconds``, out of the request's share of memory.

    Raises NguonError with the code ``too_large``, or ``body_incomplete``, ``body_too_slow`` or
    ``overloaded``.
    """
    _check_announced(request, limit, too_large)
    try:
        async with asyncio.timeout(seconds):
            return await _read(request, limit, too_large)
    except TimeoutError:
        raise NguonError("body_too_slow", f"not complete after {seconds:g} seconds") from None
    except ClientDisconnect:
        raise NguonError("body_incomplete", "the connection closed before the end") from None


def _check_announced(request: Request, limit: int, too_large: str) -> None:
    # Saves the client an upload that will be refused; _read does not rely on it.
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced[:20]) > limit:
        raise _too_large(limit, too_large)


async def _read(request: Request, limit: int, too_large: str) -> bytes:
    body, share = bytearray(), record_of(request.scope).share
    async for chunk in request.stream():
        body += chunk
        if len(body) > limit:
            raise _too_large(limit, too_large)
        if share is not None:
            share.grow_to(len(body))
    return bytes(body)


def _too_large(limit: int, code: str) -> NguonError:
    return NguonError(code, f"the body has more than {limit} bytes")
