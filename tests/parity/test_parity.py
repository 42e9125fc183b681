"""Python and JavaScript judge alike: on every vector, and on evidence mutated at random.

The seed is fixed; NGUON_PARITY_SEED and NGUON_PARITY_ROUNDS widen the search.
"""

from __future__ import annotations

import base64
import copy
import json
import os
import random
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from nguon_ledger.errors import NguonError
from nguon_ledger.rules.catalog import FLAG, rules
from nguon_ledger.trace.pins import parse_pins
from nguon_ledger.trace.verify import examine_bundle
from support import liar
from support.attacks import Attack
from support.dealer import deal
from support.liar import lie
from support.story import CRAB_LOT, lot

ROOT = Path(__file__).parents[2]
NODE_SIDE = ROOT / "tests" / "js" / "verify_stdin.mjs"
SEED = int(os.environ.get("NGUON_PARITY_SEED", "20260301"))
ROUNDS = int(os.environ.get("NGUON_PARITY_ROUNDS", "800"))

# Refusals that random trade meets whatever the seed is; the others have their vectors.
COMMON = {
    "blocked", "in_transit", "input_missing", "lot_number_missing", "not_holder", "not_in_transit",
    "not_packed", "overdrawn", "overserialised", "recalled", "recalled_moved", "receiver_missing",
    "release_foreign", "result_contradicts", "role_missing", "shipment_partial", "unit_mismatch",
}  # fmt: skip

Job = dict[str, Any]


def python_says(job: Job) -> Job:
    pins = parse_pins(json.dumps(job["pins"]).encode())
    report = examine_bundle(base64.b64decode(job["bundle"]), pins=pins, asked=job["asked"])
    failure = report.failure
    return {
        "verdict": report.verdict,
        "step": failure.step if failure else 0,
        "code": failure.code if failure else "",
        "index": failure.index if failure else None,
        "subject": failure.subject if failure else None,
        "flags": [asdict(flag) for flag in report.flags],
    }


def javascript_says(jobs: list[Job]) -> list[Job]:
    """Judge in as many node processes as there are cores; the order is that of the jobs."""
    size = len(jobs) // (os.cpu_count() or 1) + 1
    parts = [jobs[start : start + size] for start in range(0, len(jobs), size)]
    with ThreadPoolExecutor(len(parts)) as threads:
        return [judgement for part in threads.map(_node_says, parts) for judgement in part]


