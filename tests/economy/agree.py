"""Server, evidence and browser agree on some things, without a model beside them."""

from __future__ import annotations

from economy.browser import Browser, as_browser_says
from economy.rows import check_alike, stored_flags, stored_things
from engine.workbench import Workbench, rows_of
from nguon_ledger.trace.verify import VerifiedTrace, examine_bundle


def agreed(bench: Workbench, browser: Browser, asked: str) -> VerifiedTrace:
    """Return verified evidence after holding it to the store, and JavaScript to both.

    Every flag in it is stored with its entry, in the same order.
    """
    bundle = bench.ledger.trace(asked)
    report = examine_bundle(bundle, pins=bench.pins, asked=asked)
    said = browser.examine(bundle, pins=bench.pins_json, asked=asked)
    assert said == as_browser_says(report)
    assert report.trace is not None, report.failure
    check_alike(report.trace.holdings.things, stored_things(bench.path))
    stored = stored_flags(bench.path)
    for index in {flag.index for flag in report.flags}:
        flags = [flag for flag in report.flags if flag.index == index]
        lasting = [flag for flag in flags if flag.rule != "signer_ended"]
        assert lasting == [flag for flag in stored.get(index, []) if flag in lasting]
    return report.trace


def rebuilt(bench: Workbench) -> None:
    """Check that the same rows come of the entries alone."""
    before = rows_of(bench.path)
    bench.host.rebuild(bench.name)
    assert rows_of(bench.path) == before
