"""What a compiled wheel installs (ADR 24) says what its sources say."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMPILED = ROOT / "build" / "compiled"
# Parsers, rules, evidence, and the frauds from end to end, with the vector files of all of them.
SUITES = ("tests/unit/ledger", "tests/trace", "tests/frauds", "tests/fuzz/test_statements.py")


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """Compile, unless nothing has changed, and return what makes Python use it."""
    made = COMPILED.relative_to(ROOT) / ".made"
    subprocess.run(["make", "--silent", str(made)], cwd=ROOT, check=True)
    return os.environ | {"PYTHONPATH": str(COMPILED)}


def modules() -> list[str]:
    """Return the modules that were compiled."""
    found = (path.relative_to(COMPILED) for path in COMPILED.glob("nguon_*/**/*.so"))
    return sorted(".".join((*path.parent.parts, path.name.partition(".")[0])) for path in found)


def test_the_compiled_modules_are_what_runs(environment: dict[str, str]) -> None:
    names = modules()
    assert {"nguon_ledger.rules.enter", "nguon_ledger.events.reading"} <= set(names)
    program = "import sys\nfor n in sys.argv[1:]: __import__(n); print(sys.modules[n].__file__)"
    done = subprocess.run(
        [sys.executable, "-c", program, *names],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert [Path(file).suffix for file in done.stdout.split()] == [".so"] * len(names)


def test_they_pass_what_their_sources_pass(environment: dict[str, str]) -> None:
    # The suites' own path would put the sources first again.
    options = ("-q", "-m", "not soak", "-o", "pythonpath=tests", "-p", "no:cacheprovider")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *SUITES],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-4000:]
