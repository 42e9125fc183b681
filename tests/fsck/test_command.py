"""``nguon fsck``."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from engine.workbench import tamper
from nguon_cli import progress
from nguon_cli.main import main
from nguon_ledger.log.checkpoint import Checkpoint, sign_checkpoint
from store.bucket_server import BUCKET, Bucket, in_the_environment
from store.conftest import bucket
from support.forge import ORIGIN, seeded_key

__all__ = ["bucket"]

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def data(told: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(told, folder / "nguon.db")
    return folder


@pytest.fixture
def run(data: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["fsck", "--data", str(data), *arguments])
        return code, *capsys.readouterr()

    return call


def test_a_sound_folder_is_0(run: Run) -> None:
    code, out, err = run()
    assert (code, err) == (0, "")
    assert out.startswith("test: sound. 331 entries (")
    code, out, _ = run("--json")
    found = json.loads(out)
    assert code == 0
    assert found["sound"] is True
    (ledger,) = found["ledgers"]
    assert (ledger["name"], ledger["entries"], ledger["signed"]) == ("test", 331, 331)
    assert ledger["entries_per_second"] > 0


def test_a_fault_is_3_and_named_to_people_and_programs(run: Run, data: Path) -> None:
    tamper(data / "nguon.db", "UPDATE touch SET role = 'input' WHERE idx = 24 AND role = 'made'")
    code, out, err = run()
    assert (code, err) == (3, "")
    assert "WRONG: table touch (subject " in out
    code, out, _ = run("--json")
    assert code == 3
    (fault,) = json.loads(out)["ledgers"][0]["faults"]
    assert (fault["table"], fault["key"]["idx"]) == ("touch", 24)


def test_bytes_that_are_no_text_can_be_printed(run: Run, data: Path) -> None:
    tamper(data / "nguon.db", "UPDATE thing SET holder = CAST(x'ff1b5b' AS TEXT)")
    for arguments in ((), ("--json",)):
        code, out, err = run(*arguments)
        assert (code, err) == (3, "")
        assert "\x1b" not in out
        assert "holder" in out


def test_a_damaged_file_is_3_without_traceback(run: Run, data: Path) -> None:
    with (data / "nguon.db").open("r+b") as file:
        file.seek(4096)
        file.write(bytes(range(256)) * 160)
    code, out, err = run()
    assert (code, err) == (3, "")
    assert "the database file is damaged" in out


def test_the_second_head_is_found_beside_the_database_or_where_it_is_said(
    run: Run, data: Path, tmp_path: Path
) -> None:
    note = sign_checkpoint(Checkpoint(ORIGIN, 333, bytes(32)), seeded_key("log"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for place, more in ((elsewhere, ("--second-head", str(elsewhere))), (data, ())):
        code, out, _ = run(*more)
        assert code == 0
        assert "no second head was found" in out
        assert json.loads(run(*more, "--json")[1])["ledgers"][0]["second_head"] is None
        (place / "heads").mkdir()
        (place / "heads" / "test.checkpoint").write_bytes(note)
        code, out, _ = run(*more)
        assert code == 3
        assert "2 entries behind it are missing" in out
        assert json.loads(run(*more, "--json")[1])["ledgers"][0]["second_head"] == 333


def test_a_second_head_is_read_out_of_an_object_store(
    run: Run, bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever checks only reads: not even a try whether the store knows conditions is put there."""
    in_the_environment(monkeypatch, bucket)
    note = sign_checkpoint(Checkpoint(ORIGIN, 333, bytes(32)), seeded_key("log"))
    bucket.objects["a/heads/test.checkpoint"] = note
    code, out, _ = run("--second-head", f"s3://{BUCKET}/a")
    assert code == 3
    assert "2 entries behind it are missing" in out
    assert list(bucket.objects) == ["a/heads/test.checkpoint"]
    monkeypatch.setenv("NGUON_SECOND_HEAD", f"s3://{BUCKET}/a")
    assert run()[0] == 3
    bucket.is_down = True
    code, _, err = run()
    assert code == 1
    assert err.startswith("storage_unavailable: ")


@pytest.mark.parametrize("option", ["--second-head", "--attachments"])
def test_a_place_that_is_not_mounted_is_not_taken_for_empty(
    run: Run, tmp_path: Path, option: str
) -> None:
    for place in (tmp_path / "gone", (tmp_path / "gone").as_uri()):
        code, _, err = run(option, str(place))
        assert code == 1
        assert err.startswith("data_missing: there is no folder")
    assert not (tmp_path / "gone").exists()


def test_a_ledger_that_is_not_there_is_refused(run: Run) -> None:
    code, _, err = run("--ledger", "other")
    assert code == 1
    assert err.startswith("unknown_ledger: ")
    assert run("--ledger", "test")[0] == 0


def test_a_long_check_tells_how_far_it_is(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.0)
    code, _, err = run()
    assert code == 0
    lines: list[Any] = err.splitlines()
    assert "of 331 entries" in lines[-1]
    assert len(lines) > 5
