"""A client that goes away must not disturb what the engine is about to commit."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future

import pytest

from nguon_api.outcome import recorded
from nguon_ledger.engine.ledger import Recorded


def test_giving_up_waiting_does_not_cancel_the_entry() -> None:
    future: Future[Recorded] = Future()

    async def give_up() -> None:
        waiting = asyncio.create_task(recorded(future))
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting

    asyncio.run(give_up())
    assert not future.cancelled()
    future.set_result(Recorded(1, b"", b"", is_new=True))  # as the writer will
