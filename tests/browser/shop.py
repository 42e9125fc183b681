"""The ba khía story in the real engine, on an SQLite file that can be copied and tampered with."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from browser.impostor import Impostor
from browser.serving import Certificate, Serving
from nguon_api.app import create_app
from nguon_ledger.engine.host import Host
from nguon_ledger.engine.ledger import Ledger, LedgerKeys
from nguon_ledger.statement import EVENT_TYP, SEAL_TYP, parse_statement
from support.forge import ORIGIN, seeded_key
from support.story import Story, whole_story

WEB_ROOT = Path(__file__).parents[2] / "verifier_web"
NAME = "test"
KEYS = LedgerKeys(log=seeded_key("log"), seal=seeded_key("seal"))
JAR_PATH = "/01/08930000000019/21/0001"


@dataclass(frozen=True)
class Shop:
    """A ledger that is being served; ``story`` tells on where its file ends."""

    story: Story
    file: Path
    ledger: Ledger
    impostor: Impostor
    serving: Serving

    @property
    def jar(self) -> str:
        """The address on the story's first jar."""
        return self.serving.url + JAR_PATH

    def record(self, *indices: int) -> None:
        """Submit statements of the story to the real engine."""
        for index in indices:
            self.ledger.submit(self.story.entry(index)).result(timeout=60)

    def stored_index(self, step: str) -> int:
        """Return the index that the engine gave to the first event of a step."""
        for index, data in self._rows():
            statement = parse_statement(data, log=ORIGIN)
            if statement.typ == EVENT_TYP and statement.payload["nguon:step"] == step:
                return index
        raise LookupError(step)

    def stored(self, index: int) -> bytes:
        """Return an entry's bytes as they stand in the file."""
        return dict(self._rows())[index]

    def tamper(self, index: int, data: bytes) -> None:
        """Change an entry behind the server's back."""
        with closing(sqlite3.connect(self.file)) as database, database:
            changed = database.execute("UPDATE entry SET data = ? WHERE idx = ?", (data, index))
            assert changed.rowcount == 1

    def _rows(self) -> list[tuple[int, bytes]]:
        with closing(sqlite3.connect(self.file)) as database:
            return database.execute("SELECT idx, data FROM entry ORDER BY idx").fetchall()


def build(file: Path) -> None:
    """Record the whole story in a new file, through the real engine."""
    story = whole_story()
    with closing(_host(file, story)) as host:
        genesis, *rest = (entry for entry in story.entries if not _is_seal(entry))
        ledger = host.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=genesis)
        for entry in rest:
            ledger.submit(entry).result(timeout=60)


def copy(file: Path, to: Path) -> Path:
    """Copy a file that ``build`` made, for a server of its own."""
    assert not file.with_name(file.name + "-wal").exists()  # closed, so the file is all of it
    shutil.copyfile(file, to)
    return to


@contextmanager
def opened(file: Path, *, certificate: Certificate | None = None) -> Iterator[Shop]:
    """Serve a file that ``build`` made."""
    story = whole_story()
    with closing(_host(file, story)) as host:
        host.open({NAME: KEYS})
        impostor = Impostor(create_app(host, web_root=WEB_ROOT))
        serving = Serving(impostor, certificate=certificate)
        try:
            yield Shop(story, file, host.ledgers[NAME], impostor, serving)
        finally:
            serving.stop()


def _host(file: Path, story: Story) -> Host:
    return Host(file, now=lambda: story.time)


def _is_seal(entry: bytes) -> bool:
    return parse_statement(entry, log=ORIGIN).typ == SEAL_TYP
