"""A ledger of millions of entries in seconds: everything real but the signatures of its filling.

Run: ``python -m bench.filler FOLDER ENTRIES``. Two chains go through the ledger; what it wrote for
them is written again for as many as are asked for, each with lots and eventIDs of its own
(bench.chain_rows), straight into SQLite. Entries, leaf hashes, tiles, seals, head and checkpoint
are those of a real ledger: it opens, new statements are appended to it and traced, and
``nguon rebuild`` finds its projections as they are. Only the signatures of the filling are copies
of the first chain's; nothing here verifies them, and an auditor would refuse each.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import sqlite3
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path
from uuid import UUID

from bench.chain_rows import ChainRows, Row, Told, learn, new_rows, parameters, read_tables
from bench.chains import STEPS, Chain, date
from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER, ORIGIN
from bench.people import COOPERATIVES, PROCESSORS
from bench.workload import now_micros
from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.log.tiles import grow_tiles, node_from_tiles
from nguon_ledger.statement import SEAL_TYP, parse_statement, sign_statement
from nguon_ledger.trace.seals import read_seal
from nguon_signer.sealing import sign_event

BATCH = 4096  # entries with their seal
CHAINS = BATCH // STEPS  # in a batch
CHUNK = 8  # batches a transaction
CACHE_KIB = 1 << 19  # the right edges of all trees, and much of the random one of leaf hashes
_FAST = (
    "journal_mode=OFF",
    "synchronous=OFF",
    "locking_mode=EXCLUSIVE",
    f"cache_size=-{CACHE_KIB}",
)  # a bench may lose its ledger
_FORK = multiprocessing.get_context("fork")
_HOURS = 7 * 3_600_000_000


@dataclass(frozen=True)
class Text:
    """A statement around the token of its chain, signature and all."""

    header: str
    payload: tuple[str, ...]
    signature: str

    def write(self, token: str) -> bytes:
        """Return the statement of another chain."""
        payload = b64url_encode(token.join(self.payload).encode())
        return f"{self.header}.{payload}.{self.signature}".encode()


@dataclass(frozen=True)
class Pattern:
    """A chain's statements, and the rows that it leaves."""

    texts: tuple[Text, ...]
    rows: ChainRows


def fill(ledger: LedgerUnderTest, size: int, *, seconds: float = math.inf) -> int:
    """Fill a ledger that nobody serves until it has at least ``size`` entries; return how many.

    ``size`` is reached in whole batches of BATCH. After ``seconds`` it ends with what there is.
    """
    deadline = time.perf_counter() + seconds
    pattern = learn_pattern(ledger)
    with closing(_open(ledger.folder.database)) as connection:
        writer = _Writer(connection, pattern.rows)
        firsts = range(writer.size, size, CHAINS * STEPS + 1)
        with _making(_Maker(pattern.texts, ledger.keys.seal), firsts, writer.time) as batches:
            while time.perf_counter() < deadline and (chunk := list(islice(batches, CHUNK))):
                writer.write(chunk)
        writer.finish(ledger.keys.log)
        return writer.size


def learn_pattern(ledger: LedgerUnderTest) -> Pattern:
    """Let the ledger take in two chains, and compare what it wrote."""
    base = now_micros() - _HOURS
    with ledger.opened() as host, closing(sqlite3.connect(ledger.folder.database)) as store:
        found = host.ledgers[LEDGER]
        size = int(found.checkpoint().split(b"\n")[1])
        tokens = (_token(size), _token(size + 1))
        statements = _sign(tokens[0], base)
        one = _tell(found, store, tokens[0], statements)
        two = _tell(found, store, tokens[1], _sign(tokens[1], base))
    texts = tuple(_text(statement, tokens[0]) for statement in statements)
    return Pattern(texts, learn(one, two))


def _token(number: int) -> str:
    return f"{number:012d}"


def _sign(token: str, base: int) -> list[bytes]:
    identifiers = iter(UUID(f"0198c0de-000{event}-7000-8000-{token}") for event in range(STEPS))
    chain = Chain(COOPERATIVES[0], PROCESSORS[0], f"{date(base)}-F{token}", base)
    events = chain.events(lambda: next(identifiers))
    return [sign_event(event, log=ORIGIN, key=signer.key) for event, signer in events]


def _tell(ledger: Ledger, store: sqlite3.Connection, token: str, statements: list[bytes]) -> Told:
    """Record statements one by one, each under a seal of its own."""
    before = read_tables(store)
    placed = [ledger.submit(statement).result() for statement in statements]
    times = []
    for each in placed:
        seal = parse_statement(ledger.entry(each.index + 1), log=ORIGIN)
        times.append(read_seal(seal.payload, each.index + 1).time)
    rows = new_rows(before, read_tables(store))
    return Told(token, [p.index for p in placed], [p.leaf for p in placed], times, rows)


