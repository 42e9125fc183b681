"""The wheel, installed into an empty environment outside the repository, serves the page."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str, cwd: Path) -> str:
    """Run outside the repository, with nothing of it on the path."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "VIRTUAL"))}
    done = subprocess.run(
        command, cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel, install it, and return the environment's folder."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
    run(*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT), cwd=folder)
    (wheel,) = folder.glob("nguon-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", str(folder / "venv"), cwd=folder)
    python = str(folder / "venv" / "bin" / "python")
    constraints = str(ROOT / "constraints.txt")
    # Python compiles what it loads: compiling all that is installed takes most of pip's time.
    install = ("--python", python, "install", "--no-compile", "-c", constraints, str(wheel))
    run(*pip, *install, cwd=folder)
    return folder / "venv"


def test_the_installed_command_serves_a_jar_and_the_page_as_in_git(
    installed: Path, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [str(installed / "bin" / "nguon"), "demo", "--data", "data", "--port", str(port)]
    output = (tmp_path / "log").open("wb")
    running = subprocess.Popen(command, cwd=tmp_path, stdout=output, stderr=subprocess.STDOUT)
    try:
        base = f"http://localhost:{port}"
        _wait_for(tmp_path / "log", running)
        page = httpx.get(f"{base}/01/09521000000018/21/0017", headers={"Accept": "text/html"})
        assert page.content == (ROOT / "verifier_web" / "scan.html").read_bytes()
        for file in ("app.js", "style.css", "verify/verify.js", "locales/bn.js"):
            served = httpx.get(f"{base}/verify/{file}").raise_for_status().content
            assert served == (ROOT / "verifier_web" / file).read_bytes(), file
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(timeout=60)
        output.close()


def _wait_for(log: Path, running: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + 300
    while "Ctrl-C" not in log.read_text("utf-8"):
        assert running.poll() is None, log.read_text("utf-8")
        assert time.monotonic() < deadline
        time.sleep(0.1)
