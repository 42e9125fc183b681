"""``nguon export`` and ``nguon import``."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from moving.conftest import check
from nguon_cli.main import main


@pytest.fixture
def old(told: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "old"
    folder.mkdir()
    shutil.copy(told, folder / "nguon.db")
    return folder


def test_a_ledger_moves_by_two_commands(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file, new = str(tmp_path / "test.export"), tmp_path / "new"
    assert main(["export", "test", file, "--data", str(old)]) == 0
    out = capsys.readouterr().out
    assert out == f"{file}: test, entries 0 to 331, 1 photos and papers\n"
    assert main(["export", "test", file, "--data", str(old)]) == 1
    assert capsys.readouterr().err.startswith("file_exists: ")
    arguments = ["import", file, "--ledger", "test", "--data", str(new)]
    assert main([*arguments, "--hold"]) == 0
    assert "nguon export test --from 331" in capsys.readouterr().out
    assert check(new / "nguon.db") == {}
    assert main([*arguments, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["entries"], found["served"]) == (331, True)
    assert check(new / "nguon.db") == {"test": 331}
    assert main(arguments) == 1
    assert capsys.readouterr().err.startswith("ledger_exists: ")


def test_an_import_into_postgresql_can_be_discarded(
    old: Path, tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = str(tmp_path / "test.export")
    place = ["--ledger", "test", "--data", str(tmp_path / "new"), "--database", postgres_url]
    assert main(["export", "test", file, "--data", str(old), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["size"] == 331
    assert main(["import", file, *place, "--hold"]) == 0
    assert main(["import", "--discard", *place]) == 0
    assert "331 imported entries removed" in capsys.readouterr().out
    assert main(["import", file, *place]) == 0
    assert main(["fsck", "--data", str(tmp_path / "new"), "--database", postgres_url]) == 0
    assert "test: sound. 331 entries" in capsys.readouterr().out


def test_a_failed_export_leaves_no_file(
    old: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "test.export"
    assert main(["export", "test", str(file), "--data", str(old), "--from", "999"]) == 1
    assert capsys.readouterr().err.startswith("export_gap: ")
    assert list(tmp_path.iterdir()) == [old]


def test_wrong_usage_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = ["--ledger", "test", "--data", str(tmp_path / "new")]
    assert main(["import", *place]) == 2
    assert main(["import", "x", "--discard", *place]) == 2
    assert main(["import", str(tmp_path / "x"), *place]) == 1
    assert "file_missing" in capsys.readouterr().err
    assert main(["import", "--discard", "--ledger", "t", "--data", str(tmp_path / "no")]) == 1
    assert "data_missing" in capsys.readouterr().err