def _text(statement: bytes, token: str) -> Text:
    header, payload, signature = statement.decode().split(".")
    return Text(header, tuple(b64url_decode(payload).decode().split(token)), signature)


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")]
    if columns != ["ledger", "idx", "leaf", "data"]:
        raise RuntimeError(f"the entries have columns that are not known here: {columns}")
    for pragma in _FAST:
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


@dataclass(frozen=True)
class _Batch:
    """Entries from ``first`` on, the last one a seal, with their leaf hashes and their chains."""

    first: int
    time: int
    entries: list[bytes]
    leaves: list[bytes]
    chains: list[Row]


@dataclass(frozen=True)
class _Maker:
    """Makes the entries of batches, in a process beside the one that writes them."""

    texts: tuple[Text, ...]
    seal_key: Ed25519SigningKey

    def make(self, batches: range, time: int, batch: multiprocessing.Queue[_Batch]) -> None:
        """Put a batch for each first index, a millisecond apart but not in the future."""
        for first in batches:
            time = min(time + 1000, now_micros())
            batch.put(self._make(first, time))

    def _make(self, first: int, time: int) -> _Batch:
        made = _Batch(first, time, [], [], [])
        for at in range(first, first + CHAINS * STEPS, STEPS):
            token = _token(at)
            told = [text.write(token) for text in self.texts]
            hashes = [sha256(b"\0" + data).digest() for data in told]
            made.entries.extend(told)
            made.leaves.extend(hashes)
            made.chains.append(parameters(token, at, time, hashes))
        seal = self._seal(first, first + len(made.entries), time)
        made.entries.append(seal)
        made.leaves.append(leaf_hash(seal))
        return made

    def _seal(self, first: int, index: int, time: int) -> bytes:
        payload = {"time": format_time(time), "from": first, "size": index}
        return sign_statement(
            typ=SEAL_TYP, log=ORIGIN, payload=json.dumps(payload).encode(), key=self.seal_key
        )


@contextmanager
def _making(maker: _Maker, firsts: range, time: int) -> Iterator[Iterator[_Batch]]:
    queue: multiprocessing.Queue[_Batch] = _FORK.Queue(2 * CHUNK)
    process = _FORK.Process(target=maker.make, args=(firsts, time, queue), daemon=True)
    process.start()
    try:
        yield (queue.get() for _ in firsts)
    finally:
        process.terminate()
        process.join()


class _Writer:
    """Appends batches behind what is there."""

    def __init__(self, connection: sqlite3.Connection, rows: ChainRows) -> None:
        self._connection = connection
        self._rows = rows
        self.size: int
        self.time: int
        self.size, self.time = connection.execute(
            "SELECT idx + 1, time FROM seal WHERE ledger = ? ORDER BY idx DESC", (LEDGER,)
        ).fetchone()

    def write(self, batches: Sequence[_Batch]) -> None:
        """Write batches in one transaction, a table after the other."""
        execute = self._connection.executemany
        self._connection.execute("BEGIN")
        for batch in batches:
            rows = zip(batch.leaves, batch.entries, strict=True)
            numbered = ((LEDGER, i, *row) for i, row in enumerate(rows, batch.first))
            execute("INSERT INTO entry VALUES (?, ?, ?, ?)", numbered)
        self._rows.write(self._connection, [row for batch in batches for row in batch.chains])
        seals = [(LEDGER, b.first + len(b.entries) - 1, b.first, b.time) for b in batches]
        execute("INSERT INTO seal VALUES (?, ?, ?, ?)", seals)
        leaves = [leaf for batch in batches for leaf in batch.leaves]
        grown = grow_tiles(size=self.size, leaves=leaves, read=self._tile)
        tiles = ((LEDGER, *key, hashes) for key, hashes in grown.items())
        execute("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?)", tiles)
        self._connection.execute("COMMIT")
        self.size += len(leaves)

    def finish(self, log_key: Ed25519SigningKey) -> None:
        """Write head and checkpoint over all that was appended."""
        root = node_from_tiles((0, self.size), self._tile)
        note = sign_checkpoint(Checkpoint(ORIGIN, self.size, root), log_key)
        self._connection.execute("UPDATE head SET size = ?, root = ?", (self.size, root))
        self._connection.execute("UPDATE checkpoint SET size = ?, note = ?", (self.size, note))
        for pragma in ("locking_mode=NORMAL", "journal_mode=WAL"):
            self._connection.execute(f"PRAGMA {pragma}").fetchall()

    def _tile(self, level: int, number: int) -> bytes:
        row = self._connection.execute(
            "SELECT hashes FROM tile WHERE ledger = ? AND level = ? AND number = ?",
            (LEDGER, level, number),
        ).fetchone()
        return row[0] if row else b""


def main(folder: Path, size: int) -> None:
    """Make a ledger with everybody registered, and fill it."""
    ledger = LedgerUnderTest.create(folder)
    ledger.register_everybody()
    print(fill(ledger, size))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
