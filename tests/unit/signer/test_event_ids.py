from __future__ import annotations

import time
from uuid import RFC_4122, UUID

from nguon_signer.event_ids import new_event_id, uuid7


def test_the_example_of_the_rfc() -> None:
    """RFC 9562, appendix A.6."""
    made = uuid7(0x017F22E279B0, 0xCC3 << 62 | 0x18C4DC0C0C07398F)
    assert made == UUID("017F22E2-79B0-7CC3-98C4-DC0C0C07398F")


def test_ids_bear_their_time_and_differ() -> None:
    before = time.time_ns() // 1_000_000
    ids = [new_event_id() for _ in range(1000)]
    after = time.time_ns() // 1_000_000
    assert len(set(ids)) == 1000
    assert {(made.version, made.variant) for made in ids} == {(7, RFC_4122)}
    assert all(before <= made.int >> 80 <= after for made in ids)
