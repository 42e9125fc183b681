"""The help and docs/cli.md say what there is."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import pytest
from typer.main import get_command

from api.raised_codes import raised_codes
from cli.conftest import Call
from cli.running import ROOT
from nguon_api.problems import PROBLEMS
from nguon_cli import exits
from nguon_cli.main import application

DOCS = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")


def _pages(command: Any, path: tuple[str, ...]) -> list[tuple[tuple[str, ...], Any]]:
    inner = getattr(command, "commands", {})
    found = [(path, command)]
    for name, child in inner.items():
        found += _pages(child, (*path, name))
    return found


PAGES = _pages(get_command(application()), ())
LEAVES = [(path, command) for path, command in PAGES if not hasattr(command, "commands")]


@pytest.mark.parametrize("path", [path for path, _ in PAGES], ids=" ".join)
def test_every_page_of_help_can_be_read(call: Call, path: tuple[str, ...]) -> None:
    done = call(*path, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith(f"Usage: {' '.join(('nguon', *path))}")
    assert not {"\x1b", "\b", "╭"} & set(done.out)
    assert max(map(len, done.out.splitlines())) <= 96
    assert "..." not in done.out.partition("Commands:")[2]  # no summary is cut off


@pytest.mark.parametrize(("path", "command"), LEAVES, ids=[" ".join(p) for p, _ in LEAVES])
def test_every_option_is_explained(path: tuple[str, ...], command: Any) -> None:
    for parameter in command.params:
        assert parameter.help, (path, parameter.name)
    names = {option for parameter in command.params for option in parameter.opts}
    assert not {"--passphrase", "--private-key", "--seed"} & names
    if path != ("demo",):
        assert "--json" in names


@pytest.mark.parametrize("arguments", [(), ("key",), ("register",)])
def test_a_bare_command_shows_its_help_as_wrong_usage(
    call: Call, arguments: tuple[str, ...]
) -> None:
    done = call(*arguments)
    assert (done.code, done.out) == (2, "")
    assert "Commands:" in done.err


def test_every_command_is_documented() -> None:
    table = DOCS.partition("## From nothing")[0]
    for path, _ in LEAVES:
        assert f"`nguon {path[0]}" in table, path
        assert f"{path[-1]}`" in table, path


def test_every_exit_code_is_documented() -> None:
    table = DOCS.partition("## Exit codes")[2].partition("## ")[0]
    codes = {value for value in vars(exits).values() if isinstance(value, int)}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", table, re.MULTILINE)} == codes


def test_every_code_of_the_command_is_documented() -> None:
    explained = set(re.findall(r"`([a-z_]+)`", DOCS.partition("## Codes")[2]))
    raised = raised_codes(ROOT / "cli" / "nguon_cli")
    assert len(raised) > 25  # the walk found the source
    assert raised - PROBLEMS.keys() <= explained
    written = _written_codes(ROOT / "signer" / "nguon_signer")
    assert len(written) > 50
    assert written - PROBLEMS.keys() <= explained


def test_no_code_is_documented_that_nothing_raises() -> None:
    explained = set(re.findall(r"^\| (`.*?) \|", DOCS.partition("## Codes")[2], re.MULTILINE))
    codes = {code for row in explained for code in re.findall(r"`([a-z_]+)`", row)}
    sources = "".join(
        path.read_text(encoding="utf-8")
        for package in ("cli/nguon_cli", "signer/nguon_signer", "schemas/nguon_schemas")
        for path in (ROOT / package).rglob("*.py")
    )
    assert [code for code in sorted(codes) if f'"{code}"' not in sources] == []


def test_the_examples_of_the_docs_are_commands(call: Call, tmp_path: Path) -> None:
    """Each has options that exist: it may fail for the world, never for its usage."""
    blocks = "".join(re.findall(r"```sh\n(.*?)```", DOCS, re.DOTALL)).replace("\\\n", " ")
    lines = [line for line in blocks.splitlines() if line.startswith("nguon ")]
    assert len(lines) > 10
    for line in lines:
        if not line.startswith(("nguon init", "nguon serve", "nguon join", "nguon key new")):
            words = shlex.split(line)
            arguments = words[1 : words.index(">")] if ">" in words else words[1:]
            done = call(*arguments, home=tmp_path)
            assert done.code in {0, 1, 4}, (line, done)


def _written_codes(package: Path) -> set[str]:
    """Collect what stands first in the calls that raise; simpler than the walk, and enough."""
    calls = r'(?:NguonError|TryLater|_error|_refused)\(\s*"([a-z_]+)"'
    return {
        code
        for path in package.rglob("*.py")
        for code in re.findall(calls, path.read_text(encoding="utf-8"))
    }
