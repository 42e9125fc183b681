"""A client of one ledger. Nothing counts as recorded before its receipt is checked here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from types import TracebackType
from typing import Self, TypeVar

import httpx

from nguon_ledger.encoding.base64s import b64_encode
from nguon_ledger.encoding.members import Object
from nguon_ledger.encoding.strict_json import Json, parse_object
from nguon_ledger.errors import NguonError
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.log.note import Verifier
from nguon_ledger.receipt import Receipt, verify_receipt
from nguon_signer.scope import RecallScope, Shipment, read_scope, read_shipments
from nguon_signer.transport import Transport, TryLater, problem_error

T = TypeVar("T")
TIMEOUT = httpx.Timeout(30.0, connect=10.0)
EXCHANGE_SECONDS = 120.0
MAX_ANSWER = 1 << 20
MAX_ANSWER_OF_MANY = 1 << 26
MAX_BUNDLE = 1 << 23  # docs/formats.md, 9
MAX_BATCH_LINES = 4096
_LEDGER = re.compile(r"[A-Za-z0-9._-]{1,100}")


@dataclass(frozen=True)
class Recorded:
    """A statement that the ledger has, by a receipt that was checked.

    ``proof`` is the tlog-proof as received: with the statement it is the evidence to keep.
    """

    receipt: Receipt
    proof: bytes
    is_new: bool

    @property
    def index(self) -> int:
        """The statement's index in the log."""
        return self.receipt.index


@dataclass(frozen=True)
class LedgerInfo:
    """A ledger as a server announces it. Not verified: pin the vkey from elsewhere."""

    name: str
    origin: str
    prefix: str
    vkey: str


