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
import sqlite3
import sys
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from bench.chain_rows import ChainRows, Told, learn, new_rows, parameters, read_tables
from bench.chains import STEPS, Chain, date
from bench.ledger_under_test import LedgerUnderTest
from bench.names import LEDGER, ORIGIN
from bench.people import COOPERATIVES, PROCESSORS
from bench.workload import now_micros
from nguon_ledger.encoding.base64s import b64url_decode, b64url_encode
from nguon_ledger.encoding.rfc3339 import format_time
from nguon_ledger.engine.ledger import Ledger
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash
from nguon_ledger.log.tiles import grow_tiles, node_from_tiles
from nguon_ledger.statement import SEAL_TYP, parse_statement, sign_statement
from nguon_ledger.trace.seals import read_seal
from nguon_signer.sealing import sign_event

BATCH = 4096  # entries with their seal
CHAINS = BATCH // STEPS  # in a batch
CHUNK = 16  # batches a transaction
CACHE_KIB = 3 << 20  # pages of random keys stay in memory while they are written
_HOURS = 7 * 3_600_000_000


@dataclass(frozen=True)
class Pattern:
    """A chain's statements around its token, and the rows that it leaves."""

    texts: tuple[Callable[[str], bytes], ...]
    rows: ChainRows


def fill(ledger: LedgerUnderTest, size: int) -> int:
    """Fill a ledger that nobody serves until it has at least ``size`` entries; return how many.

    ``size`` is reached in whole batches of BATCH.
    """
    pattern = learn_pattern(ledger)
    with closing(_open(ledger.folder.database)) as connection:
        filling = _Filling(connection, ledger, pattern)
        while filling.size < size:
            filling.write(min(CHUNK, -(-(size - filling.size) // BATCH)))
        filling.finish()
        return filling.size


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
    texts = tuple(_around(statement, tokens[0]) for statement in statements)
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


def _around(statement: bytes, token: str) -> Callable[[str], bytes]:
    """Return how to write the statement about another token, signature and all."""
    header, payload, signature = statement.decode().split(".")
    parts = b64url_decode(payload).decode().split(token)

    def write(other: str) -> bytes:
        return f"{header}.{b64url_encode(other.join(parts).encode())}.{signature}".encode()

    return write


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(database, isolation_level=None)
    columns = [row[1] for row in connection.execute("PRAGMA table_info(entry)")]
    if columns != ["ledger", "idx", "leaf", "data"]:
        raise RuntimeError(f"the entries have columns that are not known here: {columns}")
    for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


class _Filling:
    """Appends chunks of batches behind what is there."""

    def __init__(
        self, connection: sqlite3.Connection, ledger: LedgerUnderTest, pattern: Pattern
    ) -> None:
        self._connection = connection
        self._keys = ledger.keys
        self._pattern = pattern
        self.size, self._time = connection.execute(
            "SELECT idx + 1, time FROM seal WHERE ledger = ? ORDER BY idx DESC", (LEDGER,)
        ).fetchone()
        self._tiles: dict[tuple[int, int], bytes] = {}

    def write(self, batches: int) -> None:
        """Write so many batches in one transaction, a table after the other."""
        entries: list[tuple[str, int, bytes, bytes]] = []
        chains: list[tuple[int | str | bytes | float | None, ...]] = []
        seals = []
        tiles: dict[tuple[int, int], bytes] = {}
        for _ in range(batches):
            first = self.size
            leaves, batch = self._chains(first, chains)
            seal = self._seal(first, first + len(batch))
            leaves.append(leaf_hash(seal))
            batch.append(seal)
            for offset, (leaf, data) in enumerate(zip(leaves, batch, strict=True)):
                entries.append((LEDGER, first + offset, leaf, data))
            grown = grow_tiles(size=first, leaves=leaves, read=self._tile)
            self._tiles.update(grown)
            tiles.update(grown)
            self.size += len(batch)
            seals.append((LEDGER, self.size - 1, first, self._time))
        rows = [(LEDGER, *key, hashes) for key, hashes in tiles.items()]
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO entry VALUES (?, ?, ?, ?)", entries)
        self._pattern.rows.write(self._connection, chains)
        self._connection.executemany("INSERT INTO seal VALUES (?, ?, ?, ?)", seals)
        self._connection.executemany("INSERT OR REPLACE INTO tile VALUES (?, ?, ?, ?)", rows)
        self._connection.execute("COMMIT")
        self._forget()

    def finish(self) -> None:
        """Write head and checkpoint over all that was appended."""
        root = node_from_tiles((0, self.size), self._tile)
        note = sign_checkpoint(Checkpoint(ORIGIN, self.size, root), self._keys.log)
        self._connection.execute("UPDATE head SET size = ?, root = ?", (self.size, root))
        self._connection.execute("UPDATE checkpoint SET size = ?, note = ?", (self.size, note))
        self._connection.execute("PRAGMA journal_mode=WAL").fetchall()

    def _chains(
        self, first: int, chains: list[tuple[int | str | bytes | float | None, ...]]
    ) -> tuple[list[bytes], list[bytes]]:
        """Return leaves and entries of a batch; add the parameters of its chains."""
        self._time = min(self._time + 1000, now_micros())
        leaves: list[bytes] = []
        entries: list[bytes] = []
        for at in range(first, first + CHAINS * STEPS, STEPS):
            token = _token(at)
            told = [write(token) for write in self._pattern.texts]
            hashes = [sha256(b"\0" + data).digest() for data in told]
            entries += told
            leaves += hashes
            chains.append(parameters(token, at, self._time, hashes))
        return leaves, entries

    def _seal(self, first: int, index: int) -> bytes:
        payload = {"time": format_time(self._time), "from": first, "size": index}
        return sign_statement(
            typ=SEAL_TYP, log=ORIGIN, payload=json.dumps(payload).encode(), key=self._keys.seal
        )

    def _tile(self, level: int, number: int) -> bytes:
        key = (level, number)
        if key not in self._tiles:
            row = self._connection.execute(
                "SELECT hashes FROM tile WHERE ledger = ? AND level = ? AND number = ?",
                (LEDGER, *key),
            ).fetchone()
            self._tiles[key] = row[0] if row else b""
        return self._tiles[key]

    def _forget(self) -> None:
        """Keep only the right edge of the tree in memory; the rest is on disk."""
        self._tiles.clear()


def main(folder: Path, size: int) -> None:
    """Make a ledger with everybody registered, and fill it."""
    ledger = LedgerUnderTest.create(folder)
    ledger.register_everybody()
    print(fill(ledger, size))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
