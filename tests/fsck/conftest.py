"""A real ledger with something in every table, and copies of it to be altered."""

from __future__ import annotations

import shutil
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from engine.steps import corrected, grown, packed, sold
from engine.workbench import Workbench, rows_of
from nguon_ledger.store import tables
from support.story import CARTON, CONTEXT, CRAB, UNIT, lot

PHOTO = b"\xff\xd8\xff photo"
LONG_AGO = "2026-01-01T00:00:00Z"
# Tables of work in progress, of which a ledger at rest has no rows.
OPERATIONAL = {"intake", "lease"}


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Tell the story, then corrections, a raised rule, flags, a late harvest and a photo."""
    path = tmp_path_factory.mktemp("fsck") / "nguon.db"
    bench = Workbench(path)
    bench.tell()
    corrected(bench, sold(bench, epcList=[UNIT]))
    packed(bench, CARTON, childEPCs=[UNIT])
    with bench.unsent() as statements:
        for number in range(140):
            grown(bench, quantityList=[lot(f"{CRAB}/10/B{number}", 10)])
            sold(bench, quantityList=[lot(f"{CRAB}/10/B{number}", 3.25)])
    bench.together(statements)
    photo = {"sha256": sha256(PHOTO).hexdigest(), "mediaType": "image/jpeg"}
    members: dict[str, Any] = {"@context": CONTEXT, "nguon:attachments": [photo]}
    grown(bench, quantityList=[lot(f"{CRAB}/10/photo", 1)], **members)
    bench.ledger.keep_attachment(PHOTO)
    bench.registry({"type": "RulesRaised", "version": 2}, "union")
    grown(bench, quantityList=[lot(f"{CRAB}/10/late", 10)], eventTime=LONG_AGO)
    gone = grown(bench, quantityList=[lot(f"{CRAB}/10/gone", 10)])
    corrected(bench, gone)
    bench.check_log()
    bench.close()
    filled = {name for name, rows in rows_of(path).items() if rows}
    everything = {table.name for table in tables.METADATA.sorted_tables}
    assert everything - OPERATIONAL <= filled
    return path


@pytest.fixture
def store(told: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(told, tmp_path / "nguon.db"))
