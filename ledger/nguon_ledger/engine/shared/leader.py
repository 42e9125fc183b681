"""The process that writes a ledger which several share: it holds the lease, or waits for it."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from nguon_ledger.engine.commit.checked import Checked, Placed
from nguon_ledger.engine.commit.sequencing import Outcomes, Sequencing, Setting
from nguon_ledger.engine.intake.checks import check_statement, read_vouched
from nguon_ledger.engine.observer import Commit, Observer
from nguon_ledger.engine.shared.lease import SECONDS, Lease
from nguon_ledger.engine.shared.table import IntakeTable, Voucher
from nguon_ledger.errors import NguonError
from nguon_ledger.store.database import reading, retrying

MAX_BATCH = 4096
MIN_BATCH = 16
IDLE = 0.003  # seconds between looks into an empty table
VACANT = 5.0  # seconds without a lease after which something is wrong: takeover is faster
STANDBY = 0.25  # seconds between looks at a lease that another process holds
SWEEP = 60.0  # seconds between looks for outcomes that nobody fetched
FORGOTTEN = 3_600_000_000  # microseconds after which nobody will fetch one

_log = logging.getLogger(__name__)


class Leader:
    """Sequences the intake table while it holds the lease; on a thread of its own.

    ``own`` finds by name what this process has itself checked and put into the table: that is
    recorded as it was checked, whatever became of the row.
    """

    def __init__(
        self,
        setting: Setting,
        table: IntakeTable,
        voucher: Voucher,
        holder: str,
        observer: Observer,
        own: Callable[[str], Checked | None],
    ) -> None:
        self.failure: NguonError | None = None
        self._lease = Lease(setting.engine, setting.ledger, holder)
        self._setting = replace(setting, fence=self._lease.fence)
        self._table = table
        self._voucher = voucher
        self._observer = observer
        self._own = own
        self._sequencing = Sequencing(self._setting)
        self._leads = False
        self._seen = time.monotonic()  # that a process held the lease, this one or another
        self._most = MAX_BATCH  # less after a failure: perhaps a batch took too long
        self._renewed = self._swept = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(
            target=self._run, name=f"leader-{setting.ledger}", daemon=True
        )
        self._thread.start()

    @property
    def leads(self) -> bool:
        """Whether this process held the lease when it last looked."""
        return self._leads

    def check_led(self) -> None:
        """Raise NguonError ``writer_missing`` if for VACANT seconds nobody could have written."""
        if time.monotonic() - self._seen > VACANT and not self._lease.is_held():
            raise NguonError("writer_missing", "no process holds the right to write this ledger")

    def close(self) -> None:
        """Finish the batch in flight, and let another process take over at once."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                seconds = self._step()
                self._seen = time.monotonic()
                self._stop.wait(seconds)
            except Exception as e:  # noqa: BLE001 (whatever failed: look again from the start)
                self._fail(e)
                self._let_go()
                self._stop.wait(STANDBY)
        if self._leads:
            self._let_go()

    def _let_go(self) -> None:
        """Give the lease back: another process may do better, or go on."""
        try:
            self._lease.release()
        except NguonError as e:
            _log.warning("ledger %s: the lease runs out by itself: %s", self._setting.ledger, e)

    def _step(self) -> float:
        """Do what is next; return how many seconds to wait before looking again."""
        if not self._leads:
            if not self._lease.acquire():
                self.failure = None  # whatever it was, another process leads
                return STANDBY
            self._sequencing.recover()
            self._leads, self.failure = True, None
            self._observer.recovered(self._setting.ledger)
        with reading(self._setting.engine) as connection:
            rows = self._table.waiting(connection, self._most)
        if rows:
            self._commit(rows)
            return 0.0
        self._rest()
        return IDLE

    def _commit(self, rows: Sequence[Any]) -> None:
        start, before = time.monotonic(), self._sequencing.size
        checked = [self._check(row) for row in rows]
        good = [one for one in checked if isinstance(one, Checked)]

        def settle(connection: Connection, outcomes: Outcomes) -> None:
            left = iter(outcomes)
            all_outcomes: list[Placed | NguonError] = [
                one if isinstance(one, NguonError) else next(left) for one in checked
            ]
            self._table.settle(connection, [row.id for row in rows], all_outcomes)

        self._sequencing.commit(good, settle)
        self._most = min(2 * self._most, MAX_BATCH)
        self._renewed = time.monotonic()
        seconds = self._renewed - start
        commit = Commit(len(rows), self._sequencing.size - before, seconds, seconds)
        self._observer.committed(self._setting.ledger, commit)

    def _check(self, row: Any) -> Checked | NguonError:  # noqa: ANN401 (a row)
        origin, registry = self._setting.origin, self._sequencing.state.registry
        own = self._own(row.id)
        if own is not None:
            return own
        try:
            if self._voucher.fits(row.data, row.voucher):
                return read_vouched(row.data, origin=origin)
            return check_statement(row.data, origin=origin, registry=registry)
        except NguonError as e:
            return e

    def _rest(self) -> None:
        """Keep the lease, and forget what nobody fetches."""
        now = time.monotonic()
        if now - self._renewed > SECONDS / 4:
            self._lease.renew()
            self._renewed = now
        if now - self._swept > SWEEP:
            old = self._setting.now() - FORGOTTEN
            retrying(self._setting.engine, lambda c: self._table.sweep(c, old))
            self._swept = now

    def _fail(self, error: Exception) -> None:
        self._leads = False
        self._most = max(self._most // 4, MIN_BATCH)
        if not isinstance(error, NguonError):
            _log.exception("ledger %s: the writer failed", self._setting.ledger)
            error = NguonError("storage_unavailable", "the ledger cannot record right now")
        if error.code == "lease_lost" or self._is_overtaken():
            _log.warning("ledger %s: %s", self._setting.ledger, error)
            return
        if self.failure is None or self.failure.code != error.code:
            _log.error("ledger %s: %s", self._setting.ledger, error)
        self.failure = error
        self._observer.failed(self._setting.ledger, error.code)

    def _is_overtaken(self) -> bool:
        """Tell whether another process has the lease: then what failed here is no fault.

        One that was paused finds its connection closed, or heads that are not where it left them.
        """
        try:
            self._lease.renew()
        except NguonError as e:
            return e.code == "lease_lost"
        return False
