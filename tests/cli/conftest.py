from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.place import Place
from cli.running import Done, environment, free_port, server, well
from nguon_cli.main import main

Call = Callable[..., Done]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """Serve a ledger with a whole story in it, recorded through the command."""
    place = Place(tmp_path_factory.mktemp("told"), free_port())
    place.init(well)
    with server(place.data, place.port):
        place.join()
        place.register()
        place.tell()
        yield place


@pytest.fixture
def call(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Call:
    """Return a way to run the command in this process, where many runs would take too long."""
    for name, value in environment(NGUON_HOME=str(tmp_path / "home")).items():
        if name.startswith("NGUON_"):
            monkeypatch.setenv(name, value)

    def run(*arguments: object, home: Path | None = None) -> Done:
        if home is not None:
            monkeypatch.setenv("NGUON_HOME", str(home))
        capsys.readouterr()
        code = main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Done(code, out, err)

    return run
