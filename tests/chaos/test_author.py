"""What the clients of a long run send is taken, whatever seed they drew."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from chaos.author import SEEDS, Author
from chaos.scene import BEGUN
from engine.workbench import KEYS, NAME
from nguon_ledger.engine.host import Host, Options
from nguon_ledger.store.head.file import FileHead

ROUNDS = 8


@pytest.mark.parametrize("seed", [SEEDS[1], SEEDS[-1]])
def test_what_an_author_of_any_seed_writes_is_recorded(
    founded: Path, tmp_path: Path, seed: int
) -> None:
    shutil.copytree(founded, tmp_path, dirs_exist_ok=True)
    author = Author(seed, begun=BEGUN)
    author._names = 10**9  # as after a run that never ends
    options = Options(second_head=lambda name: FileHead(tmp_path / f"heads/{name}.checkpoint"))
    host = Host(tmp_path / "nguon.db", now=lambda: BEGUN, options=options)
    try:
        host.open({NAME: KEYS})
        ledger = host.ledgers[NAME]
        for _ in range(ROUNDS):
            for statement in [author.one(), *author.many()]:
                ledger.submit(statement).result(60)
    finally:
        host.close()


def test_a_seed_that_makes_names_too_long_is_refused() -> None:
    """The hour in nanoseconds was one: every statement of every long run was refused."""
    with pytest.raises(ValueError, match="not among"):
        Author(1795325411602996247)
