"""`nguon demo`, as a newcomer starts it: it makes, serves, and serves again."""

from __future__ import annotations

import base64
import io
import json
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from nguon_ledger.trace.bundle import MEDIA_TYPE
from nguon_ledger.trace.pins import parse_pins
from nguon_ledger.trace.verify import Report, examine_bundle

FINE = "https://id.gs1.org/01/09521000000018/21/0017"
TEA = "https://id.gs1.org/01/09521000000025/21/0005"
GIO_AN, RACH_GOC = "/p/tieu-gio-an/21/0009", "/p/hu-rach-goc/21/0004"
ALTERED = "https://id.gs1.org/01/09521000000032/21/0003"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def demo(data: Path, port: int) -> Iterator[str]:
    """Run the demo until its welcome is printed; yield what it printed; stop it with Ctrl-C."""
    log = data.parent / f"demo-{time.monotonic_ns()}.log"
    command = [
        sys.executable,
        "-m",
        "nguon_cli",
        "demo",
        "--data",
        str(data),
        "--port",
        str(port),
    ]
    with log.open("wb") as output:
        running = subprocess.Popen(command, stdout=output, stderr=subprocess.STDOUT)
    try:
        deadline = time.monotonic() + 600
        while "Ctrl-C" not in (text := log.read_text("utf-8")):
            assert running.poll() is None, text
            assert time.monotonic() < deadline, text
            time.sleep(0.1)
        yield text
    finally:
        running.send_signal(signal.SIGINT)
        assert running.wait(timeout=60) == 0, log.read_text("utf-8")


class Demo:
    """A demo that was made once for all tests in this file."""

    def __init__(self, data: Path, port: int, printed: str) -> None:
        self.data = data
        self.port = port
        self.printed = printed
        self.base = f"http://localhost:{port}"

    def report(self, asked: str) -> Report:
        path = re.sub(r"https://[^/]+", "", asked)
        bundle = httpx.get(self.base + path, headers={"Accept": MEDIA_TYPE}).raise_for_status()
        pins = parse_pins(httpx.get(self.base + "/.well-known/nguon.json").content)
        return examine_bundle(bundle.content, pins=pins, asked=asked)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    data, port = tmp_path_factory.mktemp("demo") / "demo-data", free_port()
    with demo(data, port):
        pass
    with demo(data, port) as printed:  # the second start serves what is there
        yield Demo(data, port, printed)


def test_the_fine_jars_verify_and_their_chains_reach_the_harvest(shown: Demo) -> None:
    for asked, first in ((FINE, "harvest"), (TEA, "plucking")):
        report = shown.report(asked)
        assert report.verdict == "verified", report.failure
        assert report.trace is not None
        assert report.trace.chain.events[0].event.step == first
        assert report.flags == ()


def test_the_fine_jar_was_inspected_with_results_within_their_limits(shown: Demo) -> None:
    report = shown.report(FINE)
    assert report.trace is not None
    [inspected] = [e.event for e in report.trace.chain.events if e.event.step == "inspection"]
    assert inspected.disposition == "conformant"
    assert [(r.test, r.is_outside) for r in inspected.results] == [
        ("Salmonella trong 25 g", False),
        ("NaCl, %", False),
    ]


def test_the_flagged_jar_verifies_and_says_what_is_odd_about_it(shown: Demo) -> None:
    report = shown.report(f"https://localhost:{shown.port}{GIO_AN}")
    assert report.verdict == "verified", report.failure
    assert report.trace is not None
    steps = {e.index: e.event.step for e in report.trace.chain.events}
    found = [(flag.rule, steps[flag.index]) for flag in report.flags]
    assert found == [
        ("late", "season"),
        ("late", "fertilizing"),
        ("late", "treating"),
        ("isolation", "harvest"),
        ("yield_high", "drying"),
    ]
    values = {flag.rule: flag.values for flag in report.flags}
    assert values["isolation"] == {"days": "4"}
    assert values["yield_high"] == {"made": "15", "most": "13"}


def test_the_jar_of_a_dissolved_cooperative_verifies_and_names_who_goes_on(shown: Demo) -> None:
    report = shown.report(f"https://localhost:{shown.port}{RACH_GOC}")
    assert (report.verdict, report.flags) == ("verified", ())
    assert report.trace is not None
    people = report.trace.registry.participants
    maker = people[f"https://localhost:{shown.port}/participants/rach-goc"]
    [(_, change)] = maker.changes
    assert change.status == "dissolved"
    assert change.into == (f"https://localhost:{shown.port}/participants/dam-doi",)
    assert people[change.into[0]].registration.name.startswith("Hợp tác xã Đầm Dơi")


