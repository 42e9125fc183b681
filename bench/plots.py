"""The run as a picture: what is fast beside what, and what grows with the log."""

from __future__ import annotations

from pathlib import Path

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from bench.run import Run

INK, OURS, OTHERS, LINE = "#222222", "#2f7d5b", "#b9c4bd", "#c8553d"


def write_plots(run: Run, folder: Path) -> None:
    """Write figures.svg and figures.png."""
    mpl.rcParams["svg.hashsalt"] = "nguon"  # the same picture for the same figures
    figure = Figure(figsize=(11, 8), layout="constrained")
    (ratios, rates), (times, costs) = figure.subplots(2, 2)
    _plot_ratios(ratios, run)
    _plot_rates(rates, run)
    _plot_times(times, run)
    _plot_costs(costs, run)
    figure.savefig(folder / "figures.svg", metadata={"Date": None})
    figure.savefig(folder / "figures.png", dpi=110, metadata={"Software": None})


def _plot_ratios(axes: Axes, run: Run) -> None:
    bars = {f"bulk\n{store}": b.ratio for store, b in run.bulk.items()}
    bars |= {f"single\n{store}": s.ratio for store, s in run.single.items()}
    wanted = [0.45] * len(run.bulk) + [0.5] * len(run.single)
    drawn = axes.bar(list(bars), list(bars.values()), color=OURS, width=0.6)
    axes.bar_label(drawn, fmt="%.2f", color=INK)
    for place, ratio in enumerate(wanted):
        axes.hlines(ratio, place - 0.4, place + 0.4, color=LINE, label="wanted")
    axes.set_ylim(0, max([*bars.values(), 0.5]) * 1.2)
    axes.set_title("Share of the limit: libsodium, an empty route", loc="left", color=INK)
    handles, labels = axes.get_legend_handles_labels()
    axes.legend(handles[:1], labels[:1], frameon=False)


def _plot_rates(axes: Axes, run: Run) -> None:
    bars = {"libsodium, all cores": (run.bulk["SQLite"].sodium, OTHERS)}
    bars |= {peer.name: (peer.rate, OTHERS) for peer in run.peers}
    bars |= {f"Nguon, bulk, {store}": (b.ingest.rate, OURS) for store, b in run.bulk.items()}
    names = list(bars)[::-1]
    drawn = axes.barh(names, [bars[n][0] for n in names], color=[bars[n][1] for n in names])
    axes.bar_label(drawn, fmt="{:,.0f}", color=INK, padding=3)
    axes.set_xlim(0, max(rate for rate, _ in bars.values()) * 1.25)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter("{x:,.0f}")
    axes.set_title("Entries a second (the peers check no signature)", loc="left", color=INK)


def _plot_times(axes: Axes, run: Run) -> None:
    sizes = [g.size for g in run.grown]
    for name, times, colour in (
        ("evidence of 30 events", [g.traces.trace_cpu * 1e3 for g in run.grown], OURS),
        ("inclusion proof", [g.traces.proof_cpu * 1e3 for g in run.grown], LINE),
    ):
        axes.plot(sizes, times, marker="o", color=colour, label=name)
    _against_size(axes, "Server CPU of one answer (median), ms")


def _plot_costs(axes: Axes, run: Run) -> None:
    sizes = [g.size for g in run.grown]
    costs = [g.cpu_an_event * 1e6 for g in run.grown]
    memory = [g.append.most_resident / 1e6 for g in run.grown]
    axes.plot(sizes, costs, marker="o", color=OURS, label="CPU us an event")
    axes.plot(sizes, memory, marker="s", color=LINE, label="resident MB")
    _against_size(axes, "Server CPU an appended event, us; memory, MB")


def _against_size(axes: Axes, title: str) -> None:
    axes.set_xscale("log")
    axes.set_ylim(bottom=0)
    axes.set_xlabel("entries in the log")
    axes.set_title(title, loc="left", color=INK)
    axes.legend(frameon=False)