class Client:
    """Talks to one ledger at ``base_url``, whose log key ``log_vkey`` was pinned beforehand.

    ``language`` (vi, en, th or bn) is what the ledger's refusals shall be told in. ``transport``
    replaces the network, for tests. Raises NguonError ``url_malformed``,
    ``ledger_name_malformed``, ``vkey_malformed`` or ``weak_key``.
    """

    def __init__(
        self,
        base_url: str,
        ledger: str,
        log_vkey: str,
        *,
        language: str | None = None,
        timeout: httpx.Timeout = TIMEOUT,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        if not _LEDGER.fullmatch(ledger):
            raise NguonError("ledger_name_malformed", f"{ledger[:100]!r} is not a ledger's name")
        self.ledger = ledger
        self._verifier = Verifier.from_vkey(log_vkey)
        self._http = _open(base_url, timeout, transport)
        if language is not None:
            self._http.headers["Accept-Language"] = language
        self._transport = Transport(self._http, EXCHANGE_SECONDS)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def submit(self, statement: bytes) -> Recorded:
        """Submit one statement and check its receipt.

        Sending the same bytes again is safe. Raises NguonError with the ledger's code if it
        refuses the statement; TryLater if it is not known to have it, among them
        ``receipt_bad`` for a receipt that does not hold.
        """
        request = self._post("statements", "application/jose", statement)
        answer = self._transport.exchange(request, max_bytes=MAX_ANSWER)
        return self._recorded(statement, _object(answer.body), is_new=answer.status == 201)

    def submit_batch(self, statements: Sequence[bytes]) -> list[Recorded | NguonError]:
        """Submit 1 to 4,096 statements; return what became of each, in order.

        Every receipt is checked; one that fails becomes a TryLater of its own, as does a line
        that the answer lacks. Raises as submit if the batch as a whole fails, and NguonError
        ``batch_size``.
        """
        if not 1 <= len(statements) <= MAX_BATCH_LINES:
            raise NguonError("batch_size", f"1 to {MAX_BATCH_LINES} statements a batch")
        body = b"".join(statement + b"\n" for statement in statements)
        request = self._post("statements/batch", "application/jose", body)
        answer = self._transport.exchange(request, max_bytes=MAX_ANSWER_OF_MANY)
        lines = answer.body.split(b"\n")[:-1]
        if len(lines) > len(statements):
            raise TryLater("answer_unreadable", "more outcomes than statements")
        cut = [TryLater("answer_unreadable", "the answer ends before this statement's outcome")]
        found = [self._outcome(s, line) for s, line in zip(statements, lines, strict=False)]
        return found + cut * (len(statements) - len(found))

    def trace(self, identifier: str) -> bytes:
        """Fetch the trace bundle of a lot, unit or logistic unit. It is not verified here."""
        return self._get("trace", {"id": identifier}, max_bytes=MAX_BUNDLE)

    def recall_scope(self, identifier: str) -> RecallScope:
        """Ask what a recall of a thing would reach, and who has it. It is not verified here.

        Raises as submit, TryLater ``answer_unreadable`` among them.
        """
        answer = self._get("recall-scope", {"id": identifier}, max_bytes=MAX_ANSWER_OF_MANY)
        return _read(read_scope, answer)

    def shipments(
        self, *, participant: str | None = None, older_than_hours: int | None = None
    ) -> tuple[Shipment, ...]:
        """Ask what is under way: from or to a participant, shipped so many hours ago.

        It is not verified here. Raises as recall_scope.
        """
        asked = {"participant": participant, "older_than_hours": older_than_hours}
        answer = self._get("shipments", asked, max_bytes=MAX_ANSWER_OF_MANY)
        return _read(read_shipments, answer)

    def report(self, begin: str, end: str) -> bytes:
        """Fetch the report from one RFC 3339 time to before another, as JSON.

        It is not verified here. Raises as submit.
        """
        return self._get("report", {"from": begin, "to": end}, max_bytes=MAX_ANSWER_OF_MANY)

    def report_csv(self, begin: str, end: str, *, table: str) -> bytes:
        """Fetch a table of the report as CSV. Raises as submit."""
        asked = {"from": begin, "to": end, "table": table}
        return self._get("report.csv", asked, max_bytes=MAX_ANSWER_OF_MANY)

    def report_xlsx(self, begin: str, end: str) -> bytes:
        """Fetch the report as a spreadsheet. Raises as submit."""
        return self._get("report.xlsx", {"from": begin, "to": end}, max_bytes=MAX_ANSWER_OF_MANY)

    def store_attachment(self, data: bytes) -> str:
        """Send a photo or paper that a recorded event names; return its SHA-256 in hex.

        Sending it again is safe. Raises NguonError with the ledger's code (``attachment_unknown``
        while no recorded event names it), TryLater as submit.
        """
        digest = sha256(data).hexdigest()
        request = self._post("attachments", "application/octet-stream", data)
        answer = self._transport.exchange(request, max_bytes=MAX_ANSWER)
        if _object(answer.body).get("sha256") != digest:
            raise TryLater("answer_unreadable", "the ledger says that it got something else")
        return digest

    def _get(self, path: str, asked: Mapping[str, str | int | None], *, max_bytes: int) -> bytes:
        given = {name: value for name, value in asked.items() if value is not None}
        request = self._http.build_request("GET", f"log/{self.ledger}/{path}", params=given)
        return self._transport.exchange(request, max_bytes=max_bytes).body

    def _post(self, path: str, media_type: str, body: bytes) -> httpx.Request:
        url = f"log/{self.ledger}/{path}"
        headers = {"Content-Type": media_type}
        return self._http.build_request("POST", url, content=body, headers=headers)

    def _outcome(self, statement: bytes, line: bytes) -> Recorded | NguonError:
        try:
            outcome = _object(line)
            status = outcome.get("status")
            if status in {200, 201}:
                return self._recorded(statement, outcome, is_new=status == 201)
        except NguonError as e:
            return e
        return problem_error(outcome) or TryLater("answer_unreadable", "an outcome without a code")

    def _recorded(self, statement: bytes, answer: dict[str, Json], *, is_new: bool) -> Recorded:
        proof = answer.get("proof")
        if not isinstance(proof, str):
            raise TryLater("receipt_bad", "the answer has no proof")
        try:
            data = proof.encode("utf-8")
            receipt = verify_receipt(statement=statement, proof=data, log_verifier=self._verifier)
        except NguonError as e:
            raise TryLater("receipt_bad", f"{e.code}: {e.detail}") from None
        said = answer.get("index"), answer.get("leaf_hash")
        if said != (receipt.index, b64_encode(leaf_hash(statement))):
            raise TryLater("receipt_bad", "the answer and its proof name different entries")
        return Recorded(receipt, data, is_new)


def discover(
    base_url: str,
    *,
    timeout: httpx.Timeout = TIMEOUT,
    transport: httpx.BaseTransport | None = None,
) -> list[LedgerInfo]:
    """Ask a server which ledgers it has (/.well-known/nguon.json; docs/formats.md, 10).

    Raises NguonError ``url_malformed`` or as Client.submit.
    """
    with _open(base_url, timeout, transport) as http:
        request = http.build_request("GET", ".well-known/nguon.json")
        answer = Transport(http, EXCHANGE_SECONDS).exchange(request, max_bytes=MAX_ANSWER)
    listed = _object(answer.body).get("ledgers")
    if not isinstance(listed, list):
        raise _unreadable("no list of ledgers")
    return [_info(entry) for entry in listed]


def _info(entry: Json) -> LedgerInfo:
    names = ("name", "origin", "prefix", "vkey")
    if isinstance(entry, dict):
        found = [value for name in names if isinstance(value := entry.get(name), str)]
        if len(found) == len(names):
            return LedgerInfo(*found)
    raise _unreadable("a ledger without name, origin, prefix and vkey")


def _open(
    base_url: str, timeout: httpx.Timeout, transport: httpx.BaseTransport | None
) -> httpx.Client:
    try:
        url = httpx.URL(base_url)
    except httpx.InvalidURL:
        raise _bad_url(base_url) from None
    if url.scheme not in {"http", "https"} or not url.host or url.query or url.userinfo:
        raise _bad_url(base_url)
    headers = {"User-Agent": "nguon-signer", "Accept-Encoding": "identity"}
    return httpx.Client(base_url=url, headers=headers, timeout=timeout, transport=transport)


def _bad_url(url: str) -> NguonError:
    return NguonError("url_malformed", f"{url[:200]!r} is not an http(s) address", field="base_url")


def _read(read: Callable[[Object], T], body: bytes) -> T:
    try:
        return read(_object(body))
    except TryLater:
        raise
    except NguonError as e:
        raise _unreadable(e.detail) from None


def _object(body: bytes) -> dict[str, Json]:
    try:
        return parse_object(body)
    except NguonError as e:
        raise _unreadable(e.detail) from None


def _unreadable(why: str) -> TryLater:
    return TryLater("answer_unreadable", f"the ledger's answer cannot be read: {why}")
