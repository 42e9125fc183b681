"""Statements: what is signed, and what is a leaf (docs/formats.md, 3).

A statement is a JWS in compact serialization (RFC 7515). Its ASCII bytes are the log entry, so
what was signed is what is stored and no canonicalization is needed to verify it.
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.jwk import PublicKey
from nguon_ledger.keys.signing import Ed25519SigningKey

EVENT_TYP = "vnd.nguon.event+json"
REGISTRY_TYP = "vnd.nguon.registry+json"
SEAL_TYP = "vnd.nguon.seal+json"

MAX_STATEMENT = 65_535  # what an entry bundle of tlog-tiles can carry
_HEADER = {"alg", "kid", "typ", "log"}
_MAX_CACHED_HEADER = 400  # letters; a header of ours has about 200


class _Header(NamedTuple):
    alg: str
    kid: str
    typ: str
    log: str


class UnverifiedStatement(NamedTuple):
    """A statement whose form is right. Its signature has not been looked at."""

    data: bytes
    alg: str
    kid: str
    typ: str
    log: str
    payload: dict[str, Json]
    signature: bytes

    @property
    def signing_input(self) -> bytes:
        """Header and payload as signed (RFC 7515, 5.2)."""
        return signing_input(self.data)


def parse_statement(data: bytes, *, log: str) -> UnverifiedStatement:
    """Read a statement that was signed for ``log``.

    Raises NguonError ``statement_too_large``, ``jws_malformed``, ``header_malformed``,
    ``wrong_log``, or, for the payload, the codes of encoding.strict_json.parse_object.
    """
    if len(data) > MAX_STATEMENT:
        raise NguonError("statement_too_large", f"more than {MAX_STATEMENT} bytes")
    header_text, payload_bytes, signature = _split(data)
    is_short = len(header_text) <= _MAX_CACHED_HEADER
    header = (_cached_header if is_short else _parse_header)(header_text)
    if header.log != log:
        raise NguonError("wrong_log", f"signed for {header.log[:200]!r}", field="log")
    return UnverifiedStatement(data, *header, parse_object(payload_bytes), signature)


def signing_input(data: bytes) -> bytes:
    """Return header and payload of a statement as they were signed (RFC 7515, 5.2)."""
    return data.rpartition(b".")[0]


def payload_of(data: bytes) -> dict[str, Json]:
    """Return the payload of a statement that was read before."""
    return parse_object(_split(data)[1])


def claimed_key(data: bytes) -> str | None:
    """Return the kid that a statement claims, None if its header cannot be read.

    Nothing is verified: it serves to look the key up before anything costly.
    """
    text, dot, _ = data[: _MAX_CACHED_HEADER + 1].partition(b".")
    try:
        return _cached_header(text.decode("ascii")).kid if dot else None
    except (UnicodeDecodeError, NguonError):
        return None


def verify_signature(statement: UnverifiedStatement, key: PublicKey) -> None:
    """Check the statement against the key registered under its kid.

    The key's type decides the algorithm. Raises NguonError ``algorithm_mismatch`` or
    ``signature_bad``.
    """
    if statement.alg not in key.algorithms:
        raise NguonError(
            "algorithm_mismatch", f"{statement.alg[:40]!r} is not the key's", field="alg"
        )
    key.verify(message=statement.signing_input, signature=statement.signature)


def sign_statement(*, typ: str, log: str, payload: bytes, key: Ed25519SigningKey) -> bytes:
    """Sign JSON ``payload`` bytes for the ledger with origin ``log``."""
    header = {"alg": key.alg, "kid": key.kid, "typ": typ, "log": log}
    text = json.dumps(header, separators=(",", ":"), ensure_ascii=False)
    signed = f"{b64url_encode(text.encode())}.{b64url_encode(payload)}".encode()
    return signed + b"." + b64url_encode(key.sign(signed)).encode()


def _split(data: bytes) -> tuple[str, bytes, bytes]:
    """Return the header as it stands, and the payload and signature as bytes."""
    try:
        header, payload, signature = data.decode("ascii").split(".")
        return header, b64url_decode(payload), b64url_decode(signature)
    except (ValueError, NguonError):  # not ASCII, not three parts, not base64url
        raise _not_a_jws() from None


def _parse_header(text: str) -> _Header:
    try:
        data = b64url_decode(text)
    except NguonError:
        raise _not_a_jws() from None
    try:
        header = parse_object(data)
    except NguonError as e:
        raise NguonError("header_malformed", f"the header is not strict JSON: {e.detail}") from None
    strings = {name: value for name, value in header.items() if isinstance(value, str)}
    if strings.keys() != _HEADER or len(header) != len(_HEADER):
        raise NguonError(
            "header_malformed", "the header has exactly alg, kid, typ and log, strings"
        )
    return _Header(**strings)


# Every statement of a key in a ledger has the same header. Only what can be read is kept.
_cached_header = lru_cache(maxsize=1024)(_parse_header)


def _not_a_jws() -> NguonError:
    return NguonError("jws_malformed", "not three base64url parts with dots between")
