"""Runs the command as users do: as a program, or through main() where many runs are needed."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nacl.pwhash import argon2id

from nguon_cli.main import main
from nguon_signer.keystore import KdfParameters, Keystore

ROOT = Path(__file__).parents[2]
PASSPHRASE = "một mật khẩu"  # noqa: S105 (it opens what the tests make)
# The least that libsodium takes: a thousandth of what the command itself would choose.
CHEAP = KdfParameters(argon2id.OPSLIMIT_MIN, argon2id.MEMLIMIT_MIN)
# A shell's background job ignores SIGINT, and so would every program started from it.
_RUN = (
    "import signal, sys; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from nguon_cli.main import main; sys.exit(main())"
)
PROGRAM = (
    sys.executable,
    "-W",
    "error",
    "-c",
    _RUN,
)
_PACKAGES = ("ledger", "api", "signer", "schemas", "cli")


@dataclass(frozen=True)
class Done:
    """A run that has ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    def error(self, code: int) -> str:
        """Check that it failed in one clear line, and return the line's code."""
        assert self.code == code, self
        assert self.err.count("\n") == 1, self
        assert "Traceback" not in self.err
        name, colon, sentence = self.err.partition(": ")
        assert colon, self
        assert len(sentence) > 10
        return name


def environment(**more: str) -> dict[str, str]:
    path = os.pathsep.join(str(ROOT / package) for package in _PACKAGES)
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NGUON_", "PYTHON"))}
    plain = {"TZ": "UTC", "LC_ALL": "C.UTF-8"}
    return {**kept, "PYTHONPATH": path, "NGUON_PASSPHRASE": PASSPHRASE, **plain, **more}


def nguon(
    *arguments: object,
    env: Mapping[str, str] | None = None,
    typed: str = "",
    out: int = subprocess.PIPE,
) -> Done:
    """Run the command in a process of its own, away from any terminal."""
    done = subprocess.run(
        [*PROGRAM, *map(str, arguments)],
        env=env or environment(),
        input=typed,
        stdout=out,
        stderr=subprocess.PIPE,
        text=True,
        timeout=120,
        check=False,
        start_new_session=True,  # without a terminal nothing can be asked
    )
    return Done(done.returncode, done.stdout or "", done.stderr)


def well(*arguments: object, env: Mapping[str, str] | None = None) -> Any:
    """Run the command with --json; return what it printed, provided that all went well."""
    done = nguon(*arguments, "--json", env=env)
    assert done.code == 0, (arguments, done)
    return done.json


def quick(*arguments: object, env: Mapping[str, str]) -> Any:
    """Do as ``well`` in this process: for what other tests run as a program."""
    before = dict(os.environ)
    out = io.StringIO()
    os.environ.update(env)
    try:
        with redirect_stdout(out):
            code = main([*map(str, arguments), "--json"])
    finally:
        os.environ.clear()
        os.environ.update(before)
    assert code == 0, (arguments, out.getvalue())
    return json.loads(out.getvalue())


def cheap_keystore(path: Path) -> Path:
    """Make an empty keystore whose passphrase is quickly checked; the command adds to it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Keystore.create(path, passphrase=PASSPHRASE.encode(), kdf=CHEAP)
    return path


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@dataclass(frozen=True)
class Serving:
    """A running ``nguon serve``."""

    process: subprocess.Popen[str]
    ready: Any

    def stop(self, number: signal.Signals = signal.SIGTERM) -> Done:
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=60)
        return Done(self.process.returncode, out, err)


@contextmanager
def server(data: Path, port: int, *options: str) -> Iterator[Serving]:
    """Run ``nguon serve`` while the block runs."""
    process = subprocess.Popen(
        [*PROGRAM, "serve", "--data", str(data), "--port", str(port), "--json", *options],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        assert line, process.communicate(timeout=60)[1]
        yield Serving(process, json.loads(line))
    finally:
        if process.poll() is None:
            process.terminate()
            process.communicate(timeout=60)
