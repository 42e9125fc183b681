"""A ledger that several processes write, one at a time: each takes in, the lease holder records."""

from __future__ import annotations

from uuid import uuid4

from nguon_ledger.engine.commit.pool import Group
from nguon_ledger.engine.commit.sequencing import Setting
from nguon_ledger.engine.observer import Observer
from nguon_ledger.engine.shared.front import Front
from nguon_ledger.engine.shared.leader import Leader
from nguon_ledger.engine.shared.table import IntakeTable, Voucher
from nguon_ledger.errors import NguonError
from nguon_ledger.registry.state import Registry


class SharedWriter:
    """This process's part: a front that takes statements in, and a candidate for the lease."""

    def __init__(self, setting: Setting, observer: Observer) -> None:
        process = uuid4().hex
        voucher = Voucher(setting.ledger, setting.keys.seal)
        table = IntakeTable(setting.ledger, process, voucher)
        self._front = Front(setting, table)
        self._leader = Leader(
            setting, table, voucher, holder=process, observer=observer, own=self._front.find
        )

    @property
    def registry(self) -> Registry:
        """The registry as it was published a moment ago."""
        return self._front.registry

    @property
    def leads(self) -> bool:
        """Whether this process writes at present."""
        return self._leader.leads

    @property
    def failure(self) -> NguonError | None:
        """Why this process cannot take in or, holding the lease, cannot write."""
        return self._front.failure or self._leader.failure

    def check_ready(self) -> None:
        """Raise NguonError for what keeps this process or, wherever it is, the writer."""
        if self.failure is not None:
            raise self.failure
        self._leader.check_led()

    def put(self, group: Group) -> None:
        """Store a group for whichever process writes. Raises as Front.put."""
        self._front.put(group)

    def close(self) -> None:
        """Wait for the answers that are owed, then give the lease back."""
        self._front.close()
        self._leader.close()
