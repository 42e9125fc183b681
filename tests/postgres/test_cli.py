"""A ledger in PostgreSQL by the command: the keys are in the folder, the ledger is not."""

from __future__ import annotations

import json
import stat
from pathlib import Path
from typing import Any

import pytest

from cli.place import init_arguments
from cli.running import cheap_keystore, environment, free_port, nguon, quick, server
from engine.workbench import NAME, Workbench, rows_of
from migrations.earlier import put_into
from nguon_cli.data_folder import DataFolder
from nguon_cli.main import main

URL = "https://nguon.example/"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    for name in ("server.keys", "operator.keys"):
        cheap_keystore(folder / "keys" / name)
    return folder


def test_a_ledger_is_founded_served_and_rebuilt_on_a_server(data: Path, postgres_url: str) -> None:
    quick(*init_arguments(data, URL), "--database", postgres_url, env=environment())
    assert not (data / "nguon.db").exists()
    kept = data / "database.url"
    assert kept.read_text() == f"{postgres_url}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600  # it may hold a password
    assert [row[0] for row in rows_of(postgres_url)["ledger"]] == ["ca-mau"]
    with server(data, free_port()) as serving:
        assert serving.ready["ledgers"] == ["ca-mau"]
    assert quick("rebuild", "--data", data, env=environment())["ledgers"] == [
        {"name": "ca-mau", "entries": 2}
    ]


def test_the_url_may_come_from_the_environment(data: Path, postgres_url: str) -> None:
    there = environment(NGUON_DATABASE=postgres_url)
    quick(*init_arguments(data, URL), env=there)
    assert len(rows_of(postgres_url)["entry"]) == 2


def test_a_database_may_be_named_to_every_command_that_opens_one(
    template: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bench = template.copy(tmp_path / "named")
    entries = len(rows_of(bench.path)["entry"])
    bench.close()
    elsewhere = ["--data", str(tmp_path / "data"), "--database", str(bench.path), "--json"]

    def told(*command: str) -> Any:
        assert main([*command, *elsewhere]) == 0, capsys.readouterr().err
        return json.loads(capsys.readouterr().out)

    assert told("freeze", NAME, "--reason", "moving")["frozen"] == "moving"
    assert [row[2] for row in rows_of(bench.path)["ledger"]] == ["moving"]
    assert told("unfreeze", NAME)["frozen"] is None
    assert [row[2] for row in rows_of(bench.path)["ledger"]] == [None]
    assert told("export", NAME, str(tmp_path / "out"))["size"] == entries
    published = told("publish", "--to", str(tmp_path / "public"), "--once")["ledgers"]
    assert [(one["name"], one["entries"]) for one in published] == [(NAME, entries)]
    assert told("fsck")["ledgers"][0]["entries"] == entries
    assert not (tmp_path / "data").exists()


def test_a_folder_has_one_database(data: Path, postgres_url: str) -> None:
    quick(*init_arguments(data, URL), env=environment())
    again = nguon(*init_arguments(data, URL), "--database", postgres_url)
    assert again.error(1) == "database_taken"
    assert not (data / "database.url").exists()


def test_a_failed_founding_remembers_no_database(data: Path) -> None:
    wrong = nguon(*init_arguments(data, URL), "--database", "mysql://root@localhost/nguon")
    assert wrong.error(1) == "database_unsupported"
    assert "root" not in wrong.err
    assert not (data / "database.url").exists()


def test_a_backup_of_the_folder_would_not_hold_the_ledger(data: Path, postgres_url: str) -> None:
    quick(*init_arguments(data, URL), "--database", postgres_url, env=environment())
    done = nguon("backup", "--data", data, data / "copy.db")
    assert done.error(1) == "database_unsupported"


@pytest.mark.parametrize("noted", [True, False])
def test_an_old_database_is_migrated_and_rebuilt_by_one_command(
    template: Workbench, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, noted: bool
) -> None:
    old = put_into("0001", template, tmp_path / "old", noted=noted)
    command = ["--data", str(tmp_path), "--database", str(old.path)]
    assert main(["rebuild", *command]) == 1
    assert "schema_outdated" in capsys.readouterr().err
    assert main(["migrate", *command, "--json"]) == 0
    entries = len(rows_of(old.path)["entry"])
    assert json.loads(capsys.readouterr().out) == {
        "from": "0001",
        "to": "0003",
        "rebuilt": [{"name": NAME, "entries": entries}],
    }
    assert rows_of(old.path, without=["blob"]) == rows_of(template.path, without=["blob"])
    assert main(["migrate", *command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["rebuilt"] == []


def test_migrating_a_folder_without_a_ledger_makes_none(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate", "--data", str(tmp_path)]) == 1
    assert "data_missing" in capsys.readouterr().err
    assert not DataFolder(tmp_path).database.exists()
