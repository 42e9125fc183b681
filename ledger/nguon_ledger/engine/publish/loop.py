"""Publishing again and again, until told to stop."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Event

from nguon_ledger.engine.publish.publisher import Published, Publisher
from nguon_ledger.errors import NguonError

PUBLISH_SECONDS = 1.0
COLLECT_SECONDS = 600.0
# These pass by themselves; anything else waits for a person.
_TRANSIENT = {"storage_unavailable", "head_moved"}

Tell = Callable[[str, Published | NguonError], None]


def publish_until(
    stop: Event,
    publishers: Mapping[str, Publisher],
    tell: Tell,
    *,
    collect: bool,
    seconds: float = PUBLISH_SECONDS,
) -> None:
    """Publish each ledger at most once in so many seconds; tell what was new, and what failed.

    A ledger that must not be published is set aside, and the others go on. When it was told to
    stop, or no ledger is left, raises the NguonError of the first that was set aside.
    """
    left, failures = dict(publishers), list[NguonError]()
    collected = time.monotonic()
    while True:
        is_due = collect and time.monotonic() >= collected + COLLECT_SECONDS
        if is_due:
            collected = time.monotonic()
        for name, publisher in list(left.items()):
            try:
                published = publisher.publish()
                if published.files:
                    tell(name, published)
                if is_due:
                    publisher.collect()
            except NguonError as e:
                tell(name, e)
                if e.code not in _TRANSIENT:
                    failures.append(e)
                    del left[name]
        if not left or stop.wait(seconds):
            break
    if failures:
        raise failures[0]
