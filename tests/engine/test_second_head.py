"""The second memory of the head: an older copy of the database is refused, and signs nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from engine.workbench import KEYS, NAME, Workbench, becomes_ready, settled
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.engine.ledger import Recorded
from nguon_ledger.errors import NguonError
from nguon_ledger.keys.signing import Ed25519SigningKey
from nguon_ledger.log.checkpoint import open_checkpoint
from nguon_ledger.store import tables
from nguon_ledger.store.head.file import FileHead
from support.forge import ORIGIN
from support.story import CRAB, Story, genesis


class Remembering(Workbench):
    """A workbench whose ledgers have second heads in a folder."""

    def __init__(self, path: Path, heads: Path) -> None:
        super().__init__(path)
        self.host.close()
        self.heads = heads
        heads.mkdir(exist_ok=True)
        self.host = self.new_host()

    def new_host(self) -> Host:
        options = Options(second_head=self.head_of)
        return Host(self.path, now=self.clock, options=options)

    def head_of(self, name: str) -> FileHead:
        return FileHead(self.heads / f"{name}.checkpoint")

    def restart(self) -> None:
        self.close()
        self.host = self.new_host()
        self.open()

    @property
    def remembered(self) -> int:
        note = self.head_of(NAME).read()
        assert note is not None
        return open_checkpoint(note, self.log).size

    def keep_copy(self) -> Path:
        """Copy the database as it is now, closed in between."""
        self.close()
        kept = self.file.with_name("kept")
        shutil.copy(self.file, kept)
        self.host = self.new_host()
        self.open()
        return kept

    def put_back(self, kept: Path) -> None:
        """Close, and restore the copy: the second head is not rolled back."""
        self.close()
        for file in self.file.parent.glob(f"{self.file.name}*"):
            file.unlink()
        shutil.copy(kept, self.file)
        self.host = self.new_host()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Remembering]:
    bench = Remembering(tmp_path / "nguon.db", tmp_path / "heads")
    bench.found()
    yield bench
    bench.close()


def refusal(bench: Remembering) -> NguonError:
    with pytest.raises(NguonError) as caught:
        bench.open()
    return caught.value


def test_every_checkpoint_is_remembered_before_it_is_answered(bench: Remembering) -> None:
    for number in range(3):
        bench.harvest(f"{CRAB}/10/{number}")
        assert bench.remembered == bench.checkpoint.size


def test_an_older_copy_is_not_opened_and_the_message_tells_sizes(bench: Remembering) -> None:
    kept, old = bench.keep_copy(), bench.checkpoint.size
    bench.harvest(f"{CRAB}/10/lost")
    note = bench.head_of(NAME).read()
    bench.put_back(kept)
    error = refusal(bench)
    assert error.code == "store_rolled_back"
    assert f"ends at {old} entries" in error.detail
    assert f"checkpoint of {old + 2} was signed" in error.detail
    assert bench.head_of(NAME).read() == note
    with pytest.raises(NguonError, match=r"^store_rolled_back"):
        raise bench.host.broken[NAME]


def test_nothing_is_signed_over_an_older_copy(
    bench: Remembering, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = bench.keep_copy()
    bench.harvest(f"{CRAB}/10/lost")
    bench.put_back(kept)
    signed: list[bytes] = []
    sign = Ed25519SigningKey.sign

    def recording(key: Ed25519SigningKey, message: bytes) -> bytes:
        signed.append(message)
        return sign(key, message)

    monkeypatch.setattr(Ed25519SigningKey, "sign", recording)
    assert refusal(bench).code == "store_rolled_back"
    assert signed == []


def test_an_older_copy_under_the_running_ledger_is_refused_too(bench: Remembering) -> None:
    """The file is overwritten in place, so that the open handle reads the old rows."""
    kept = bench.keep_copy()
    bench.harvest(f"{CRAB}/10/lost")
    size, note = bench.remembered, bench.head_of(NAME).read()
    overwritten(bench, kept)
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/next")
    assert bench.refused(statements[0]).code in {"store_inconsistent", "store_rolled_back"}
    assert bench.refused(statements[0]).code == "store_rolled_back"
    with pytest.raises(NguonError, match=rf"^store_rolled_back.* {size} "):
        bench.ledger.check_ready()
    assert bench.head_of(NAME).read() == note


def overwritten(bench: Remembering, kept: Path) -> None:
    """Put the rows of an older copy in place, as a restore by SQL would."""
    with closing(sqlite3.connect(bench.file, isolation_level=None)) as file:
        file.execute("ATTACH ? AS kept", (str(kept),))
        file.execute("BEGIN IMMEDIATE")
        for table in tables.METADATA.sorted_tables:
            name = table.name
            file.execute(f"DELETE FROM main.{name}")  # noqa: S608 (our own names)
            file.execute(f"INSERT INTO main.{name} SELECT * FROM kept.{name}")  # noqa: S608
        file.execute("COMMIT")


def test_a_database_that_is_ahead_goes_on(bench: Remembering) -> None:
    """The power went between the commit and the second head."""
    before = bench.head_of(NAME).read()
    bench.harvest(f"{CRAB}/10/ahead")
    after = bench.head_of(NAME).read()
    bench.close()
    assert after is not None
    bench.head_of(NAME).swap(after, before or b"")
    bench.host = bench.new_host()
    bench.open()
    assert bench.head_of(NAME).read() == after
    bench.harvest(f"{CRAB}/10/on")
    bench.check_log()


def test_a_second_head_that_was_lost_is_made_again(bench: Remembering) -> None:
    (bench.heads / f"{NAME}.checkpoint").unlink()
    bench.restart()
    assert bench.remembered == bench.checkpoint.size
    bench.check_log()


def test_a_second_head_of_another_history_is_refused(bench: Remembering, tmp_path: Path) -> None:
    kept = bench.keep_copy()
    bench.harvest(f"{CRAB}/10/one")
    note = bench.head_of(NAME).read()
    (tmp_path / "fork").mkdir()
    shutil.copy(kept, tmp_path / "fork" / "nguon.db")
    fork = Remembering(tmp_path / "fork" / "nguon.db", tmp_path / "fork")
    fork.sent, fork.time, fork._count = bench.sent.copy(), bench.time, bench._count
    fork.clock.time = bench.clock.time
    fork.open()
    for index in [i for i in fork.sent if i >= fork.checkpoint.size]:
        del fork.sent[index]
    fork.harvest(f"{CRAB}/10/other")
    fork.harvest(f"{CRAB}/10/and-more")
    fork.close()
    other = FileHead(tmp_path / "fork" / f"{NAME}.checkpoint")
    other.swap(other.read(), note or b"")
    fork.host = fork.new_host()
    assert refusal(fork).code == "store_inconsistent"
    fork.close()


def test_a_second_head_that_is_no_checkpoint_of_ours_is_refused(bench: Remembering) -> None:
    note = bench.head_of(NAME).read() or b""
    bench.close()
    for wrong in (b"garbage", note.replace(b"test", b"tent")):
        head = bench.head_of(NAME)
        head.swap(head.read(), wrong)
        bench.host = bench.new_host()
        assert refusal(bench).code == "store_inconsistent"
        bench.host.close()
    bench.host = bench.new_host()
    head.swap(wrong, note)
    bench.open()


def test_a_ledger_whose_database_was_lost_is_not_founded_anew(bench: Remembering) -> None:
    bench.close()
    for file in bench.file.parent.glob(f"{bench.file.name}*"):
        file.unlink()
    host = bench.new_host()
    with pytest.raises(NguonError, match=r"^store_rolled_back"):
        host.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=bench.sent[0])
    assert host.stored() == {}
    host.close()
    bench.host = bench.new_host()


def founding(time: str = "2026-03-01T00:00:00Z") -> bytes:
    story = Story(ORIGIN)
    payload = genesis(story.log.vkey, ORIGIN, time=time)
    return story.entries[story.registry(payload, "union")]


@pytest.mark.parametrize("refused", ["genesis", "second head"])
def test_a_create_cut_short_can_be_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """Before the list of ledgers has it: again, with another Genesis. Behind that: it opens."""
    bench = Remembering(tmp_path / "nguon.db", tmp_path / "heads")
    found = Host._found

    def cut(*_: object, **__: object) -> None:
        raise NguonError("storage_unavailable", "the power went")

    def cut_behind(host: Host, *arguments: Any) -> None:
        found(host, *arguments)
        cut()

    if refused == "genesis":
        monkeypatch.setattr(Host, "_found", cut_behind)
    else:
        monkeypatch.setattr(FileHead, "swap", cut)
    with pytest.raises(NguonError, match=r"^storage_unavailable"):
        bench.host.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=founding())
    monkeypatch.undo()
    bench.host.close()
    bench.host = bench.new_host()
    if refused == "genesis":
        second = founding("2026-03-02T00:00:00Z")
        ledger = bench.host.create(name=NAME, origin=ORIGIN, keys=KEYS, genesis=second)
        assert ledger.entry(0) == second
    else:
        bench.open()
        assert bench.ledger.entry(0) == founding()
    assert bench.remembered == 2
    bench.close()


def test_a_second_head_that_is_away_stops_the_ledger_until_it_is_back(
    bench: Remembering,
) -> None:
    """What the second place does not know is not shown."""
    with bench.unsent() as statements:
        bench.harvest(f"{CRAB}/10/away")
    before, away = bench.ledger.checkpoint(), bench.heads.with_name("away")
    bench.heads.rename(away)
    assert bench.refused(statements[0]).code == "storage_unavailable"
    assert bench.ledger.checkpoint() == before
    away.rename(bench.heads)
    becomes_ready(bench.ledger)
    answer = settled(bench.ledger.submit(statements[0]))
    assert isinstance(answer, Recorded)
    assert bench.accepted(statements[0], answer).is_new is False
    assert bench.remembered == bench.checkpoint.size
