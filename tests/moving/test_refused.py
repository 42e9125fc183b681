"""Whatever was done to an export, or whatever is here already: nothing wrong is ever served."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.workbench import Workbench, rows_of
from moving.conftest import check, exported, imported
from nguon_ledger.errors import NguonError
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from nguon_ledger.log.merkle import leaf_hash, root_of
from support.forge import ORIGIN, seeded_key
from support.story import CRAB

REFUSALS = {"export_malformed", "export_refused", "export_differs", "export_gap"}


def refused(path: Path, data: bytes, *, name: str = "test") -> NguonError:
    """Try an import that must fail, and check that nothing is served."""
    served = check(path)
    with pytest.raises(NguonError) as caught:
        imported(path, data, name=name)
    assert check(path) == served
    return caught.value


def parts(export: bytes) -> dict[str, range]:
    """Return where the parts of the export are."""
    note = export.index(b"\n", export.index(b"\n") + 1) + 1
    entries = note + 2 + int.from_bytes(export[note : note + 2], "big")
    end = len(export) - 4
    photo = export.rindex(b"\xff\xd8\xff") - 4
    return {
        "header": range(note),
        "note": range(note, entries),
        "entries": range(entries, photo),
        "photo": range(photo, end),
        "end": range(end, len(export)),
    }


@pytest.mark.parametrize("part", ["header", "note", "entries", "photo", "end"])
def test_a_flipped_byte_in_any_part_is_refused(tmp_path: Path, export: bytes, part: str) -> None:
    places = parts(export)[part]
    chosen = sorted(random.Random(11).sample(places, min(len(places), 24)))
    for number, place in enumerate(chosen):
        data = bytearray(export)
        data[place] ^= 1 << random.Random(place).randrange(8)
        path = tmp_path / f"{number}.db"
        assert refused(path, bytes(data)).code in REFUSALS, place
        path.unlink()


def test_an_entry_that_cannot_stand_is_named(tmp_path: Path, export: bytes) -> None:
    entries = parts(export)["entries"]
    data = bytearray(export)
    first = int.from_bytes(data[entries.start : entries.start + 2], "big")
    data[entries.start + 2 + first - 5] ^= 1  # in the signature of Genesis
    error = refused(tmp_path / "new.db", bytes(data))
    assert (error.code, error.field) == ("export_refused", "0")
    assert rows_of(tmp_path / "new.db")["entry"] == []


@pytest.mark.parametrize("share", [0.0, 0.00001, 0.0005, 0.3, 0.999, 1.0])
def test_a_cut_off_export_is_refused(tmp_path: Path, export: bytes, share: float) -> None:
    data = export[: min(int(len(export) * share), len(export) - 1)]
    assert refused(tmp_path / "new.db", data).code == "export_malformed"
    assert refused(tmp_path / "more.db", export + b"\0").code == "export_malformed"


def with_note(export: bytes, note: bytes) -> bytes:
    place = parts(export)["note"]
    return export[: place.start] + len(note).to_bytes(2, "big") + note + export[place.stop :]


NOTES: dict[str, Callable[[list[bytes]], tuple[int, bytes, str]]] = {
    "another_key": lambda leaves: (len(leaves), root_of(leaves), "another"),
    "another_root": lambda leaves: (len(leaves), root_of(leaves[::-1]), "log"),
}


@pytest.mark.parametrize("make", NOTES.values(), ids=NOTES.keys())
def test_only_what_the_ledgers_key_signed_is_served(
    told: Path,
    tmp_path: Path,
    export: bytes,
    make: Callable[[list[bytes]], tuple[int, bytes, str]],
) -> None:
    size, root, key = make([leaf_hash(row[3]) for row in rows_of(told)["entry"]])
    note = sign_checkpoint(Checkpoint(ORIGIN, size, root), seeded_key(key))
    assert refused(tmp_path / "new.db", with_note(export, note)).code == "export_differs"


def test_a_checkpoint_in_the_midst_of_a_batch_is_refused(
    told: Path, tmp_path: Path, export: bytes
) -> None:
    """The log never signs one, so the entries behind it belong to somebody else's tree."""
    leaves = [leaf_hash(row[3]) for row in rows_of(told)["entry"]][:25]
    note = sign_checkpoint(Checkpoint(ORIGIN, 25, root_of(leaves)), seeded_key("log"))
    assert refused(tmp_path / "new.db", with_note(export, note)).code == "export_refused"


def test_another_ledger_is_not_mixed_in(tmp_path: Path, export: bytes) -> None:
    new = tmp_path / "new.db"
    other = Workbench(tmp_path / "other.db", origin="ledger.example/log/other", name="other")
    other.found()
    other.close()
    strange = exported(tmp_path / "other.db", name="other")
    imported(new, strange, hold=True)
    assert refused(new, export).code == "export_differs"
    imported(new, strange)
    assert refused(new, export).code == "ledger_exists"
    assert refused(new, strange, name="second").code == "ledger_exists"  # the same origin
    assert check(new) == {"test": len(rows_of(tmp_path / "other.db")["entry"])}


def test_another_history_of_the_same_ledger_is_refused(tmp_path: Path) -> None:
    """Two servers went on from one copy; what one recorded does not follow the other's."""
    one = Workbench(tmp_path / "one.db")
    one.found()
    one.close()
    two = one.copy(tmp_path / "two.db")
    two.harvest(f"{CRAB}/10/two")
    two.harvest(f"{CRAB}/10/more")
    two.close()
    one.restart()
    one.harvest(f"{CRAB}/10/one")
    size = one.checkpoint.size
    one.close()
    imported(tmp_path / "new.db", exported(tmp_path / "one.db"), hold=True)
    error = refused(tmp_path / "new.db", exported(tmp_path / "two.db"))
    assert (error.code, error.field) == ("export_differs", str(size - 2))
    tail = exported(tmp_path / "two.db", start=size)
    assert refused(tmp_path / "new.db", tail).code in {"export_differs", "export_refused"}


def test_a_tail_that_begins_behind_what_is_here_says_where_to_begin(
    tmp_path: Path, told: Path
) -> None:
    error = refused(tmp_path / "new.db", exported(told, start=24))
    assert error.code == "export_gap"
    assert "--from 0" in error.detail
    with pytest.raises(NguonError, match="export_gap"):
        exported(told, start=332)
    with pytest.raises(NguonError, match="unknown_ledger"):
        exported(told, name="other")


def test_an_older_export_does_not_take_the_place_of_more(tmp_path: Path) -> None:
    bench = Workbench(tmp_path / "old.db")
    bench.found()
    older = exported(tmp_path / "old.db")
    bench.harvest()
    newer = exported(tmp_path / "old.db")
    bench.close()
    imported(tmp_path / "new.db", newer, hold=True)
    assert refused(tmp_path / "new.db", older).code == "export_differs"


def test_a_photo_that_no_entry_names_is_refused(tmp_path: Path, export: bytes) -> None:
    end = parts(export)["end"].start
    data = export[:end] + (3).to_bytes(4, "big") + b"abc" + export[end:]
    assert refused(tmp_path / "new.db", data).code == "export_differs"
    data = export[:end] + (2**31).to_bytes(4, "big") + b"abc" + export[end:]
    assert refused(tmp_path / "new.db", data).code == "export_malformed"


def test_an_altered_ledger_is_not_exported(store: Path) -> None:
    from engine.workbench import tamper

    tamper(store, "UPDATE entry SET data = x'00' WHERE idx = 77")
    with pytest.raises(NguonError, match="entry 77"):
        exported(store)