def test_a_carton_of_tea_is_under_way(shown: Demo) -> None:
    report = shown.report("https://id.gs1.org/01/09521000000025/21/0021")
    assert report.verdict == "verified", report.failure
    assert report.trace is not None
    assert [e.event.step for e in report.trace.chain.events][-2:] == ["cartoning", "shipping"]


def test_the_recalled_jar_is_wrong_because_it_is_recalled(shown: Demo) -> None:
    report = shown.report(f"https://localhost:{shown.port}/p/tieu-cua/21/0007")
    assert report.failure is not None
    assert (report.verdict, report.failure.code) == ("wrong", "recalled")
    assert report.flags == ()


def test_the_drill_and_the_shipments_that_it_suggests_work(shown: Demo) -> None:
    home = str(shown.data / "operator" / "demo")
    lines = re.findall(r"^.* nguon ((?:recall|shipments) .*)$", shown.printed, re.MULTILINE)
    assert [line.split()[0] for line in lines] == ["recall", "shipments"]
    drill, shipments = (_nguon(*line.split(), "--json") for line in lines)
    assert all(line.endswith(home) for line in lines)
    assert [lot["id"] for lot in drill["lots"]] == [
        f"https://localhost:{shown.port}/p/tieu-cua/10/P3"
    ]
    assert (drill["units"], drill["under_way"]) == (240, [])
    assert {s["receiver"]["name"] for s in shipments["shipments"]} == {"Cửa hàng nông sản (ví dụ)"}


def test_the_altered_jar_is_wrong_at_the_altered_entry(shown: Demo) -> None:
    report = shown.report(ALTERED)
    assert report.failure is not None
    assert (report.verdict, report.failure.code) == ("wrong", "inclusion_failed")
    index = report.failure.index
    entry = httpx.get(f"{shown.base}/log/altered/entries/{index}").text
    assert "61.6" in _payload(entry)


def test_it_prints_the_jars_and_a_second_start_makes_nothing_new(shown: Demo) -> None:
    fine, altered = "/01/09521000000018/21/0017", "/01/09521000000032/21/0003"
    for path in (fine, GIO_AN, RACH_GOC, "/p/tieu-cua/21/0007", altered):
        assert shown.base + path in shown.printed
    assert "Making two ledgers" not in shown.printed


def test_the_label_sheets_decode_to_the_jars(shown: Demo) -> None:
    sheet = pypdfium2.PdfDocument(shown.data / "labels" / "hu-ba-khia.pdf")
    page = sheet[0].render(scale=4).to_pil()
    found = {code.text for code in zxingcpp.read_barcodes(page)}
    assert shown.base + "/01/09521000000018/21/0001" in found
    assert len(found) == 24
    sheet.close()


def test_the_picture_in_the_labelling_step_is_kept_and_is_the_label(shown: Demo) -> None:
    report = shown.report(FINE)
    assert report.trace is not None
    (picture,) = [a for e in report.trace.chain.events for a in e.event.attachments]
    data = httpx.get(f"{shown.base}/log/demo/attachments/{picture.sha256}").content
    assert sha256(data).hexdigest() == picture.sha256
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(data)))
    assert code.text == shown.base + "/01/09521000000018/21/0001"


def test_the_passphrase_and_the_keys_are_private(shown: Demo) -> None:
    for name in ("passphrase", "keys/server.keys", "keys/operator.keys", "people.keys"):
        assert (shown.data / name).stat().st_mode & 0o777 == 0o600, name


def test_a_folder_with_something_else_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    command = [sys.executable, "-m", "nguon_cli", "demo", "--data", str(tmp_path)]
    done = subprocess.run(
        [*command, "--port", str(free_port())], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "folder_in_use" in done.stderr
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_ledger_with_a_passphrase_beside_it_is_no_demo(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("of somebody's ledger")
    (tmp_path / "nguon.db").write_text("somebody's ledger")
    assert "folder_in_use" in _refused(tmp_path, free_port())
    assert (tmp_path / "nguon.db").exists()


def test_a_finished_demo_is_not_wiped_for_another_port(shown: Demo) -> None:
    assert f"--port {shown.port}" in _refused(shown.data, free_port())
    assert shown.report(FINE).verdict == "verified"


def _refused(data: Path, port: int) -> str:
    command = [sys.executable, "-m", "nguon_cli", "demo", "--data", str(data), "--port", str(port)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    return done.stderr


def _nguon(*arguments: str) -> Any:
    command = [sys.executable, "-m", "nguon_cli", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_port_in_use_is_said_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "-m", "nguon_cli", "demo", "--data", str(tmp_path / "d")]
        done = subprocess.run(
            [*command, "--port", str(port)], capture_output=True, text=True, check=False
        )
    assert done.returncode == 1
    assert "port_in_use" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "d").exists()


def _payload(entry: str) -> str:
    part = entry.split(".")[1]
    text = base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)).decode()
    return json.dumps(json.loads(text))