def _node_says(jobs: list[Job]) -> list[Job]:
    lines = "".join(json.dumps(job) + "\n" for job in jobs)
    done = subprocess.run(
        ["node", str(NODE_SIDE)], input=lines, capture_output=True, text=True, check=True
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def vectors() -> list[Job]:
    found = json.loads((ROOT / "tests" / "vectors" / "bundles.json").read_text("utf-8"))
    return [
        {
            "bundle": base64.b64encode(v["bundle"].encode()).decode(),
            "pins": v["pins"],
            "asked": v["asked"],
        }
        for v in found
    ]


def mutated(job: Job, chance: random.Random) -> Job:
    """Change a bundle as a liar or a broken disk might."""
    data = bytearray(base64.b64decode(job["bundle"]))
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        chance.choice((_flip, _cut, _repeat, _swap, _digit))(data, chance)
    return job | {"bundle": base64.b64encode(bytes(data)).decode()}


def _flip(data: bytearray, chance: random.Random) -> None:
    position = chance.randrange(len(data))
    data[position] ^= 1 << chance.randrange(8)


def _cut(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice((1, 2, 40, 400))]


def _repeat(data: bytearray, chance: random.Random) -> None:
    start = chance.randrange(len(data))
    piece = data[start : start + chance.randrange(1, 200)]
    position = chance.randrange(len(data))
    data[position:position] = piece


def _swap(data: bytearray, chance: random.Random) -> None:
    """Exchange two whole entries' statements, or two nodes: the JSON stays well-formed."""
    value = _as_json(data)
    if value is None:
        return
    rows = value["entries"] if chance.random() < 0.5 else value["nodes"]
    if len(rows) < 2:
        return
    a, b = chance.sample(range(len(rows)), 2)
    if isinstance(rows[a], dict):
        rows[a]["statement"], rows[b]["statement"] = rows[b]["statement"], rows[a]["statement"]
    else:
        rows[a], rows[b] = rows[b], rows[a]
    data[:] = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _digit(data: bytearray, chance: random.Random) -> None:
    """Change a number or drop an entry: the JSON stays well-formed."""
    value = _as_json(data)
    if value is None or not value["entries"]:
        return
    row = chance.randrange(len(value["entries"]))
    if chance.random() < 0.5:
        del value["entries"][row]
    else:
        value["entries"][row]["index"] += chance.choice((-1, 1, 1000, 2**40))
    data[:] = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _as_json(data: bytearray) -> Any:
    try:
        value = json.loads(bytes(data))
        whole = [{"index", "statement"} == row.keys() for row in value["entries"]]
        return value if all(whole) and isinstance(value["nodes"], list) else None
    except (ValueError, KeyError, TypeError, AttributeError):
        return None  # an earlier change broke it


def compare(jobs: list[Job]) -> list[Job]:
    """Return the Python judgements after comparing each with JavaScript's."""
    mine = [python_says(job) for job in jobs]
    for job, ours, theirs in zip(jobs, mine, javascript_says(jobs), strict=True):
        assert theirs == ours, base64.b64decode(job["bundle"])[:2000]
    return mine


def test_both_languages_judge_every_vector_alike() -> None:
    compare(vectors())


def test_both_languages_judge_mutated_evidence_alike() -> None:
    chance = random.Random(SEED)
    pool = vectors()
    jobs = [mutated(chance.choice(pool), chance) for _ in range(ROUNDS)]
    steps = {judgement["step"] for judgement in compare(jobs)}
    assert steps >= {1, 2, 3}, "the search is too tame"


def told(tell: Callable[[random.Random], Attack], seed: int, rounds: int) -> list[Job]:
    chance = random.Random(seed)
    attacks = [tell(chance) for _ in range(rounds)]
    return [
        {"bundle": base64.b64encode(t.bundle).decode(), "pins": t.pins, "asked": t.asked}
        for t in attacks
    ]


def test_both_languages_judge_signed_lies_alike() -> None:
    steps = {judgement["step"] for judgement in compare(told(lie, SEED, ROUNDS))}
    assert steps >= {0, 5, 6, 7, 8, 9, 10}, "the search is too tame"


def test_a_lie_leaves_what_lies_are_made_of_as_it_is() -> None:
    """Else a value comes to hold itself after some thousands, and no failure is told again."""
    chance, values = random.Random(SEED), copy.deepcopy(liar._VALUES)
    for _ in range(1000):
        payload = lot(CRAB_LOT, 1)
        for _ in payload.copy():
            liar._change(payload, chance)
        json.dumps(payload)
    assert values == liar._VALUES


def test_both_languages_judge_random_trade_alike() -> None:
    judgements = compare(told(deal, SEED, ROUNDS))
    met = {judgement["code"] for judgement in judgements}
    met |= {flag["rule"] for judgement in judgements for flag in judgement["flags"]}
    flags = {name for name, rule in rules().items() if rule.severity == FLAG}
    assert (flags | COMMON) - met == set(), "the search is too tame"


@pytest.mark.soak
@pytest.mark.parametrize("tell", [lie, deal])
@pytest.mark.parametrize("seed", range(40))
def test_both_languages_judge_ten_thousands_alike(
    tell: Callable[[random.Random], Attack], seed: int
) -> None:
    compare(told(tell, seed, 500))


def test_a_failure_of_the_harness_would_show() -> None:
    job = vectors()[0]
    broken = job | {"pins": {"ledgers": "none"}}
    with pytest.raises(NguonError, match="pins_malformed"):
        python_says(broken)
