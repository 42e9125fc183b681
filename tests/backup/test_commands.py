"""``nguon backup`` and ``nguon restore``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from backup.conftest import Folder
from fsck.looking import faults_of
from nguon_cli.main import main


def test_a_backup_beside_the_writer_into_a_folder_says_what_is_not_in_it(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    size = folder.record()
    copies = tmp_path / "copies"
    copies.mkdir()
    assert main(["backup", "--data", str(folder.path), str(copies), "--full"]) == 0
    out = capsys.readouterr().out
    (file,) = copies.iterdir()
    assert re.fullmatch(r"nguon-\d{4}-\d\d-\d\dT\d{6}Z\.db", file.name)
    assert f"test: {size} entries" in out
    assert "keys/ and the operator's folder are not in it" in out
    assert faults_of(file) == []
    named = tmp_path / "named.db"
    assert main(["backup", "--data", str(folder.path), str(named), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["file"], found["full"]) == (str(named), False)
    assert found["ledgers"][0]["entries"] == found["ledgers"][0]["signed"] == size
    assert found["bytes"] == named.stat().st_size
    assert main(["backup", "--data", str(folder.path), str(named)]) == 1
    assert capsys.readouterr().err.startswith("file_exists: ")


def test_a_restore_is_refused_with_its_reason_or_says_what_nobody_remembers(
    folder: Folder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy, data = tmp_path / "copy.db", str(folder.path)
    assert main(["backup", "--data", data, str(copy)]) == 0
    assert main(["restore", str(copy), "--data", data]) == 1
    assert "database_in_use: " in capsys.readouterr().err
    folder.record()
    folder.stop()
    assert main(["restore", str(copy), "--data", data]) == 1
    assert "store_rolled_back: test was signed up to" in capsys.readouterr().err
    assert main(["restore", str(copy), "--data", data, "--read-only"]) == 0
    assert capsys.readouterr().err == ""
    elsewhere = tmp_path / "new"
    assert main(["restore", str(copy), "--data", str(elsewhere), "--json"]) == 0
    done = capsys.readouterr()
    assert json.loads(done.out)["without_second_head"] == ["test"]
    assert faults_of(elsewhere / "nguon.db") == []
    other = ["--second-head", str(folder.path)]
    (elsewhere / "nguon.db").unlink()
    assert main(["restore", str(copy), "--data", str(elsewhere), *other]) == 1
    assert "store_rolled_back" in capsys.readouterr().err
