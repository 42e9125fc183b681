"""The table of a run, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from bench.bulk import Bulk
from bench.growth import Grown
from bench.peers import PeerRate
from bench.run import Run
from bench.single import Single
from bench.takeover import GOAL, LOSSES, SERVERS, Takeovers

KB, MB, GB = 1e3, 1e6, 1e9
_INTRODUCTION = """\
Written by `make bench`: one run, everything beside what it is compared with. Compare runs by ratios
only; the machine may have been shared.
"""


def write_table(run: Run) -> str:
    """Return the whole table: figures, what they were computed from, and the machine."""
    parts = [
        "# Measured\n",
        _INTRODUCTION,
        _main(run),
        _writing(run),
        _peers(run.peers, run.bulk),
        _growth(run.grown),
        _maintenance(run),
        takeover_table(run.takeovers),
        _machine(run.machine),
    ]
    return "\n".join(parts)


def rows(heads: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; the first column is text, the others are figures."""
    rule = ["---", *["---:"] * (len(heads) - 1)]
    written = [heads, rule, *lines]
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in written)


def _main(run: Run) -> str:
    bulk, single = run.bulk["SQLite"], run.single["SQLite"]
    least, most = run.grown[0], run.grown[-1]
    middle = run.grown[len(run.grown) // 2]
    cost = most.cpu_an_event / least.cpu_an_event
    lines = [
        ("bulk ingest / libsodium on all cores", f"{bulk.ratio:.3f}", "0.45 or more"),
        ("single statements / empty FastAPI route", f"{single.ratio:.3f}", "0.5 or more"),
        ("single statement, p99", f"{single.statements.p99 * 1000:.1f} ms", "100 ms or less"),
        (
            f"30-event evidence of {middle.traces.size:,} entries, p50",
            f"{middle.traces.trace_p50 * 1000:.2f} ms",
            "5 ms or less",
        ),
        (
            "its size as HTTP sends it",
            f"{middle.traces.trace_http / KB:.1f} kB",
            "60 kB or less",
        ),
        (
            f"append cost, {most.size:,} over {least.size:,} entries (CPU)",
            f"{cost:.2f}",
            "1.15 or less",
        ),
        (
            f"resident memory at {most.size:,} entries",
            f"{most.append.most_resident / MB:.0f} MB",
            "300 MB or less",
        ),
        (f"opening {most.size:,} entries", f"{most.open:.2f} s", "2 s or less"),
        (
            "takeover after the leader dies, median / longest",
            _median_and_longest(run.takeovers.seconds("killed")),
            f"{GOAL:.0f} s or less",
        ),
        (
            "takeover after the leader is stopped, median / longest",
            _median_and_longest(run.takeovers.seconds("stopped")),
            f"{GOAL:.0f} s or less",
        ),
    ]
    return rows(("figure", "measured", "wanted"), lines)


def _writing(run: Run) -> str:
    lines: list[Sequence[object]] = []
    for store, bulk in run.bulk.items():
        lines += _bulk_lines(store, bulk)
    for store, single in run.single.items():
        lines += _single_lines(store, single)
    heads = ("writing over HTTP", "a second", "CPU us each", "generator CPU us", "p50 ms", "p99 ms")
    first = next(iter(run.bulk.values()))
    note = (
        f"\nBulk: {first.ingest.events:,} events of {first.ingest.bytes / first.ingest.events:.0f}"
        f" bytes. libsodium changed by {first.sodium_drift:+.0%} between before and after."
        " By CPU seconds instead of wall time, in which other programs on the machine do not count,"
        f" bulk is at {first.cpu_ratio:.3f} of libsodium. PostgreSQL's own CPU is not in"
        " the figures; like SQLite it syncs every commit.\n"
    )
    return "## Writing\n\n" + rows(heads, lines) + note


def _bulk_lines(store: str, bulk: Bulk) -> list[Sequence[object]]:
    made = bulk.ingest
    cpu, generator = made.server_cpu / made.events, made.generator_cpu / made.events
    ours = (f"bulk, {store}", f"{made.rate:,.0f}", _us(cpu), _us(generator), "", "")
    limit = (f"libsodium beside {store}", f"{bulk.sodium:,.0f}", _us(bulk.before.cpu), "", "", "")
    return [ours, limit]


def _single_lines(store: str, single: Single) -> list[Sequence[object]]:
    named = (
        (f"single, {store}", single.statements),
        (f"empty route before {store}", single.empty_before),
        (f"empty route after {store}", single.empty_after),
        ("the generator by itself", single.generator),
    )
    return [
        (
            name,
            f"{rate.rate:,.0f}",
            _us(rate.server_cpu / rate.requests),
            _us(rate.generator_cpu / rate.requests),
            f"{rate.p50 * 1000:.1f}",
            f"{rate.p99 * 1000:.1f}",
        )
        for name, rate in named
    ]


def _peers(peers: Sequence[PeerRate], bulk: Mapping[str, Bulk]) -> str:
    ours = bulk["SQLite"].ingest
    lines: list[Sequence[object]] = [
        ("Nguon over HTTP, all rules, durable", f"{ours.rate:,.0f}", "", "")
    ]
    lines += [(p.name, f"{p.rate:,.0f}", f"{p.proof * 1000:.2f}", p.lacks) for p in peers]
    return "## Peers\n\n" + rows(("the same entries", "a second", "proof ms", "without"), lines)


def _growth(grown: Sequence[Grown]) -> str:
    lines = [
        (
            f"{g.size:,}",
            f"{g.traces.proof_p50 * 1000:.2f} / {g.traces.proof_p99 * 1000:.2f}",
            f"{g.traces.proof_cpu * 1000:.2f}",
            f"{g.traces.proof_bytes:,}",
            f"{g.traces.trace_p50 * 1000:.2f} / {g.traces.trace_p99 * 1000:.2f}",
            f"{g.traces.trace_cpu * 1000:.2f}",
            f"{g.traces.trace_bytes:,}",
            f"{g.traces.trace_http:,}",
            _us(g.cpu_an_event),
            _us(g.wall_an_event),
            f"{g.append.most_resident / MB:.0f}",
            f"{g.open:.2f}",
            f"{g.start:.2f}",
            f"{g.disk_bytes / GB:.2f}",
        )
        for g in grown
    ]
    heads = (
        "entries",
        "proof p50 / p99 ms",
        "CPU ms",
        "bytes",
        "evidence p50 / p99 ms",
        "CPU ms",
        "bytes",
        "over HTTP",
        "append CPU us",
        "append us",
        "resident MB",
        "open s",
        "start s",
        "disk GB",
    )
    note = (
        "\nThe ledgers are filled in bulk: their rows, leaves, tiles, seals and checkpoint are"
        " real, the signatures of the filling are not; the chain that is traced and the events"
        " that are appended are real. Start: from the process to its first checkpoint over HTTP,"
        " opening its keys with the passphrase included.\n"
    )
    return "## Growth\n\n" + rows(heads, lines) + note


def _maintenance(run: Run) -> str:
    if not run.maintenance:
        return ""
    lines = [(name, f"{rate:,.0f}") for name, rate in run.maintenance.items()]
    return "## Maintenance\n\n" + rows(("command", "entries a second"), lines)


def takeover_table(takeovers: Takeovers) -> str:
    """Return how many takeovers of each kind there were, and how long they took."""
    lines = [
        (f"{loss}, of {servers}", len(seconds), _median_and_longest(seconds))
        for servers in SERVERS
        for loss in LOSSES
        if (seconds := takeovers.seconds(loss, servers=servers))
    ]
    note = (
        "\nFrom SIGKILL or SIGSTOP to the receipt of a statement sent to another process after"
        " that; default lease, PostgreSQL, under load. At the end the log held exactly the"
        f" {takeovers.acknowledged:,} acknowledged statements and seals, no receipt told of another"
        f" log, and fsck found its {takeovers.size:,} entries sound.\n"
    )
    return "## Takeover\n\n" + rows(("leader", "times", "median / longest"), lines) + note


def _median_and_longest(seconds: Sequence[float]) -> str:
    return f"{median(seconds):.2f} / {max(seconds):.2f} s"


def _machine(machine: Mapping[str, str]) -> str:
    return "## Machine\n\n" + rows(("what", "which"), list(machine.items()))


def _us(seconds: float) -> str:
    return f"{seconds * 1e6:.0f}"
